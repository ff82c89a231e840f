local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"

local sales = pool:group("dept-sales", {})
pool:user("ann", {
  attributes = { email = " Ann@Example.COM", email_verified = true },
  groups = { sales },
  message_action = "SUPPRESS",
})
