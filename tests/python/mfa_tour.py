"""Second factors, as an app goes through them: `mfa_tour.py http://127.0.0.1:9229`.

pyotp is the user's authenticator.
"""

import json
import sys
import time

import pyotp

from service import MAIL, PASSWORD, SMS, Service, other
from tour import contains, equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
USED = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
FACTORS = {
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
    "SmsMfaConfiguration": {"SmsConfiguration": SMS},
    "EmailMfaConfiguration": {"Message": "Your code is {####}.", "Subject": "A code"},
}


def pool_with(mode, *factors):
    """A pool that asks for these factors, and its app."""
    recovery = {"RecoveryMechanisms": [{"Name": "verified_phone_number", "Priority": 1}]}
    pool = service.new_pool(EmailConfiguration=MAIL, AccountRecoverySetting=recovery)
    chosen = {f"{name}MfaConfiguration": FACTORS[f"{name}MfaConfiguration"] for name in factors}
    cognito.set_user_pool_mfa_config(UserPoolId=pool, MfaConfiguration=mode, **chosen)
    return pool, service.new_client(pool)


def codes(secret):
    """The code of the present half minute and that of the next, which a server takes early."""
    authenticator = pyotp.TOTP(secret)
    now = time.time()
    return authenticator.at(now), authenticator.at(now + authenticator.interval)


def prefer(token, **settings):
    cognito.set_user_mfa_preference(AccessToken=token, **settings)


def enrolled(client):
    """Ann's access token and the code of the next half minute, once she has an authenticator."""
    token = service.sign_in(client)["AccessToken"]
    now, soon = codes(cognito.associate_software_token(AccessToken=token)["SecretCode"])
    cognito.verify_software_token(AccessToken=token, UserCode=now)
    prefer(token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    return token, soon


def an_authenticator_is_added_and_asked_for():
    pool, client = pool_with("OPTIONAL", "SoftwareToken")
    service.new_user(pool)
    token = service.sign_in(client)["AccessToken"]
    settings = {"Enabled": True, "PreferredMfa": True}
    refused(
        "InvalidParameterException", "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        prefer, token, SoftwareTokenMfaSettings=settings,
    )
    answer = cognito.associate_software_token(AccessToken=token)
    matches(answer["SecretCode"], "[A-Z2-7]{52}")
    equal("Session" in answer, False)
    now, soon = codes(answer["SecretCode"])
    refused(
        "EnableSoftwareTokenMFAException", "Code mismatch",
        cognito.verify_software_token, AccessToken=token, UserCode=other(now),
    )
    verified = cognito.verify_software_token(AccessToken=token, UserCode=now, FriendlyDeviceName="phone")
    equal(verified["Status"], "SUCCESS")
    equal("AuthenticationResult" in service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD), True)
    prefer(token, SoftwareTokenMfaSettings=settings)
    contains(
        cognito.get_user(AccessToken=token),
        {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"},
    )

    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA")
    equal(challenge["ChallengeParameters"], {"FRIENDLY_DEVICE_NAME": "phone", "USER_ID_FOR_SRP": "ann"})
    answer = lambda code: service.respond(client, challenge, SOFTWARE_TOKEN_MFA_CODE=code)
    # A code is good for one purpose, and a wrong one costs nothing.
    refused("ExpiredCodeException", "Your software token has already been used once.", answer, now)
    refused("CodeMismatchException", "Invalid code received for user", answer, other(soon))
    tokens = answer(soon)["AuthenticationResult"]
    equal(service.verified(pool, tokens["AccessToken"])["username"], "ann")
    refused(*USED, answer, soon)
    prefer(token, SoftwareTokenMfaSettings={"Enabled": False})
    equal("UserMFASettingList" in cognito.get_user(AccessToken=token), False)
    equal(service.sign_in(client)["TokenType"], "Bearer")


def a_pool_without_authenticators_says_so():
    pool, client = pool_with("OPTIONAL", "Sms")
    service.new_user(pool)
    refused(
        "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool",
        cognito.associate_software_token, AccessToken=service.sign_in(client)["AccessToken"],
    )


def an_srp_sign_in_is_asked_too():
    pool, client = pool_with("OPTIONAL", "SoftwareToken")
    service.new_user(pool)
    _, soon = enrolled(client)
    signer = service.srp(pool, client)
    start = signer.get_auth_params()
    verifier = service.initiate(client, "USER_SRP_AUTH", **start)
    proof = signer.process_challenge(verifier["ChallengeParameters"], start)
    challenge = service.respond(client, verifier, **proof)
    equal(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA")
    tokens = service.respond(client, challenge, SOFTWARE_TOKEN_MFA_CODE=soon)
    equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def who_has_no_factor_sets_one_up_where_the_pool_requires_one():
    pool, client = pool_with("ON", "SoftwareToken")
    service.new_user(pool)
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "MFA_SETUP")
    equal(json.loads(challenge["ChallengeParameters"]["MFAS_CAN_SETUP"]), ["SOFTWARE_TOKEN_MFA"])
    associated = cognito.associate_software_token(Session=challenge["Session"])
    now, soon = codes(associated["SecretCode"])
    verified = cognito.verify_software_token(Session=associated["Session"], UserCode=now)
    equal(verified["Status"], "SUCCESS")
    tokens = service.respond(client, {**challenge, "Session": verified["Session"]})["AuthenticationResult"]
    contains(
        cognito.get_user(AccessToken=tokens["AccessToken"]), {"PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"}
    )
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA")
    tokens = service.respond(client, challenge, SOFTWARE_TOKEN_MFA_CODE=soon)
    equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def a_new_password_comes_before_the_second_factor():
    pool, client = pool_with("ON", "Sms")
    service.new_user(pool, password=None, phone_number="+15550101234")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Temporary-1", Permanent=False)
    challenge = service.initiate(client, USERNAME="ann", PASSWORD="Temporary-1")
    equal(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED")
    challenge = service.respond(client, challenge, NEW_PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "SMS_MFA")
    tokens = service.respond(client, challenge, SMS_MFA_CODE=service.code(pool))
    equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def a_code_comes_by_text_message():
    pool, client = pool_with("OPTIONAL", "Sms")
    service.new_user(pool, phone_number="+15550101234", phone_number_verified="true")
    prefer(service.sign_in(client)["AccessToken"], SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "SMS_MFA")
    contains(
        challenge["ChallengeParameters"],
        {"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": "+*******1234"},
    )
    message = service.messages(pool)[-1]
    contains(message, {"medium": "SMS", "destination": "+15550101234"})
    matches(message["code"], "[0-9]{6}")
    contains(message["body"], message["code"])
    answer = lambda code: service.respond(client, challenge, SMS_MFA_CODE=code)
    for _ in range(6):
        mismatch = "Invalid code or auth state for the user."
        refused("CodeMismatchException", mismatch, answer, other(message["code"]))
    equal(answer(message["code"])["AuthenticationResult"]["TokenType"], "Bearer")
    refused(*USED, answer, message["code"])


def a_code_comes_by_mail():
    pool, client = pool_with("OPTIONAL", "Email")
    service.new_user(pool)
    prefer(service.sign_in(client)["AccessToken"], EmailMfaSettings={"Enabled": True, "PreferredMfa": True})
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "EMAIL_OTP")
    contains(
        challenge["ChallengeParameters"],
        {"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***"},
    )
    message = service.messages(pool)[-1]
    contains(message, {"medium": "EMAIL", "subject": "A code", "body": f"Your code is {message['code']}."})
    matches(message["code"], "[0-9]{6}")
    tokens = service.respond(client, challenge, EMAIL_OTP_CODE=message["code"])
    equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def of_several_factors_the_user_takes_one():
    pool, client = pool_with("ON", "SoftwareToken", "Sms")
    service.new_user(pool, phone_number="+15550101234")
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    tokens = service.respond(client, challenge, SMS_MFA_CODE=service.code(pool))["AuthenticationResult"]
    token = tokens["AccessToken"]
    secret = cognito.associate_software_token(AccessToken=token)["SecretCode"]
    now, soon = codes(secret)
    cognito.verify_software_token(AccessToken=token, UserCode=now)
    prefer(token, SMSMfaSettings={"Enabled": True}, SoftwareTokenMfaSettings={"Enabled": True})
    for factor in ("SOFTWARE_TOKEN_MFA", "SMS_MFA"):
        choice = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
        equal(choice["ChallengeName"], "SELECT_MFA_TYPE")
        offered = json.loads(choice["ChallengeParameters"]["MFAS_CAN_CHOOSE"])
        equal(sorted(offered), ["SMS_MFA", "SOFTWARE_TOKEN_MFA"])
        refused("InvalidParameterException", None, service.respond, client, choice, ANSWER="EMAIL_OTP")
        challenge = service.respond(client, choice, ANSWER=factor)
        equal(challenge["ChallengeName"], factor)
        code = soon if factor == "SOFTWARE_TOKEN_MFA" else service.code(pool)
        tokens = service.respond(client, challenge, **{f"{factor}_CODE": code})
        equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def an_administrator_turns_factors_on_and_off():
    pool, client = pool_with("OPTIONAL", "SoftwareToken", "Sms")
    service.new_user(pool, phone_number="+15550101234")
    ann = {"UserPoolId": pool, "Username": "ann"}
    refused(
        "InvalidParameterException", "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        cognito.admin_set_user_mfa_preference, SoftwareTokenMfaSettings={"Enabled": True}, **ann,
    )
    cognito.admin_set_user_mfa_preference(SMSMfaSettings={"Enabled": True}, **ann)
    contains(cognito.admin_get_user(**ann), {"UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": None})
    challenge = service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)
    equal(challenge["ChallengeName"], "SMS_MFA")
    cognito.admin_set_user_mfa_preference(SMSMfaSettings={"Enabled": False}, **ann)
    token, _ = enrolled(client)
    factors = cognito.get_user_auth_factors(AccessToken=token)["ConfiguredUserAuthFactors"]
    equal(sorted(factors), ["EMAIL_OTP", "PASSWORD", "SOFTWARE_TOKEN"])
    cognito.admin_delete_software_token(**ann)
    equal(service.sign_in(client)["TokenType"], "Bearer")


run(
    an_authenticator_is_added_and_asked_for,
    a_pool_without_authenticators_says_so,
    an_srp_sign_in_is_asked_too,
    who_has_no_factor_sets_one_up_where_the_pool_requires_one,
    a_new_password_comes_before_the_second_factor,
    a_code_comes_by_text_message,
    a_code_comes_by_mail,
    of_several_factors_the_user_takes_one,
    an_administrator_turns_factors_on_and_off,
)
