// Refuses users whose names have capitals: systems behind this pool tell `Ann` from `ann`.
/** @type {import("poolhouse:plugin/transformation@0.1.0").Transformation} */
export const transformation = {
  transform(declarations) {
    const faults = [];
    for (const { what, origin } of declarations) {
      if (what.tag !== "user") continue;
      const name = what.val.username ?? what.val.id;
      if (name !== name.toLowerCase()) {
        faults.push({ message: "has capitals in its username", subject: `user "${what.val.id}"`, origin });
      }
    }
    if (faults.length > 0) throw faults;
    return declarations;
  },

  review(plan) {},
};
