local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"

pool:group("dept-sales", {})
pool:group("guests", {})
pool:user("Ann", { groups = { "dept-sales" } })
pool:user("joe", { attributes = { email = "joe@example.org" }, groups = { "dept-sales" } })
pool:user("zoe", { groups = { "guests" } })
pool:user("eve", { groups = { "dept-nowhere" } })
