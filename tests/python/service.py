"""The emulator as a tour meets it: pools, apps and people to play with, what it would have sent
them, and what its tokens say."""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.parse
import urllib.request

import boto3
import jwt
from botocore.config import Config
from pycognito.aws_srp import AWSSRP

from tour import equal

REGION = "us-east-1"
PASSWORD = "Secret-1"
FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
MAIL = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/people@example.com",
}


class Service:
    """An emulator at a URL, through boto3 and plain HTTP."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        config = Config(retries={"total_max_attempts": 1})
        self.cognito = boto3.client("cognito-idp", endpoint_url=endpoint, region_name=REGION, config=config)

    def new_pool(self, **settings):
        """The id of a new pool."""
        return self.cognito.create_user_pool(PoolName="people", **settings)["UserPool"]["Id"]

    def new_client(self, pool, **settings):
        """A new app client as it is described, with all flows but the custom one unless told otherwise."""
        settings = {"ExplicitAuthFlows": FLOWS, **settings}
        answer = self.cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", **settings)
        return answer["UserPoolClient"]

    def new_user(self, pool, username="ann", password=PASSWORD, **attributes):
        """A confirmed user with a verified e-mail address, and the attributes given."""
        user = {"UserPoolId": pool, "Username": username}
        settings = {"email": f"{username}@example.com", "email_verified": "true", **attributes}
        self.cognito.admin_create_user(UserAttributes=named(settings), MessageAction="SUPPRESS", **user)
        if password:
            self.cognito.admin_set_user_password(Password=password, Permanent=True, **user)

    def initiate(self, client, flow="USER_PASSWORD_AUTH", **parameters):
        """What InitiateAuth answers."""
        return self.cognito.initiate_auth(
            ClientId=client["ClientId"], AuthFlow=flow, AuthParameters=with_hash(client, parameters)
        )

    def respond(self, client, challenge, name=None, **responses):
        """What a challenge's answer is answered with; `name` where another one is meant."""
        session = {"Session": challenge["Session"]} if "Session" in challenge else {}
        return self.cognito.respond_to_auth_challenge(
            ClientId=client["ClientId"],
            ChallengeName=name or challenge["ChallengeName"],
            ChallengeResponses=with_hash(client, {"USERNAME": "ann", **responses}),
            **session,
        )

    def sign_in(self, client, name="ann", password=PASSWORD, **more):
        """The tokens of a sign-in by password."""
        return self.initiate(client, USERNAME=name, PASSWORD=password, **more)["AuthenticationResult"]

    def srp(self, pool, client, name="ann", password=PASSWORD, **device):
        """The client's side of a sign-in that does not show the password."""
        return AWSSRP(
            username=name,
            password=password,
            pool_id=pool,
            client_id=client["ClientId"],
            client=self.cognito,
            client_secret=client.get("ClientSecret"),
            **device,
        )

    def messages(self, pool, name="ann"):
        """All that a user would have been sent."""
        query = urllib.parse.urlencode({"pool": pool, "username": name})
        return json.load(urllib.request.urlopen(f"{self.endpoint}/_poolhouse/messages?{query}"))

    def code(self, pool, name="ann"):
        """The code in the newest message to a user."""
        return self.messages(pool, name)[-1]["code"]

    def keys(self, pool):
        """The keys that a pool serves."""
        return json.load(urllib.request.urlopen(f"{self.endpoint}/{pool}/.well-known/jwks.json"))

    def verified(self, pool, token, **expected):
        """The claims of a token, held against the keys that the pool serves."""
        issuer = f"{self.endpoint}/{pool}"
        key = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token)
        equal(jwt.get_unverified_header(token), {"kid": key.key_id, "alg": "RS256"})
        return jwt.decode(token, key.key, algorithms=["RS256"], issuer=issuer, **expected)

    def send(self, path, form=None, **headers):
        """Status, headers and text of what the token endpoint and its like answer; a POST where there is a form."""
        body = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(f"{self.endpoint}{path}", body, headers)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def refused(self, exception, message, call, *arguments, **request):
        """Fails unless the call raises this typed exception, with this message unless that is None."""
        try:
            call(*arguments, **request)
        except getattr(self.cognito.exceptions, exception) as error:
            equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
            if message is not None:
                equal(error.response["Error"]["Message"], message)
            return
        raise AssertionError(f"{exception} was not raised")


def named(attributes):
    """Attributes as the API takes them."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def values(attributes):
    """Attributes as a dict."""
    return {attribute["Name"]: attribute["Value"] for attribute in attributes}


def other(code):
    """A code of as many digits that is not this one."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


def secret_hash(client, name):
    """What a client that has a secret sends with a username."""
    message = f"{name}{client['ClientId']}".encode()
    return base64.b64encode(hmac.new(client["ClientSecret"].encode(), message, hashlib.sha256).digest()).decode()


def with_hash(client, parameters):
    """The parameters with the hash that the client's secret asks for, if there is one."""
    if "ClientSecret" not in client or "SECRET_HASH" in parameters or "USERNAME" not in parameters:
        return parameters
    return {**parameters, "SECRET_HASH": secret_hash(client, parameters["USERNAME"])}


def basic(client):
    """The header by which a client tells its secret to the token endpoint."""
    credentials = f"{client['ClientId']}:{client['ClientSecret']}"
    return {"Authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}
