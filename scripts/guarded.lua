-- Rules that every plan is held to, apart from the people, so that all scripts of a team can require them. This script
-- shows how: it takes the people of staff.lua and has them guarded.
--
--   --arg domain=example.com           where addresses have to be

local ph = require "poolhouse"

local domain = ph.args.domain or "example.com"

ph.policy("nobody is deleted", function(plan)
  return plan.deletes == 0 and plan.replaces == 0, "disable people instead"
end)

ph.policy(`addresses are at {domain}`, function(plan)
  for _, change in plan.changes do
    local email = change.attributes.email
    if email and not email:lower():match("@" .. domain:gsub("%.", "%%.") .. "$") then
      return false, `{change.id} has the address {email}`
    end
  end
  return true
end)

ph.policy("administrators are few", function(plan)
  local made = 0
  for _, change in plan.changes do
    if change.action == "create" and table.find(change.groups, "admins") then
      made += 1
    end
  end
  return made <= 3, `{made} administrators at once`
end)

require "staff"
