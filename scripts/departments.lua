-- A group for each department, with the roles that its people take, and everybody in the group of theirs.
--
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool"):defaults({ message_action = "SUPPRESS" })

-- Who is in two groups takes the role of the one with the lower precedence.
local departments = {
  { name = "Engineering", precedence = 10, role = "arn:aws:iam::123456789012:role/engineering" },
  { name = "Finance", precedence = 20, role = "arn:aws:iam::123456789012:role/finance" },
  { name = "Operations", precedence = 30 },
  { name = "People", precedence = 40 },
}

local groups = {}
for _, department in departments do
  groups[department.name] = pool:group(`department/{department.name}`, {
    group_name = department.name:lower(),
    description = `Everyone in {department.name}`,
    precedence = department.precedence,
    role_arn = department.role,
  })
end

for row in ph.csv.rows "staff.csv" do
  local group = groups[row.department]
  if not group then
    error(`{row.email} is in {row.department}, which is no department`)
  end
  pool:user(`department/{row.employee_id}`, {
    username = row.email:lower(),
    attributes = { email = row.email:lower(), email_verified = true },
    groups = { group },
    groups_mode = "additive", -- other groups are somebody else's business
  })
end
