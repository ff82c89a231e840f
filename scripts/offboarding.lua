-- People who leave are disabled and signed out, and nobody is deleted: what they own stays theirs until somebody decides.
--
-- `people.csv` names who is here. A row whose `leaves` lies on or before `today` has left; a row that is gone altogether
-- has left, too.
--
--   --arg today=2026-01-31             the day, as a script has no clock
--   --arg people=people.csv            another list
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local today = ph.args.today or "2026-01-31"
local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool"):defaults({
  message_action = "SUPPRESS",
  on_delete = "disable", -- a row that is gone
  sign_out = true,
})

for row in ph.csv.rows(ph.args.people or "people.csv") do
  -- Dates that are written year first sort as text.
  local has_left = row.leaves ~= "" and row.leaves <= today
  pool:user("person/" .. row.employee_id, {
    username = row.email,
    attributes = { email = row.email, email_verified = true },
    enabled = not has_left,
  })
end

-- A list that was cut off by accident must not lock everybody out.
ph.policy("no mass leaving", function(plan)
  return plan.disables <= 5, `{plan.disables} people would be disabled at once`
end)
