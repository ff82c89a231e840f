-- What an application finds in tokens: the department of whoever signs in, and no e-mail address.
--
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")

local departments = {}
for row in ph.csv.rows "staff.csv" do
  departments[row.email:lower()] = row.department
end

pool:on("pre_token_generation", function(event)
  local email = event.request.userAttributes.email or ""
  event.response.claimsOverrideDetails = {
    claimsToAddOrOverride = { department = departments[email:lower()] or "none" },
    claimsToSuppress = { "email" },
  }
end)
