local ph = require "poolhouse"

local spoken = {
  UserPoolId = "us-east-1_examplepool",
  Username = "ann@example.com",
  UserAttributes = {
    { Name = "email", Value = "ann@example.com" },
    { Name = "email_verified", Value = "true" },
  },
  DesiredDeliveryMediums = { "EMAIL" },
  ClientMetadata = { source = "import" },
}
ph.cognito.UserPoolUser("cloudformation", spoken)

ph.cognito.pool("us-east-1_examplepool"):user("snake", {
  username = "bob@example.com",
  attributes = { email = "bob@example.com", email_verified = true },
  desired_delivery_mediums = { "EMAIL" },
  client_metadata = { source = "import" },
  temporary_password = ph.secret.env "FIRST_PASSWORD",
})
