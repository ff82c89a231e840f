local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"

pool:user("ann", {})
pool:user("joe", { username = "Joe" })
