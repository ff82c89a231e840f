-- People for integration tests of an application: as many as are asked for, with a password that the tests know, in
-- every state that an application has to cope with.
--
--   --arg users=20                     how many
--   --allow-env TEST_PASSWORD          their password, from the environment
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

if ph.stage == "live" then
  error("people for tests have no place in a live pool")
end

local password = ph.secret.env "TEST_PASSWORD"
local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool"):defaults({ message_action = "SUPPRESS" })
local testers = pool:group("testers", { description = "Made by seed.lua" })

for number = 1, tonumber(ph.args.users or "20") do
  local name = string.format("tester-%03d", number)
  pool:user(name, {
    attributes = { email = `{name}@example.com`, email_verified = true, name = `Tester {number}` },
    groups = { testers },
    password = password,
  })
end

-- May not sign in.
pool:user("tester-disabled", { password = password, enabled = false })

-- Has to choose a password at the first sign-in.
pool:user("tester-new", { temporary_password = password })
