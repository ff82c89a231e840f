"""Signing in to an emulator as programs do: `auth_tour.py http://127.0.0.1:9229`.

boto3 for passwords and tokens, pycognito for SRP, PyJWT for what verifies tokens.
"""

import base64
import hashlib
import hmac
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import boto3
import jwt
from botocore.config import Config
from pycognito import Cognito
from pycognito.aws_srp import AWSSRP

from tour import UUID, contains, equal, matches, run

ENDPOINT = sys.argv[1]
REGION = "us-east-1"
PASSWORD = "Secret-1"

cognito = boto3.client(
    "cognito-idp", endpoint_url=ENDPOINT, region_name=REGION, config=Config(retries={"total_max_attempts": 1})
)
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]


def refused(exception, message, call, **request):
    """Fails unless the call raises this typed exception with this message."""
    try:
        call(**request)
    except getattr(cognito.exceptions, exception) as error:
        equal(error.response["Error"]["Message"], message)
        return
    raise AssertionError(f"{exception} was not raised")


def new_pool(**settings):
    return cognito.create_user_pool(PoolName="people", **settings)["UserPool"]["Id"]


def new_client(pool, **settings):
    settings = {"ExplicitAuthFlows": FLOWS, **settings}
    answer = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", **settings)
    return answer["UserPoolClient"]


def new_user(pool, name="ann", **settings):
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}, {"Name": "email_verified", "Value": "true"}]
    cognito.admin_create_user(UserPoolId=pool, Username=name, UserAttributes=attributes, **settings)
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)


def sign_in(client, name="ann", password=PASSWORD):
    answer = cognito.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return answer["AuthenticationResult"]


def verified(pool, token, **expected):
    """The claims of a token, held against the keys that the pool serves."""
    issuer = f"{ENDPOINT}/{pool}"
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(token)
    equal(jwt.get_unverified_header(token), {"kid": key.key_id, "alg": "RS256"})
    return jwt.decode(token, key.key, algorithms=["RS256"], issuer=issuer, **expected)


def tokens_of_a_password_are_verified_by_the_served_keys():
    pool = new_pool()
    client = new_client(pool)
    new_user(pool)
    for group in ("staff", "admins"):
        cognito.create_group(
            UserPoolId=pool,
            GroupName=group,
            Precedence=len(group),
            RoleArn=f"arn:aws:iam::123456789012:role/{group}",
        )
        cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName=group)
    tokens = sign_in(client)
    equal((tokens["TokenType"], tokens["ExpiresIn"]), ("Bearer", 3600))
    id_token = verified(pool, tokens["IdToken"], audience=client["ClientId"])
    access = verified(pool, tokens["AccessToken"])
    contains(
        id_token,
        {
            "token_use": "id",
            "cognito:username": "ann",
            "email": "ann@example.com",
            "email_verified": True,
            "cognito:groups": ["staff", "admins"],
            "cognito:preferred_role": "arn:aws:iam::123456789012:role/staff",
        },
    )
    contains(
        access,
        {
            "token_use": "access",
            "username": "ann",
            "client_id": client["ClientId"],
            "scope": "aws.cognito.signin.user.admin",
            "cognito:groups": ["staff", "admins"],
        },
    )
    for name in ("sub", "origin_jti", "event_id", "auth_time", "iat", "exp"):
        equal(id_token[name], access[name])
    matches(access["jti"], UUID)
    equal(access["exp"] - access["iat"], 3600)
    for name in ("aud", "version", "email"):
        equal(access.get(name), None)


def the_keys_of_a_pool_are_its_own_and_stay():
    first, second = new_pool(), new_pool()
    read = lambda path: json.load(urllib.request.urlopen(f"{ENDPOINT}/{path}"))
    keys = read(f"{first}/.well-known/jwks.json")
    equal([sorted(key) for key in keys["keys"]], [["alg", "e", "kid", "kty", "n", "use"]] * 2)
    equal(read(f"{first}/.well-known/jwks.json"), keys)
    if read(f"{second}/.well-known/jwks.json") == keys:
        raise AssertionError("two pools have the same keys")
    configuration = read(f"{first}/.well-known/openid-configuration")
    equal(configuration["issuer"], f"{ENDPOINT}/{first}")
    equal(configuration["jwks_uri"], f"{ENDPOINT}/{first}/.well-known/jwks.json")
    equal(configuration["token_endpoint"], f"{ENDPOINT}/oauth2/token")


def srp(pool, client, name="ann", password=PASSWORD):
    secret = client.get("ClientSecret")
    return AWSSRP(
        username=name, password=password, pool_id=pool, client_id=client["ClientId"], client=cognito,
        client_secret=secret,
    ).authenticate_user()


def pycognito_signs_in_without_showing_the_password():
    pool = new_pool()
    new_user(pool)
    for client in (new_client(pool), new_client(pool, GenerateSecret=True)):
        tokens = srp(pool, client)["AuthenticationResult"]
        equal(verified(pool, tokens["AccessToken"])["username"], "ann")
        try:
            srp(pool, client, password="Secret-2")
        except cognito.exceptions.NotAuthorizedException as error:
            equal(error.response["Error"]["Message"], "Incorrect username or password.")
        else:
            raise AssertionError("a wrong password was accepted")


def pycognito_signs_in_by_email_address():
    pool = new_pool(UsernameAttributes=["email"])
    client = new_client(pool)
    cognito.admin_create_user(UserPoolId=pool, Username="ann@example.com")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann@example.com", Password=PASSWORD, Permanent=True)
    for _ in range(8):  # salts and public numbers of all shapes
        tokens = srp(pool, client, "ann@example.com")["AuthenticationResult"]
    claims = verified(pool, tokens["AccessToken"])
    equal(claims["username"], claims["sub"])


def a_high_level_client_lives_with_the_tokens():
    pool = new_pool()
    client = new_client(pool)
    new_user(pool)
    user = Cognito(
        pool, client["ClientId"], username="ann", user_pool_region=REGION,
        boto3_client_kwargs={"endpoint_url": ENDPOINT},
    )
    user.pool_jwk = json.load(urllib.request.urlopen(f"{ENDPOINT}/{pool}/.well-known/jwks.json"))
    signer = AWSSRP(
        username="ann", password=PASSWORD, pool_id=pool, client_id=client["ClientId"], client=cognito
    )
    tokens = signer.authenticate_user()["AuthenticationResult"]
    user.id_token, user.access_token = tokens["IdToken"], tokens["AccessToken"]
    user.refresh_token = tokens["RefreshToken"]
    user.renew_access_token()
    equal(cognito.get_user(AccessToken=user.access_token)["Username"], "ann")
    user.logout()
    refused(
        "NotAuthorizedException", "Access Token has been revoked",
        cognito.get_user, AccessToken=tokens["AccessToken"],
    )


def a_temporary_password_must_be_replaced():
    schema = [{"Name": "name", "Required": True, "Mutable": True, "AttributeDataType": "String"}]
    pool = new_pool(Schema=schema)
    client = new_client(pool)
    cognito.admin_create_user(UserPoolId=pool, Username="ann", TemporaryPassword="Temporary-1")
    begin = lambda: cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client["ClientId"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": "Temporary-1"},
    )
    challenge = begin()
    equal(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED")
    equal(json.loads(challenge["ChallengeParameters"]["requiredAttributes"]), ["userAttributes.name"])
    answer = {
        "UserPoolId": pool,
        "ClientId": client["ClientId"],
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge["Session"],
    }
    responses = {"USERNAME": "ann", "NEW_PASSWORD": PASSWORD}
    refused(
        "InvalidParameterException", "Invalid attributes given, name is missing",
        cognito.admin_respond_to_auth_challenge, ChallengeResponses=responses, **answer,
    )
    responses["userAttributes.name"] = "Ann"
    tokens = cognito.admin_respond_to_auth_challenge(ChallengeResponses=responses, **answer)
    equal(verified(pool, tokens["AuthenticationResult"]["IdToken"], audience=client["ClientId"])["name"], "Ann")
    refused(
        "NotAuthorizedException", "Invalid session for the user, session can only be used once.",
        cognito.admin_respond_to_auth_challenge, ChallengeResponses=responses, **answer,
    )
    equal(sign_in(client)["TokenType"], "Bearer")


def tokens_are_refreshed_and_revoked():
    pool = new_pool()
    client = new_client(pool)
    new_user(pool)
    tokens = sign_in(client)
    equal(len(tokens["RefreshToken"].split(".")), 5)
    refresh = lambda: cognito.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
    )["AuthenticationResult"]
    fresh = refresh()
    equal(sorted(fresh), ["AccessToken", "ExpiresIn", "IdToken", "TokenType"])
    before, after = (verified(pool, each["AccessToken"]) for each in (tokens, fresh))
    for name in ("origin_jti", "auth_time", "event_id", "scope"):
        equal(after[name], before[name])
    cognito.revoke_token(Token=tokens["RefreshToken"], ClientId=client["ClientId"])
    for token in (tokens, fresh):
        refused(
            "NotAuthorizedException", "Access Token has been revoked",
            cognito.get_user, AccessToken=token["AccessToken"],
        )
    try:
        refresh()
    except cognito.exceptions.NotAuthorizedException as error:
        equal(error.response["Error"]["Message"], "Refresh Token has been revoked")
    cognito.revoke_token(Token=tokens["RefreshToken"], ClientId=client["ClientId"])
    refused(
        "UnsupportedTokenTypeException", "Unsupported token type",
        cognito.revoke_token, Token=tokens["AccessToken"], ClientId=client["ClientId"],
    )


def refresh_tokens_rotate():
    pool = new_pool()
    flows = [flow for flow in FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"]
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    client = new_client(pool, ExplicitAuthFlows=flows, RefreshTokenRotation=rotation)
    new_user(pool)
    first = sign_in(client)["RefreshToken"]
    refresh = lambda token: cognito.get_tokens_from_refresh_token(
        RefreshToken=token, ClientId=client["ClientId"]
    )["AuthenticationResult"]
    second = refresh(first)
    third = refresh(second["RefreshToken"])
    try:
        refresh(second["RefreshToken"])
    except cognito.exceptions.RefreshTokenReuseException:
        pass
    else:
        raise AssertionError("a replaced token was accepted")
    refused(
        "NotAuthorizedException", "Access Token has been revoked",
        cognito.get_user, AccessToken=third["AccessToken"],
    )


def everyone_can_be_signed_out_everywhere():
    pool = new_pool()
    client = new_client(pool)
    new_user(pool)
    sign_outs = [
        lambda token: cognito.global_sign_out(AccessToken=token),
        lambda _: cognito.admin_user_global_sign_out(UserPoolId=pool, Username="ann"),
    ]
    for sign_out in sign_outs:
        here, there = sign_in(client), sign_in(client)
        sign_out(here["AccessToken"])
        for tokens in (here, there):
            refused(
                "NotAuthorizedException", "Access Token has been revoked",
                cognito.get_user, AccessToken=tokens["AccessToken"],
            )
        equal(cognito.get_user(AccessToken=sign_in(client)["AccessToken"])["Username"], "ann")


def the_user_chooses_how_to_sign_in():
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool = new_pool(Policies=policies)
    client = new_client(pool)
    new_user(pool)
    begin = lambda **more: cognito.initiate_auth(
        ClientId=client["ClientId"], AuthFlow="USER_AUTH", AuthParameters={"USERNAME": "ann", **more}
    )
    offered = begin()
    equal(offered["ChallengeName"], "SELECT_CHALLENGE")
    equal(offered["AvailableChallenges"], ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"])
    answer = cognito.respond_to_auth_challenge(
        ClientId=client["ClientId"],
        ChallengeName="SELECT_CHALLENGE",
        Session=offered["Session"],
        ChallengeResponses={"USERNAME": "ann", "ANSWER": "PASSWORD", "PASSWORD": PASSWORD},
    )
    equal(answer["AuthenticationResult"]["TokenType"], "Bearer")
    at_once = begin(PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    equal(at_once["AuthenticationResult"]["TokenType"], "Bearer")

    sent = begin(PREFERRED_CHALLENGE="EMAIL_OTP")
    equal(sent["ChallengeName"], "EMAIL_OTP")
    equal(sent["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"], "a***@e***")
    outbox = json.load(urllib.request.urlopen(f"{ENDPOINT}/_poolhouse/messages?pool={pool}&username=ann"))
    code = outbox[-1]["code"]
    matches(code, "[0-9]{8}")
    respond = lambda code: cognito.respond_to_auth_challenge(
        ClientId=client["ClientId"],
        ChallengeName="EMAIL_OTP",
        Session=sent["Session"],
        ChallengeResponses={"USERNAME": "ann", "EMAIL_OTP_CODE": code},
    )
    try:
        respond("00000000" if code != "00000000" else "11111111")
    except cognito.exceptions.CodeMismatchException as error:
        equal(error.response["Error"]["Message"], "Invalid code or auth state for the user.")
    equal(respond(code)["AuthenticationResult"]["TokenType"], "Bearer")


def secret_hashes_are_those_of_everyone():
    pool = new_pool()
    client = new_client(pool, ClientSecret="secretsecretsecretsecret")
    new_user(pool)
    hashed = hmac.new(b"secretsecretsecretsecret", f"ann{client['ClientId']}".encode(), hashlib.sha256)
    parameters = {
        "USERNAME": "ann",
        "PASSWORD": PASSWORD,
        "SECRET_HASH": base64.b64encode(hashed.digest()).decode(),
    }
    answer = cognito.initiate_auth(
        ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    tokens = answer["AuthenticationResult"]
    fresh = cognito.initiate_auth(
        ClientId=client["ClientId"],
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"], "SECRET_HASH": parameters["SECRET_HASH"]},
    )
    equal(fresh["AuthenticationResult"]["TokenType"], "Bearer")


def grant(form, credentials=None):
    """The status and JSON of the token endpoint's answer."""
    request = urllib.request.Request(
        f"{ENDPOINT}/oauth2/token", urllib.parse.urlencode(form).encode(), method="POST"
    )
    if credentials:
        encoded = base64.b64encode(":".join(credentials).encode()).decode()
        request.add_header("Authorization", f"Basic {encoded}")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def programs_get_tokens_of_their_own():
    pool = new_pool()
    cognito.create_resource_server(
        UserPoolId=pool,
        Identifier="orders",
        Name="orders",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    )
    client = new_client(
        pool,
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read", "orders/write"],
    )
    credentials = (client["ClientId"], client["ClientSecret"])
    status, answer = grant({"grant_type": "client_credentials", "scope": "orders/read"}, credentials)
    equal((status, answer["token_type"], answer["expires_in"]), (200, "Bearer", 3600))
    claims = verified(pool, answer["access_token"])
    contains(claims, {"sub": client["ClientId"], "scope": "orders/read", "version": 2, "token_use": "access"})
    _, answer = grant({"grant_type": "client_credentials"}, credentials)
    equal(verified(pool, answer["access_token"])["scope"], "orders/read orders/write")

    wrong = {"error": "invalid_client", "error_description": "invalid_client_secret"}
    equal(grant({"grant_type": "client_credentials"}, (client["ClientId"], "no")), (400, wrong))
    equal(grant({}), (400, {"error": "invalid_request"}))
    equal(grant({"grant_type": "magic"}), (400, {"error": "unsupported_grant_type"}))
    other = grant({"grant_type": "client_credentials", "scope": "orders/all"}, credentials)
    equal(other, (400, {"error": "invalid_scope"}))
    public = new_client(pool)
    form = {"grant_type": "client_credentials", "client_id": public["ClientId"]}
    equal(grant(form), (400, {"error": "unauthorized_client"}))
    equal(grant({**form, "grant_type": "refresh_token", "refresh_token": "x"}), (400, {"error": "invalid_grant"}))
    new_user(pool)
    form = {**form, "grant_type": "refresh_token", "refresh_token": sign_in(public)["RefreshToken"]}
    status, answer = grant(form)
    equal((status, sorted(answer)), (200, ["access_token", "expires_in", "id_token", "token_type"]))


run(
    tokens_of_a_password_are_verified_by_the_served_keys,
    the_keys_of_a_pool_are_its_own_and_stay,
    pycognito_signs_in_without_showing_the_password,
    pycognito_signs_in_by_email_address,
    a_high_level_client_lives_with_the_tokens,
    a_temporary_password_must_be_replaced,
    tokens_are_refreshed_and_revoked,
    refresh_tokens_rotate,
    everyone_can_be_signed_out_everywhere,
    the_user_chooses_how_to_sign_in,
    secret_hashes_are_those_of_everyone,
    programs_get_tokens_of_their_own,
)
