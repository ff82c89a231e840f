local ph = require "poolhouse"
local pool = ph.cognito.pool "us-east-1_examplepool"

local admins = pool:group("admins", { description = "May do anything", precedence = 1 })
local staff = pool:group("staff", { precedence = 10 })
local ann = pool:user("ann", { groups = { admins, staff }, enabled = false, message_action = "SUPPRESS" })
pool:user("bob", { message_action = "SUPPRESS" })

pool:membership("bob in staff", { username = "bob", group_name = staff.name })
assert(ann.username == "ann")
