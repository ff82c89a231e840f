"""USER_AUTH, where the user chooses how to sign in: `choice_tour.py http://127.0.0.1:9229`."""

import sys

from service import PASSWORD, SMS, Service, other
from tour import contains, equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused


def pool_allowing(*factors, **settings):
    """A pool with these ways to begin a sign-in, and its app."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}
    pool = service.new_pool(Policies=policies, SmsConfiguration=SMS, **settings)
    return pool, service.new_client(pool)


def begin(client, name="ann", **more):
    return service.initiate(client, "USER_AUTH", USERNAME=name, **more)


def signed_in(answer):
    equal(answer["AuthenticationResult"]["TokenType"], "Bearer")
    return answer["AuthenticationResult"]


def the_user_is_told_what_there_is_to_choose_from():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP", "SMS_OTP")
    service.new_user(pool, phone_number="+15550101234", phone_number_verified="true")
    service.new_user(pool, "bob", email_verified="false")
    choice = begin(client)
    equal((choice["ChallengeName"], choice["ChallengeParameters"]), ("SELECT_CHALLENGE", {}))
    everything = ["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP", "SMS_OTP"]
    equal(sorted(choice["AvailableChallenges"]), everything)
    equal(sorted(begin(client, "bob")["AvailableChallenges"]), ["PASSWORD", "PASSWORD_SRP"])
    # What bob cannot do is as good as no preference.
    equal(begin(client, "bob", PREFERRED_CHALLENGE="SMS_OTP")["ChallengeName"], "SELECT_CHALLENGE")
    refused("InvalidParameterException", None, begin, client, PREFERRED_CHALLENGE="MAGIC")
    refused("InvalidParameterException", None, service.respond, client, choice, ANSWER="WEB_AUTHN")


def a_password_is_chosen():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP")
    service.new_user(pool)
    choice = begin(client)
    signed_in(service.respond(client, choice, ANSWER="PASSWORD", PASSWORD=PASSWORD))
    used = "Invalid session for the user, session can only be used once."
    refused("NotAuthorizedException", used, service.respond, client, choice, ANSWER="PASSWORD", PASSWORD=PASSWORD)
    signed_in(begin(client, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD))
    asked = begin(client, PREFERRED_CHALLENGE="PASSWORD")
    equal(asked["ChallengeName"], "PASSWORD")
    signed_in(service.respond(client, asked, PASSWORD=PASSWORD))
    wrong = ("NotAuthorizedException", "Incorrect username or password.")
    refused(*wrong, begin, client, PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Secret-2")
    refused(*wrong, service.respond, client, begin(client), ANSWER="PASSWORD", PASSWORD="Secret-2")


def a_password_is_chosen_that_is_not_shown():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP")
    service.new_user(pool)
    signer = service.srp(pool, client)
    start = signer.get_auth_params()
    public = {"SRP_A": start["SRP_A"]}
    asked = begin(client, PREFERRED_CHALLENGE="PASSWORD_SRP")
    equal(asked["ChallengeName"], "PASSWORD_SRP")
    challenges = [
        begin(client, PREFERRED_CHALLENGE="PASSWORD_SRP", **public),
        service.respond(client, begin(client), ANSWER="PASSWORD_SRP", **public),
        service.respond(client, asked, **public),
    ]
    for challenge in challenges:
        equal(challenge["ChallengeName"], "PASSWORD_VERIFIER")
        matches(challenge["Session"], ".{20,4096}")
        proof = signer.process_challenge(challenge["ChallengeParameters"], start)
        signed_in(service.respond(client, challenge, **proof))


def a_code_comes_by_mail_or_text_message():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP", "SMS_OTP")
    service.new_user(pool, phone_number="+15550101234", phone_number_verified="true")
    for factor, medium, masked in [("EMAIL_OTP", "EMAIL", "a***@e***"), ("SMS_OTP", "SMS", "+*******1234")]:
        chosen = service.respond(client, begin(client), ANSWER=factor)
        for sent in (chosen, begin(client, PREFERRED_CHALLENGE=factor)):
            equal(sent["ChallengeName"], factor)
            contains(
                sent["ChallengeParameters"],
                {"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": masked},
            )
        message = service.messages(pool)[-1]
        equal(message["medium"], medium)
        matches(message["code"], "[0-9]{8}")
        answer = lambda code: service.respond(client, sent, **{f"{factor}_CODE": code})
        mismatch = "Invalid code or auth state for the user."
        refused("CodeMismatchException", mismatch, answer, other(message["code"]))
        tokens = signed_in(answer(message["code"]))
        equal(service.verified(pool, tokens["AccessToken"])["username"], "ann")


def who_has_no_password_needs_none():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP")
    service.new_user(pool, password=None)
    equal(cognito.admin_get_user(UserPoolId=pool, Username="ann")["UserStatus"], "CONFIRMED")
    sent = begin(client, PREFERRED_CHALLENGE="EMAIL_OTP")
    equal((sent["ChallengeName"], sent["AvailableChallenges"]), ("EMAIL_OTP", ["EMAIL_OTP"]))
    tokens = signed_in(service.respond(client, sent, EMAIL_OTP_CODE=service.code(pool)))
    factors = cognito.get_user_auth_factors(AccessToken=tokens["AccessToken"])
    equal(factors["ConfiguredUserAuthFactors"], ["EMAIL_OTP"])
    wrong = ("NotAuthorizedException", "Incorrect username or password.")
    refused(*wrong, service.sign_in, client)
    cognito.change_password(AccessToken=tokens["AccessToken"], ProposedPassword=PASSWORD)
    equal(service.sign_in(client)["TokenType"], "Bearer")


def a_temporary_password_leaves_no_other_choice():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP")
    service.new_user(pool)
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Temporary-1", Permanent=False)
    choice = begin(client, PREFERRED_CHALLENGE="EMAIL_OTP")
    equal((choice["ChallengeName"], choice["AvailableChallenges"]), ("SELECT_CHALLENGE", ["PASSWORD_SRP", "PASSWORD"]))
    challenge = service.respond(client, choice, ANSWER="PASSWORD", PASSWORD="Temporary-1")
    equal(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED")
    signed_in(service.respond(client, challenge, NEW_PASSWORD=PASSWORD))


def who_has_just_signed_up_needs_no_further_code():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP", AutoVerifiedAttributes=["email"])
    email = [{"Name": "email", "Value": "ann@example.com"}]
    signed_up = cognito.sign_up(ClientId=client["ClientId"], Username="ann", UserAttributes=email)
    refused("UserNotConfirmedException", "User is not confirmed.", begin, client, PREFERRED_CHALLENGE="EMAIL_OTP")
    confirmed = cognito.confirm_sign_up(
        ClientId=client["ClientId"], Username="ann", ConfirmationCode=service.code(pool), Session=signed_up["Session"]
    )
    signed_in(
        cognito.initiate_auth(
            ClientId=client["ClientId"], AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "ann"},
            Session=confirmed["Session"],
        )
    )


def unknown_users_are_sent_codes_in_appearance():
    pool, client = pool_allowing("PASSWORD", "EMAIL_OTP", AliasAttributes=["email"])
    refused("UserNotFoundException", "User does not exist.", begin, client, "bob")
    hiding = service.new_client(pool, PreventUserExistenceErrors="ENABLED")
    sent = begin(hiding, "bob@example.com", PREFERRED_CHALLENGE="EMAIL_OTP")
    equal(sent["ChallengeName"], "EMAIL_OTP")
    equal(sent["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "b***@e***")
    equal(service.messages(pool, "bob@example.com"), [])
    refused(
        "CodeMismatchException", "Invalid code or auth state for the user.",
        service.respond, hiding, sent, USERNAME="bob@example.com", EMAIL_OTP_CODE="12345678",
    )


run(
    the_user_is_told_what_there_is_to_choose_from,
    a_password_is_chosen,
    a_password_is_chosen_that_is_not_shown,
    a_code_comes_by_mail_or_text_message,
    who_has_no_password_needs_none,
    a_temporary_password_leaves_no_other_choice,
    who_has_just_signed_up_needs_no_further_code,
    unknown_users_are_sent_codes_in_appearance,
)
