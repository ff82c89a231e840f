-- People move over from another store when they first sign in, with the password that they have there: nobody is told
-- and nobody has to choose another one. Here the store is a file; its passwords are for an emulator and for nobody else.
--
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")
local store = ph.json.read "old_store.json"

pool:on("user_migration", function(event)
  local person = store[event.userName]
  if not person then
    error("there is nobody of that name", 0)
  end
  -- Without a password, somebody has forgotten theirs.
  if event.triggerSource == "UserMigration_Authentication" and event.request.password ~= person.password then
    error("the password is another one", 0)
  end
  event.response.userAttributes = {
    username = event.userName,
    email = person.email,
    email_verified = "true",
    name = person.name,
  }
  event.response.finalUserStatus = "CONFIRMED"
  event.response.messageAction = "SUPPRESS"
end)
