"""Apps that take an emulator for the service itself: `issuer_tour.py http://127.0.0.1:9229`.

They are told of the emulator by the environment alone, and hold tokens against the service's own issuer, which an
emulator started with `--issuer aws` gives.
"""

import json
import os
import sys

import boto3
import jwt
import requests
from pycognito import Cognito
from pycognito.utils import RequestsSrpAuth, TokenType

from service import PASSWORD, REGION, Service
from tour import equal, run

service = Service(sys.argv[1])
os.environ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = service.endpoint


def pool_and_client():
    pool = service.new_pool()
    service.new_user(pool)
    return pool, service.new_client(pool)["ClientId"]


def issuer_of(pool):
    return f"https://cognito-idp.{REGION}.amazonaws.com/{pool}"


def an_app_that_knows_no_endpoint_signs_in_and_verifies():
    pool, client = pool_and_client()
    user = Cognito(pool, client, username="ann")
    user.pool_jwk = service.keys(pool)
    user.authenticate(PASSWORD)
    user.renew_access_token()
    equal((user.id_claims["iss"], user.access_claims["iss"]), (issuer_of(pool), issuer_of(pool)))
    equal(boto3.client("cognito-idp", region_name=REGION).get_user(AccessToken=user.access_token)["Username"], "ann")


def requests_carry_a_token_of_their_own():
    pool, client = pool_and_client()
    for kind, use in ((TokenType.ACCESS_TOKEN, "access"), (TokenType.ID_TOKEN, "id")):
        user = Cognito(pool, client, username="ann")
        user.pool_jwk = service.keys(pool)
        signed = RequestsSrpAuth(password=PASSWORD, cognito=user, auth_token_type=kind)
        request = requests.Request("GET", "http://shop.example.com/orders", auth=signed).prepare()
        token = request.headers["Authorization"].removeprefix("Bearer ")
        equal(jwt.decode(token, options={"verify_signature": False})["token_use"], use)


def discovery_tells_the_services_issuer():
    pool, _ = pool_and_client()
    _, _, text = service.send(f"/{pool}/.well-known/openid-configuration")
    told = json.loads(text)
    equal((told["issuer"], told["jwks_uri"]), (issuer_of(pool), f"{issuer_of(pool)}/.well-known/jwks.json"))
    equal(told["token_endpoint"], f"{issuer_of(pool)}/token")


def discovery_tells_the_pools_domain():
    pool, _ = pool_and_client()
    service.cognito.create_user_pool_domain(UserPoolId=pool, Domain="people")
    _, _, text = service.send(f"/{pool}/.well-known/openid-configuration")
    told = json.loads(text)
    host = f"https://people.auth.{REGION}.amazoncognito.com"
    equal((told["authorization_endpoint"], told["end_session_endpoint"]), (f"{host}/oauth2/authorize", f"{host}/logout"))
    equal((told["token_endpoint"], told["userinfo_endpoint"]), (f"{host}/oauth2/token", f"{host}/oauth2/userInfo"))


run(
    an_app_that_knows_no_endpoint_signs_in_and_verifies,
    requests_carry_a_token_of_their_own,
    discovery_tells_the_services_issuer,
    discovery_tells_the_pools_domain,
)
