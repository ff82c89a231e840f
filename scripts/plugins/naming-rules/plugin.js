// Company rules over whatever scripts and plugins declare.
//
// - A username has no capitals.
// - An e-mail address is written in lower case, which is changed, and is one of the company's domain.
// - A user is in one department: a group whose name begins with the prefix, and which is declared or there already.
//   `custom:department` is filled in from it.
// - A plan that would delete or disable more users than `most_leavers` is refused.
import { get } from "poolhouse:plugin/config@0.1.0";
import { listGroups } from "poolhouse:plugin/directory@0.1.0";

/** @typedef {import("poolhouse:plugin/types@0.1.0").Declaration} Declaration */
/** @typedef {import("poolhouse:plugin/types@0.1.0").Fault} Fault */

/** The names of a pool's groups. @param {string} pool */
function groupsOf(pool) {
  const names = [];
  let next;
  do {
    const page = listGroups(pool, next);
    names.push(...page.groups.map((group) => group.name));
    next = page.next;
  } while (next !== undefined && next !== null);
  return names;
}

/** The departments of a pool: those that are declared, and those that it has. */
class Departments {
  /** @param {string} prefix @param {Declaration[]} declarations */
  constructor(prefix, declarations) {
    this.prefix = prefix;
    this.byPool = new Map();
    this.declared = new Set();
    for (const { what } of declarations) {
      if (what.tag !== "group") continue;
      this.declared.add(`${what.val.userPoolId} ${what.val.groupName ?? what.val.id}`);
    }
  }

  /** @param {string} pool @param {string} name */
  has(pool, name) {
    if (this.declared.has(`${pool} ${name}`)) return true;
    if (!this.byPool.has(pool)) this.byPool.set(pool, new Set(groupsOf(pool)));
    return this.byPool.get(pool).has(name);
  }
}

/** The user with what the rules change, and what is against it. */
function ruled(user, domain, departments) {
  const faults = [];
  const wrong = (path, message, hint) => faults.push({ message, path, hint });

  const username = user.username ?? user.id;
  if (username !== username.toLowerCase()) wrong("username", "has capitals", `write ${username.toLowerCase()}`);

  const attributes = (user.attributes ?? []).map(({ name, value }) =>
    name === "email" ? { name, value: value.trim().toLowerCase() } : { name, value });
  const email = attributes.find(({ name }) => name === "email");
  if (domain && email && !email.value.endsWith(`@${domain}`)) wrong("attributes.email", `is not at ${domain}`);

  const own = (user.groups ?? []).filter((name) => name.startsWith(departments.prefix));
  if (own.length !== 1) {
    wrong("groups", `names ${own.length} departments, and needs one`, `a department begins with ${departments.prefix}`);
  } else if (!departments.has(user.userPoolId, own[0])) {
    wrong("groups", `names ${own[0]}, which is no department`, "declare its group first");
  } else if (!attributes.some(({ name }) => name === "custom:department")) {
    attributes.push({ name: "custom:department", value: own[0].slice(departments.prefix.length) });
  }
  return { user: { ...user, attributes }, faults };
}

/** @type {import("poolhouse:plugin/transformation@0.1.0").Transformation} */
export const transformation = {
  transform(declarations) {
    const departments = new Departments(get("prefix") ?? "dept-", declarations);
    const domain = get("domain");
    /** @type {Fault[]} */
    const faults = [];
    const kept = declarations.map(({ what, origin }) => {
      if (what.tag !== "user") return { what, origin };
      const { user, faults: found } = ruled(what.val, domain, departments);
      faults.push(...found.map((fault) => ({ ...fault, subject: `user "${user.id}"`, origin })));
      return { what: { ...what, val: user }, origin };
    });
    if (faults.length > 0) throw faults;
    return kept;
  },

  review(plan) {
    const most = Number(get("most_leavers") ?? "10");
    const leavers = plan.filter(({ kind, action }) => kind === "user" && ["delete", "disable"].includes(action));
    if (leavers.length > most) {
      throw [{ message: `${leavers.length} users would leave, more than ${most}` }];
    }
  },
};
