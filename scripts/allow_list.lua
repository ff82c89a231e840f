-- Who may sign up: people with an address at one of these domains, who need not be confirmed by anybody. The function
-- answers for as long as this script is applied to an emulator; on AWS a Lambda function does what it does here.
--
--   --arg domains=example.com,example.org
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")

local allowed = {}
for domain in (ph.args.domains or "example.com,example.org"):gmatch "[^,%s]+" do
  allowed[domain:lower()] = true
end

pool:on("pre_sign_up", function(event)
  -- Administrators know what they do.
  if event.triggerSource == "PreSignUp_AdminCreateUser" then
    return
  end
  local email = event.request.userAttributes.email or ""
  local domain = email:lower():match "@([^@]+)$"
  if not allowed[domain or ""] then
    error("Please sign up with the address of your company", 0)
  end
  event.response.autoConfirmUser = true
end)
