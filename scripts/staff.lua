-- A user for every row of staff.csv, and every group they need.
--
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"
local rules = require "team.rules"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")

-- Declares a group when it is first asked for, and gives its handle ever after.
local groups = {}
local function group(name)
  if not groups[name] then
    groups[name] = pool:group(name, { description = rules.description(name) })
  end
  return groups[name]
end

for row in ph.csv.rows "staff.csv" do
  local memberships = {}
  for _, name in ipairs(rules.groups_for(row)) do
    table.insert(memberships, group(name))
  end

  -- The id comes from the data and not from the position: rows may come and go in any order.
  pool:user("staff/" .. row.employee_id, {
    username = row.email:lower(),
    attributes = {
      email = row.email:lower(),
      email_verified = true,
      given_name = row.given_name,
      family_name = row.family_name,
      name = `{row.given_name} {row.family_name}`,
    },
    groups = memberships,
    message_action = "SUPPRESS",
  })
end
