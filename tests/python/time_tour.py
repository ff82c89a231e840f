"""What happens as time passes: `time_tour.py http://127.0.0.1:9229`.

The emulator's clock stands still. The tour does not wait: it prints `advance SECONDS` for whoever runs it to turn
the clock, who answers with a line once that is done.
"""

import sys

from service import FLOWS, PASSWORD, Service, named
from tour import equal, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
MINUTE, HOUR, DAY = 60, 3600, 86400
EXPIRED_CODE = ("ExpiredCodeException", "Invalid code provided, please request a code again.")


def advance(seconds):
    print(f"advance {seconds}", flush=True)
    if not sys.stdin.readline():
        raise AssertionError("nobody turns the clock")


def pool_and_client(**settings):
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    service.new_user(pool)
    return pool, service.new_client(pool, **settings)


def a_session_lasts_as_long_as_the_client_says():
    pool, _ = pool_and_client()
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Temporary-1", Permanent=False)
    for settings, minutes in [({}, 3), ({"AuthSessionValidity": 5}, 5)]:
        client = service.new_client(pool, **settings)
        challenge = service.initiate(client, USERNAME="ann", PASSWORD="Temporary-1")
        advance(minutes * MINUTE - 1)
        refused("InvalidPasswordException", None, service.respond, client, challenge, NEW_PASSWORD="short")
        advance(1)
        expired = "Invalid session for the user, session is expired."
        refused("NotAuthorizedException", expired, service.respond, client, challenge, NEW_PASSWORD=PASSWORD)


def tokens_expire():
    units = {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}
    validity = {"AccessTokenValidity": 5, "IdTokenValidity": 5, "RefreshTokenValidity": 1}
    _, client = pool_and_client(TokenValidityUnits=units, **validity)
    tokens = service.sign_in(client)
    advance(5 * MINUTE - 1)
    equal(cognito.get_user(AccessToken=tokens["AccessToken"])["Username"], "ann")
    advance(1)
    expired = "Access Token has expired"
    refused("NotAuthorizedException", expired, cognito.get_user, AccessToken=tokens["AccessToken"])
    refresh = {"flow": "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN": tokens["RefreshToken"]}
    fresh = service.initiate(client, **refresh)["AuthenticationResult"]
    equal(cognito.get_user(AccessToken=fresh["AccessToken"])["Username"], "ann")
    advance(HOUR)
    refused("NotAuthorizedException", "Refresh Token has expired", service.initiate, client, **refresh)


def a_replaced_token_has_a_period_of_grace():
    flows = [flow for flow in FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30}
    _, client = pool_and_client(ExplicitAuthFlows=flows, RefreshTokenRotation=rotation)
    token = service.sign_in(client)["RefreshToken"]
    rotate = lambda token: cognito.get_tokens_from_refresh_token(RefreshToken=token, ClientId=client["ClientId"])
    rotate(token)
    advance(29)
    newest = rotate(token)["AuthenticationResult"]
    advance(1)
    refused("RefreshTokenReuseException", None, rotate, token)
    refused(
        "NotAuthorizedException", "Access Token has been revoked",
        cognito.get_user, AccessToken=newest["AccessToken"],
    )


def a_lock_opens_again():
    _, client = pool_and_client()
    wrong = ("NotAuthorizedException", "Incorrect username or password.")
    locked = ("NotAuthorizedException", "Password attempts exceeded")
    for _ in range(5):
        refused(*wrong, service.sign_in, client, password="Secret-2")
    advance(1)
    refused(*wrong, service.sign_in, client, password="Secret-2")
    advance(2)
    for seconds in (4, 8, 16, 32):
        refused(*wrong, service.sign_in, client, password="Secret-2")
        refused(*locked, service.sign_in, client)
        advance(seconds)
    equal(service.sign_in(client)["TokenType"], "Bearer")
    refused(*wrong, service.sign_in, client, password="Secret-2")
    equal(service.sign_in(client)["TokenType"], "Bearer")


def a_temporary_password_grows_too_old():
    policy = {"PasswordPolicy": {"MinimumLength": 8, "TemporaryPasswordValidityDays": 2}}
    pool = service.new_pool(Policies=policy)
    client = service.new_client(pool)
    temporary = {"UserPoolId": pool, "Username": "ann", "TemporaryPassword": "Temporary-1"}
    cognito.admin_create_user(**temporary)
    advance(2 * DAY)
    refused(
        "NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.",
        service.sign_in, client, password="Temporary-1",
    )
    cognito.admin_create_user(**temporary, MessageAction="RESEND")
    challenge = service.initiate(client, USERNAME="ann", PASSWORD="Temporary-1")
    equal(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED")


def codes_expire():
    pool, client = pool_and_client()
    ann = {"ClientId": client["ClientId"], "Username": "ann"}
    cognito.forgot_password(**ann)
    reset = lambda: cognito.confirm_forgot_password(ConfirmationCode=service.code(pool), Password="Another-1", **ann)
    advance(HOUR)
    refused(*EXPIRED_CODE, reset)
    cognito.forgot_password(**ann)
    advance(HOUR - 1)
    reset()
    bob = {"ClientId": client["ClientId"], "Username": "bob"}
    cognito.sign_up(**bob, Password=PASSWORD, UserAttributes=named({"email": "bob@example.com"}))
    confirm = lambda: cognito.confirm_sign_up(**bob, ConfirmationCode=service.code(pool, "bob"))
    advance(DAY)
    refused(*EXPIRED_CODE, confirm)
    cognito.resend_confirmation_code(**bob)
    confirm()


def too_many_attempts_are_forgiven_after_an_hour():
    pool, client = pool_and_client()
    bob = {"ClientId": client["ClientId"], "Username": "bob"}
    cognito.sign_up(**bob, Password=PASSWORD, UserAttributes=named({"email": "bob@example.com"}))
    limit = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    for _ in range(5):
        cognito.resend_confirmation_code(**bob)
    refused(*limit, cognito.resend_confirmation_code, **bob)
    advance(HOUR)
    cognito.resend_confirmation_code(**bob)


run(
    a_session_lasts_as_long_as_the_client_says,
    tokens_expire,
    a_replaced_token_has_a_period_of_grace,
    a_lock_opens_again,
    a_temporary_password_grows_too_old,
    codes_expire,
    too_many_attempts_are_forgiven_after_an_hour,
)
