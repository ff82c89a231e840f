"""The tokens that an emulator issues, held against the keys that it serves: `token_tour.py http://127.0.0.1:9229`."""

import json
import sys
import time

import jwt

from service import Service, basic
from tour import UUID, contains, equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
SELF_SERVICE = "aws.cognito.signin.user.admin"


def role(name):
    return f"arn:aws:iam::123456789012:role/{name}"


def grant(form, **headers):
    """Status and JSON of what the token endpoint answers."""
    status, _, text = service.send("/oauth2/token", form, **headers)
    return status, json.loads(text)


def tokens_of_a_password_have_these_claims_and_no_others():
    pool = service.new_pool(Schema=[{"Name": "badge", "AttributeDataType": "Number", "Mutable": True}])
    client = service.new_client(pool)
    service.new_user(pool, **{"custom:badge": "7", "address": "Main Street 1"})
    for group, arn in (("staff", role("staff")), ("admins", role("admins")), ("readers", role("staff"))):
        cognito.create_group(UserPoolId=pool, GroupName=group, Precedence=len(group), RoleArn=arn)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName=group)
    before = int(time.time())
    tokens = service.sign_in(client)
    id_token = service.verified(pool, tokens["IdToken"], audience=client["ClientId"])
    access = service.verified(pool, tokens["AccessToken"])
    shared = {name: id_token[name] for name in ("sub", "origin_jti", "event_id", "auth_time", "iat", "exp")}
    for name in ("sub", "origin_jti", "event_id"):
        matches(shared[name], UUID)
    equal(before <= shared["auth_time"] == shared["iat"] == shared["exp"] - 3600 <= time.time(), True)
    issuer = {"iss": f"{service.endpoint}/{pool}", "cognito:groups": ["staff", "admins", "readers"]}
    matches(id_token.pop("jti"), UUID)
    equal(
        id_token,
        {
            **shared,
            **issuer,
            "aud": client["ClientId"],
            "token_use": "id",
            "cognito:username": "ann",
            "cognito:roles": [role("staff"), role("admins")],
            "cognito:preferred_role": role("staff"),
            "email": "ann@example.com",
            "email_verified": True,
            "custom:badge": "7",
            "address": {"formatted": "Main Street 1"},
        },
    )
    matches(access.pop("jti"), UUID)
    equal(
        access,
        {
            **shared,
            **issuer,
            "client_id": client["ClientId"],
            "token_use": "access",
            "username": "ann",
            "scope": SELF_SERVICE,
        },
    )


def a_client_sees_what_it_may_read_for_as_long_as_it_says():
    pool = service.new_pool()
    client = service.new_client(
        pool,
        ReadAttributes=["name"],
        AccessTokenValidity=5,
        IdTokenValidity=10,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "minutes"},
    )
    service.new_user(pool, name="Ann")
    tokens = service.sign_in(client)
    equal(tokens["ExpiresIn"], 300)
    id_token = service.verified(pool, tokens["IdToken"], audience=client["ClientId"])
    contains(id_token, {"name": "Ann", "email": None, "email_verified": None, "cognito:groups": None})
    equal(id_token["exp"] - id_token["iat"], 600)
    access = service.verified(pool, tokens["AccessToken"])
    equal(access["exp"] - access["iat"], 300)


def the_keys_of_a_pool_are_its_own_and_stay():
    first, second = service.new_pool(), service.new_pool()
    keys = service.keys(first)
    equal([sorted(key) for key in keys["keys"]], [["alg", "e", "kid", "kty", "n", "use"]] * 2)
    equal(service.keys(first), keys)
    kids = {key["kid"] for pool in (first, second) for key in service.keys(pool)["keys"]}
    equal(len(kids), 4)
    status, _, text = service.send(f"/{first}/.well-known/openid-configuration")
    equal(status, 200)
    contains(
        json.loads(text),
        {
            "issuer": f"{service.endpoint}/{first}",
            "jwks_uri": f"{service.endpoint}/{first}/.well-known/jwks.json",
            "token_endpoint": f"{service.endpoint}/oauth2/token",
            "userinfo_endpoint": f"{service.endpoint}/oauth2/userInfo",
            "revocation_endpoint": f"{service.endpoint}/oauth2/revoke",
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["public"],
        },
    )


def a_token_is_good_for_its_own_pool_and_purpose_alone():
    pool, other = service.new_pool(), service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    tokens = service.sign_in(client)
    try:
        service.verified(other, tokens["AccessToken"])
    except jwt.PyJWKClientError:
        pass
    else:
        raise AssertionError("a token was verified by another pool's keys")
    head, payload, signature = tokens["AccessToken"].split(".")
    forged = ".".join([head, payload, signature[:-8] + "AAAAAAAA"])
    for wrong in (tokens["IdToken"], forged, "no.token.atall"):
        refused("NotAuthorizedException", "Invalid Access Token", cognito.get_user, AccessToken=wrong)


def programs_get_tokens_of_their_own():
    pool = service.new_pool()
    scopes = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
    cognito.create_resource_server(UserPoolId=pool, Identifier="orders", Name="orders", Scopes=scopes)
    client = service.new_client(
        pool,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read", "orders/write"],
    )
    form = {"grant_type": "client_credentials"}
    status, answer = grant({**form, "scope": "orders/read"}, **basic(client))
    equal((status, answer["token_type"], answer["expires_in"]), (200, "Bearer", 3600))
    equal(sorted(answer), ["access_token", "expires_in", "token_type"])
    claims = service.verified(pool, answer["access_token"])
    always = {"auth_time", "exp", "iat", "iss", "jti", "sub", "token_use"}
    equal(set(claims), always | {"client_id", "scope", "version"})
    own = {"sub": client["ClientId"], "client_id": client["ClientId"]}
    contains(claims, {**own, "scope": "orders/read", "version": 2, "token_use": "access"})
    # The secret may come in the form, too; without scopes the answer has all that the client may ask for.
    credentials = {"client_id": client["ClientId"], "client_secret": client["ClientSecret"]}
    _, answer = grant({**form, **credentials})
    equal(service.verified(pool, answer["access_token"])["scope"], "orders/read orders/write")

    wrong = {"error": "invalid_client", "error_description": "invalid_client_secret"}
    equal(grant(form, **basic({**client, "ClientSecret": "no"})), (400, wrong))
    equal(grant({}), (400, {"error": "invalid_request"}))
    equal(grant({"grant_type": "magic"}), (400, {"error": "unsupported_grant_type"}))
    equal(grant({**form, "scope": "orders/all"}, **basic(client)), (400, {"error": "invalid_scope"}))
    public = {"client_id": service.new_client(pool)["ClientId"]}
    equal(grant({**form, **public}), (400, {"error": "unauthorized_client"}))
    equal(grant({**public, "grant_type": "refresh_token", "refresh_token": "x"}), (400, {"error": "invalid_grant"}))


def the_token_endpoint_refreshes_and_revokes():
    pool = service.new_pool()
    client = service.new_client(pool, GenerateSecret=True)
    service.new_user(pool)
    tokens = service.sign_in(client)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["RefreshToken"]}
    status, answer = grant(form, **basic(client))
    equal((status, sorted(answer)), (200, ["access_token", "expires_in", "id_token", "token_type"]))
    before, after = (service.verified(pool, token) for token in (tokens["AccessToken"], answer["access_token"]))
    equal(after["origin_jti"], before["origin_jti"])

    revoke = lambda token, **headers: service.send("/oauth2/revoke", {"token": token}, **headers)
    status, _, text = revoke(tokens["RefreshToken"], **basic({**client, "ClientSecret": "no"}))
    equal((status, json.loads(text)["error"]), (401, "invalid_client"))
    status, _, text = service.send("/oauth2/revoke", {}, **basic(client))
    equal((status, json.loads(text)["error"]), (400, "invalid_request"))
    status, _, text = revoke(tokens["AccessToken"], **basic(client))
    equal((status, json.loads(text)["error"]), (400, "unsupported_token_type"))
    for _ in range(2):  # once more does no harm
        status, _, text = revoke(tokens["RefreshToken"], **basic(client))
        equal((status, text), (200, ""))
    equal(grant(form, **basic(client)), (400, {"error": "invalid_grant"}))
    refused(
        "NotAuthorizedException", "Access Token has been revoked",
        cognito.get_user, AccessToken=answer["access_token"],
    )


def user_info_is_for_tokens_with_openid():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    access = service.sign_in(client)["AccessToken"]
    for token in (access, "nonsense"):
        status, headers, text = service.send("/oauth2/userInfo", Authorization=f"Bearer {token}")
        equal((status, json.loads(text)["error"]), (401, "invalid_token"))
        contains(headers["WWW-Authenticate"], 'error="invalid_token"')
    equal(service.send("/oauth2/userInfo")[0], 400)


run(
    tokens_of_a_password_have_these_claims_and_no_others,
    a_client_sees_what_it_may_read_for_as_long_as_it_says,
    the_keys_of_a_pool_are_its_own_and_stay,
    a_token_is_good_for_its_own_pool_and_purpose_alone,
    programs_get_tokens_of_their_own,
    the_token_endpoint_refreshes_and_revokes,
    user_info_is_for_tokens_with_openid,
)
