"""Passkeys, from registration to sign-in: `passkey_tour.py http://127.0.0.1:9229`.

The authenticator is one in software; python-fido2 reads what the emulator asks of it, and writes its answers.
"""

import json
import os
import sys

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256, RS256
from fido2.utils import sha256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialRequestOptions,
    RegistrationResponse,
)

from service import PASSWORD, Service
from tour import contains, equal, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
FLAG = AuthenticatorData.FLAG
DOMAIN = "people.example.com"


class Elliptic:
    """A key of the kind that most authenticators make."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.public = ES256.from_cryptography_key(self.key.public_key())

    def sign(self, message):
        return self.key.sign(message, ec.ECDSA(SHA256()))


class Rsa:
    """A key of the kind that some desktop systems make."""

    def __init__(self):
        self.key = rsa.generate_private_key(65537, 2048)
        self.public = RS256.from_cryptography_key(self.key.public_key())

    def sign(self, message):
        return self.key.sign(message, padding.PKCS1v15(), SHA256())


class Authenticator:
    """One passkey, used from a page of an origin."""

    def __init__(self, kind=Elliptic, origin=f"https://app.{DOMAIN}"):
        self.key, self.id, self.origin, self.uses = kind(), os.urandom(16), origin, 0

    def data(self, party, flags=FLAG(0), credential=b""):
        self.uses += 1
        return AuthenticatorData.create(sha256(party.encode()), FLAG.UP | FLAG.UV | flags, self.uses, credential)

    def create(self, options):
        """The answer to `navigator.credentials.create()`."""
        options = PublicKeyCredentialCreationOptions.from_dict(options)
        credential = AttestedCredentialData.create(bytes(16), self.id, self.key.public)
        attested = AttestationObject.create("none", self.data(options.rp.id, FLAG.AT, credential), {})
        client = CollectedClientData.create("webauthn.create", options.challenge, self.origin)
        response = AuthenticatorAttestationResponse(client_data=client, attestation_object=attested)
        return dict(RegistrationResponse(raw_id=self.id, response=response))

    def get(self, options):
        """The answer to `navigator.credentials.get()`, as text."""
        options = PublicKeyCredentialRequestOptions.from_dict(json.loads(options))
        client = CollectedClientData.create("webauthn.get", options.challenge, self.origin)
        data = self.data(options.rp_id)
        response = AuthenticatorAssertionResponse(
            client_data=client, authenticator_data=data, signature=self.key.sign(data + client.hash)
        )
        return json.dumps(dict(AuthenticationResponse(raw_id=self.id, response=response)))


def pool_with_passkeys(**settings):
    """A pool that takes passkeys of a domain, its app, and the access token of a user."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool = service.new_pool(Policies=policies)
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool, WebAuthnConfiguration={"RelyingPartyId": DOMAIN, "UserVerification": "required"}, **settings
    )
    client = service.new_client(pool)
    service.new_user(pool)
    return pool, client, service.sign_in(client)["AccessToken"]


def register(token, authenticator):
    options = cognito.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
    cognito.complete_web_authn_registration(AccessToken=token, Credential=authenticator.create(options))
    return options


def ask(client):
    return service.initiate(client, "USER_AUTH", USERNAME="ann", PREFERRED_CHALLENGE="WEB_AUTHN")


def prove(client, challenge, authenticator):
    options = challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]
    return service.respond(client, challenge, CREDENTIAL=authenticator.get(options))["AuthenticationResult"]


def a_passkey_is_registered_and_signs_in():
    pool, client, token = pool_with_passkeys()
    for kind in (Elliptic, Rsa):
        authenticator = Authenticator(kind)
        options = register(token, authenticator)
        equal((options["rp"]["id"], options["user"]["name"]), (DOMAIN, "ann"))
        choice = service.initiate(client, "USER_AUTH", USERNAME="ann")
        contains(choice["AvailableChallenges"], "WEB_AUTHN")
        chosen = service.respond(client, choice, ANSWER="WEB_AUTHN")
        for challenge in (ask(client), chosen):
            equal(challenge["ChallengeName"], "WEB_AUTHN")
            tokens = prove(client, challenge, authenticator)
            equal(service.verified(pool, tokens["AccessToken"])["username"], "ann")
    equal(service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD)["ChallengeParameters"], {})
    factors = cognito.get_user_auth_factors(AccessToken=token)["ConfiguredUserAuthFactors"]
    equal(sorted(factors), ["EMAIL_OTP", "PASSWORD", "WEB_AUTHN"])


def passkeys_are_listed_and_deleted():
    _, client, token = pool_with_passkeys()
    first = register(token, Authenticator())
    second = register(token, Authenticator())
    listed = cognito.list_web_authn_credentials(AccessToken=token)["Credentials"]
    equal([each["RelyingPartyId"] for each in listed], [DOMAIN] * 2)
    known = {each["CredentialId"] for each in listed}
    excluded = [[each["id"] in known for each in options["excludeCredentials"]] for options in (first, second)]
    equal(excluded, [[], [True]])
    for each in listed:
        cognito.delete_web_authn_credential(AccessToken=token, CredentialId=each["CredentialId"])
    equal(cognito.list_web_authn_credentials(AccessToken=token)["Credentials"], [])
    refused(
        "ResourceNotFoundException", None,
        cognito.delete_web_authn_credential, AccessToken=token, CredentialId=listed[0]["CredentialId"],
    )
    equal(ask(client)["ChallengeName"], "SELECT_CHALLENGE")


def what_an_authenticator_must_not_do():
    _, client, token = pool_with_passkeys()
    elsewhere = Authenticator(origin="https://people.example.net")
    refused("WebAuthnOriginNotAllowedException", None, register, token, elsewhere)
    known, stranger = Authenticator(), Authenticator()
    credential = known.create(register(token, known))
    again = {"AccessToken": token, "Credential": credential}
    refused("WebAuthnChallengeNotFoundException", None, cognito.complete_web_authn_registration, **again)
    stranger.id = known.id
    refused("NotAuthorizedException", None, prove, client, ask(client), stranger)
    challenge = ask(client)
    prove(client, challenge, known)
    used = "Invalid session for the user, session can only be used once."
    refused("NotAuthorizedException", used, prove, client, challenge, known)
    known.uses = 0  # a counter that falls back is that of a copy
    refused("NotAuthorizedException", None, prove, client, ask(client), known)


def a_pool_without_passkeys_says_so():
    pool = service.new_pool()
    service.new_user(pool)
    token = service.sign_in(service.new_client(pool))["AccessToken"]
    refused("WebAuthnNotEnabledException", None, cognito.start_web_authn_registration, AccessToken=token)


run(
    a_passkey_is_registered_and_signs_in,
    passkeys_are_listed_and_deleted,
    what_an_authenticator_must_not_do,
    a_pool_without_passkeys_says_so,
)
