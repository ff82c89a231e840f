-- What an invitation says: in the language of whom it is for, and with the way in.
--
--   --arg url=https://app.example.com  where people sign in
--   --arg pool=eu-west-1_Ab12Cd34E     another pool than the example's

local ph = require "poolhouse"

local url = ph.args.url or "https://app.example.com"
local pool = ph.cognito.pool(ph.args.pool or "us-east-1_examplepool")

local texts = {
  de = { subject = "Ihr Zugang", body = "Guten Tag, hier ist Ihr Zugang: %s mit dem Namen %s und dem Passwort %s." },
  en = { subject = "Your account", body = "Welcome! Sign in at %s as %s, with the password %s." },
  fr = { subject = "Votre compte", body = "Bienvenue ! Votre compte : %s, sous le nom %s, avec le mot de passe %s." },
}

pool:on("custom_message", function(event)
  if event.triggerSource ~= "CustomMessage_AdminCreateUser" then
    return
  end
  local language = (event.request.userAttributes.locale or "en"):sub(1, 2)
  local text = texts[language] or texts.en
  -- Name and password stand here as the words that Cognito replaces.
  local request = event.request
  event.response.emailSubject = text.subject
  event.response.emailMessage = string.format(text.body, url, request.usernameParameter, request.codeParameter)
end)

pool:user("invited/rosa", {
  username = "rosa",
  attributes = { email = "rosa@example.com", email_verified = true, locale = "de-AT" },
  desired_delivery_mediums = { "EMAIL" },
})
