local ph = require "poolhouse"

for _, name in { "ann", "bob" } do
  local address = name .. "@example.com"
  ph.cognito.pool("us-east-1_one"):user("one/" .. name, { username = address, message_action = "SUPPRESS" })
  ph.cognito.pool("eu-west-1_two"):user("two/" .. name, {
    username = name,
    attributes = { email = address, ["custom:dept"] = "R&D" },
    message_action = "SUPPRESS",
  })
end
