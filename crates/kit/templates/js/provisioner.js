// Declares everybody in the input `staff`, a line each: username,email,department.
import { get } from "poolhouse:plugin/config@0.1.0";
import { declare, report } from "poolhouse:plugin/declarations@0.1.0";
import { open } from "poolhouse:plugin/inputs@0.1.0";

function readAll(name) {
  const input = open(name);
  let escaped = "";
  for (let piece = input.read(1 << 20); piece.length > 0; piece = input.read(1 << 20)) {
    for (const byte of piece) escaped += "%" + byte.toString(16).padStart(2, "0");
  }
  return decodeURIComponent(escaped); // Of UTF-8: QuickJS has no TextDecoder.
}

function user(userPoolId, [id, email, department]) {
  return {
    tag: "user",
    val: {
      id,
      userPoolId,
      attributes: [
        { name: "email", value: email },
        { name: "email_verified", value: "true" },
      ],
      messageAction: "SUPPRESS",
      groups: department ? [department] : [],
    },
  };
}

/** @type {import("poolhouse:plugin/provision@0.1.0").Provision} */
export const provision = {
  run() {
    const pool = get("pool");
    if (!pool) throw "lacks its configuration `pool`";
    const departments = new Set();
    readAll("staff").split(/\r?\n/).forEach((row, index) => {
      if (index === 0 || row === "") return; // The first line names the columns.
      const origin = { file: "staff", line: index + 1 };
      const [name, email, department] = row.split(",");
      if (!email) return report({ message: "has no email", subject: `user "${name}"`, origin });
      if (department && !departments.has(department)) {
        departments.add(department);
        declare([{ what: { tag: "group", val: { id: department, userPoolId: pool } }, origin }]);
      }
      declare([{ what: user(pool, [name, email, department]), origin }]);
    });
  },
};
