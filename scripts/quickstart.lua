-- Four users of one pool, from the plainest on. Nothing happens while this runs: it says what the pool should hold.
--
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"
local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")

-- 1. A name and two attributes. Cognito makes a first password and sends an invitation.
pool:user("newUser", {
  username = "john.doe@example.com",
  attributes = { email = "john.doe@example.com", phone_number = "+15555551234" },
})

-- 2. Data for the trigger that checks new users, which is never stored, and no invitation.
pool:user("advancedUser", {
  username = "jane.doe@example.com",
  attributes = { email = "jane.doe@example.com", name = "Jane Doe" },
  validation_data = { ["custom:role"] = "admin" },
  message_action = "SUPPRESS",
})

-- 3. A second name to sign in with, taken from whoever has it. CloudFormation's spelling means the same.
ph.cognito.UserPoolUser("aliasUser", {
  UserPoolId = pool.id,
  Username = "alias@example.com",
  UserAttributes = {
    { Name = "email", Value = "alias@example.com" },
    { Name = "preferred_username", Value = "aliasUser" },
  },
  ForceAliasCreation = true,
})

-- 4. Facts for every trigger that runs when the user is made.
pool:user("metadataUser", {
  username = "metadata@example.com",
  attributes = { email = "metadata@example.com" },
  client_metadata = { source = "signupForm", referralCode = "REF123" },
})
