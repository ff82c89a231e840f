-- Accounts of programs: a password that only the environment knows, no invitation, no way to be changed unseen.
--
--   --allow-env REPORTS_PASSWORD --allow-env MIRROR_PASSWORD
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")
local services = pool:group("services", { description = "Programs, not people", precedence = 100 })

-- Raise a version to have the password set again, after it was changed in the environment.
local versions = { reports = 1, mirror = 1 }

for _, name in { "reports", "mirror" } do
  pool:user(`service/{name}`, {
    username = name,
    password = ph.secret.env(`{name:upper()}_PASSWORD`),
    password_version = versions[name],
    groups = { services },
    message_action = "SUPPRESS",
    protect = true, -- no plan deletes it, whatever becomes of this file
  })
end
