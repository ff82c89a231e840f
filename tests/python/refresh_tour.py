"""Sessions that are refreshed, rotated, revoked and ended: `refresh_tour.py http://127.0.0.1:9229`."""

import sys

from service import FLOWS, Service, secret_hash
from tour import equal, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
REVOKED = ("NotAuthorizedException", "Access Token has been revoked")
INVALID = ("NotAuthorizedException", "Invalid Refresh Token.")


def pool_and_client(**settings):
    pool = service.new_pool()
    service.new_user(pool)
    return pool, service.new_client(pool, **settings)


def rotating(grace, **settings):
    """A pool with a client whose refresh tokens change with each use."""
    flows = [flow for flow in FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace}
    return pool_and_client(ExplicitAuthFlows=flows, RefreshTokenRotation=rotation, **settings)


def refresh(client, token):
    return service.initiate(client, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token)["AuthenticationResult"]


def rotate(client, token, **more):
    answer = cognito.get_tokens_from_refresh_token(RefreshToken=token, ClientId=client["ClientId"], **more)
    return answer["AuthenticationResult"]


def is_revoked(*tokens):
    for each in tokens:
        refused(*REVOKED, cognito.get_user, AccessToken=each["AccessToken"])


def a_session_goes_on_with_fresh_tokens():
    pool, client = pool_and_client()
    tokens = service.sign_in(client)
    service.new_user(pool, "bob")
    cognito.create_group(UserPoolId=pool, GroupName="late")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="late")
    named = [
        refresh(client, tokens["RefreshToken"]),
        service.initiate(client, "REFRESH_TOKEN", REFRESH_TOKEN=tokens["RefreshToken"])["AuthenticationResult"],
        cognito.admin_initiate_auth(
            UserPoolId=pool, ClientId=client["ClientId"], AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
        )["AuthenticationResult"],
        rotate(client, tokens["RefreshToken"]),
    ]
    before = service.verified(pool, tokens["AccessToken"])
    for fresh in named:
        equal(sorted(fresh), ["AccessToken", "ExpiresIn", "IdToken", "TokenType"])
        after = service.verified(pool, fresh["AccessToken"])
        for name in ("sub", "origin_jti", "auth_time", "event_id", "scope", "client_id", "username"):
            equal(after[name], before[name])
        equal(after["jti"] == before["jti"], False)
        id_token = service.verified(pool, fresh["IdToken"], audience=client["ClientId"])
        equal((after["cognito:groups"], id_token["cognito:groups"]), (["late"], ["late"]))


def a_refresh_token_is_for_its_own_client():
    pool, client = pool_and_client()
    other = service.new_client(pool)
    token = service.sign_in(client)["RefreshToken"]
    for wrong in ("nonsense", f"{token[:-8]}AAAAAAAA"):
        refused(*INVALID, refresh, client, wrong)
    refused(*INVALID, refresh, other, token)
    refused(*INVALID, rotate, other, token)
    refused(
        "InvalidParameterException", "Missing required parameter REFRESH_TOKEN",
        service.initiate, client, "REFRESH_TOKEN_AUTH",
    )
    cognito.admin_disable_user(UserPoolId=pool, Username="ann")
    refused("NotAuthorizedException", None, refresh, client, token)


def a_client_with_a_secret_tells_it_itself():
    _, client = pool_and_client(GenerateSecret=True)
    token = service.sign_in(client)["RefreshToken"]
    equal(rotate(client, token, ClientSecret=client["ClientSecret"])["TokenType"], "Bearer")
    refused("NotAuthorizedException", None, rotate, client, token, ClientSecret="x" * 40)
    refused("NotAuthorizedException", None, rotate, client, token)
    hashed = {"REFRESH_TOKEN": token, "SECRET_HASH": secret_hash(client, "ann")}
    equal(service.initiate(client, "REFRESH_TOKEN_AUTH", **hashed)["AuthenticationResult"]["TokenType"], "Bearer")


def a_replaced_token_ends_the_session():
    _, client = rotating(0)
    first = service.sign_in(client)
    second = rotate(client, first["RefreshToken"])
    equal(sorted(second), ["AccessToken", "ExpiresIn", "IdToken", "RefreshToken", "TokenType"])
    third = rotate(client, second["RefreshToken"])
    refused("RefreshTokenReuseException", None, rotate, client, second["RefreshToken"])
    is_revoked(first, second, third)
    refused("NotAuthorizedException", None, rotate, client, third["RefreshToken"])


def a_replaced_token_is_good_within_the_grace_period():
    _, client = rotating(60)
    first = service.sign_in(client)
    second, again = rotate(client, first["RefreshToken"]), rotate(client, first["RefreshToken"])
    for tokens in (second, again):
        equal(cognito.get_user(AccessToken=tokens["AccessToken"])["Username"], "ann")
        equal(rotate(client, tokens["RefreshToken"])["TokenType"], "Bearer")


def rotation_and_plain_refreshing_exclude_each_other():
    pool, client = rotating(10)
    token = service.sign_in(client)["RefreshToken"]
    refused("UnsupportedOperationException", None, refresh, client, token)
    refused(
        "InvalidParameterException", None,
        service.new_client, pool, RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )


def a_revoked_session_is_over():
    pool, client = pool_and_client()
    here, elsewhere = service.sign_in(client), service.sign_in(client)
    fresh = refresh(client, here["RefreshToken"])
    revoke = lambda token, id=client["ClientId"]: cognito.revoke_token(Token=token, ClientId=id)
    refused("UnsupportedTokenTypeException", "Unsupported token type", revoke, here["AccessToken"])
    refused("UnauthorizedException", None, revoke, here["RefreshToken"], service.new_client(pool)["ClientId"])
    for _ in range(2):  # once more does no harm
        revoke(here["RefreshToken"])
    is_revoked(here, fresh)
    refused("NotAuthorizedException", "Refresh Token has been revoked", refresh, client, here["RefreshToken"])
    equal(refresh(client, elsewhere["RefreshToken"])["TokenType"], "Bearer")


def a_client_without_revocation_cannot_revoke():
    pool, client = pool_and_client(EnableTokenRevocation=False)
    tokens = service.sign_in(client)
    equal("origin_jti" in service.verified(pool, tokens["AccessToken"]), False)
    refused(
        "UnsupportedOperationException", None,
        cognito.revoke_token, Token=tokens["RefreshToken"], ClientId=client["ClientId"],
    )


def everyone_can_be_signed_out_everywhere():
    pool, client = pool_and_client()
    sign_outs = [
        lambda token: cognito.global_sign_out(AccessToken=token),
        lambda _: cognito.admin_user_global_sign_out(UserPoolId=pool, Username="ann"),
    ]
    for sign_out in sign_outs:
        here, there = service.sign_in(client), service.sign_in(client)
        sign_out(here["AccessToken"])
        is_revoked(here, there)
        refused("NotAuthorizedException", "Refresh Token has been revoked", refresh, client, there["RefreshToken"])
        equal(cognito.get_user(AccessToken=service.sign_in(client)["AccessToken"])["Username"], "ann")


def who_is_disabled_or_gone_has_no_session():
    pool, client = pool_and_client()
    tokens = service.sign_in(client)
    cognito.admin_disable_user(UserPoolId=pool, Username="ann")
    refused("NotAuthorizedException", None, cognito.get_user, AccessToken=tokens["AccessToken"])
    cognito.admin_enable_user(UserPoolId=pool, Username="ann")
    is_revoked(tokens)
    tokens = service.sign_in(client)
    cognito.admin_delete_user(UserPoolId=pool, Username="ann")
    refused("UserNotFoundException", "User does not exist.", cognito.get_user, AccessToken=tokens["AccessToken"])


run(
    a_session_goes_on_with_fresh_tokens,
    a_refresh_token_is_for_its_own_client,
    a_client_with_a_secret_tells_it_itself,
    a_replaced_token_ends_the_session,
    a_replaced_token_is_good_within_the_grace_period,
    rotation_and_plain_refreshing_exclude_each_other,
    a_revoked_session_is_over,
    a_client_without_revocation_cannot_revoke,
    everyone_can_be_signed_out_everywhere,
    who_is_disabled_or_gone_has_no_session,
)
