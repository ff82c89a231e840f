"""Devices that users sign in on: `devices_tour.py http://127.0.0.1:9229`."""

import sys

from pycognito.aws_srp import generate_hash_device

from service import PASSWORD, REGION, SMS, Service, values
from tour import UUID, contains, equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
MISSING = ("ResourceNotFoundException", "Device does not exist.")


class Laptop:
    """A device of ann's, in a pool that asks for a code unless it knows the device."""

    def __init__(self, asks=False):
        devices = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": asks}
        self.pool = service.new_pool(
            DeviceConfiguration=devices, MfaConfiguration="OPTIONAL", SmsConfiguration=SMS,
            SmsAuthenticationMessage="Your code is {####}",
        )
        self.client = service.new_client(self.pool)
        service.new_user(self.pool, phone_number="+15550101234")
        self.tokens = service.sign_in(self.client)
        self.key, self.group = (self.tokens["NewDeviceMetadata"][f"Device{part}"] for part in ("Key", "GroupKey"))
        cognito.admin_set_user_mfa_preference(
            UserPoolId=self.pool, Username="ann", SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
        )

    def own(self, call, **more):
        """A call by which a user deals with the device."""
        return call(AccessToken=self.tokens["AccessToken"], DeviceKey=self.key, **more)

    def confirm(self):
        self.password, verifier = generate_hash_device(self.group, self.key)
        self.own_verifier = {"DeviceSecretVerifierConfig": verifier, "DeviceName": "laptop"}
        return self.own(cognito.confirm_device, **self.own_verifier)

    def signer(self, password=None):
        """Computes for ann and for the device."""
        device = {"device_key": self.key, "device_group_key": self.group}
        return service.srp(self.pool, self.client, device_password=password or self.password, **device)

    def prove(self, challenge, password=None):
        """What the device's two challenges end in."""
        signer = self.signer(password)
        public = {"DEVICE_KEY": self.key, "SRP_A": signer.get_auth_params()["SRP_A"]}
        verifier = service.respond(self.client, challenge, **public)
        equal(verifier["ChallengeName"], "DEVICE_PASSWORD_VERIFIER")
        parameters = verifier["ChallengeParameters"]
        equal(sorted(parameters), ["DEVICE_KEY", "SALT", "SECRET_BLOCK", "SRP_B", "USERNAME"])
        return service.respond(self.client, verifier, **signer.process_device_challenge(parameters))

    def begin(self):
        return service.initiate(self.client, USERNAME="ann", PASSWORD=PASSWORD, DEVICE_KEY=self.key)


def a_device_that_is_remembered_stands_in_for_the_second_factor():
    laptop = Laptop()
    matches(laptop.key, f"{REGION}_{UUID.pattern}")
    matches(laptop.group, "-.{8}")
    equal(service.verified(laptop.pool, laptop.tokens["AccessToken"])["device_key"], laptop.key)
    equal(laptop.confirm()["UserConfirmationNecessary"], False)
    refused("DeviceKeyExistsException", None, laptop.own, cognito.confirm_device, **laptop.own_verifier)

    equal(service.initiate(laptop.client, USERNAME="ann", PASSWORD=PASSWORD)["ChallengeName"], "SMS_MFA")
    challenge = laptop.begin()
    equal(challenge["ChallengeName"], "DEVICE_SRP_AUTH")
    equal(challenge["ChallengeParameters"], {"USERNAME": "ann", "DEVICE_KEY": laptop.key})
    tokens = laptop.prove(challenge)["AuthenticationResult"]
    equal("NewDeviceMetadata" in tokens, False)
    equal(service.verified(laptop.pool, tokens["AccessToken"])["device_key"], laptop.key)
    wrong = "Incorrect username or password."
    refused("NotAuthorizedException", wrong, laptop.prove, laptop.begin(), "another password")


def pycognito_goes_the_whole_way():
    laptop = Laptop()
    laptop.confirm()
    tokens = laptop.signer().authenticate_user()["AuthenticationResult"]
    equal(service.verified(laptop.pool, tokens["AccessToken"])["device_key"], laptop.key)
    refused(
        "NotAuthorizedException", "Incorrect username or password.",
        laptop.signer("another password").authenticate_user,
    )


def the_user_is_asked_where_the_pool_says_so():
    laptop = Laptop(asks=True)
    equal(laptop.confirm()["UserConfirmationNecessary"], True)
    equal(laptop.begin()["ChallengeName"], "SMS_MFA")
    laptop.own(cognito.update_device_status, DeviceRememberedStatus="remembered")
    equal(laptop.begin()["ChallengeName"], "DEVICE_SRP_AUTH")
    laptop.own(cognito.update_device_status, DeviceRememberedStatus="not_remembered")
    equal(laptop.begin()["ChallengeName"], "SMS_MFA")


def a_session_is_refreshed_on_its_own_device_alone():
    laptop = Laptop()
    token = laptop.tokens["RefreshToken"]
    refresh = lambda **device: service.initiate(laptop.client, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token, **device)
    rotate = lambda **device: cognito.get_tokens_from_refresh_token(
        RefreshToken=token, ClientId=laptop.client["ClientId"], **device
    )
    invalid = ("NotAuthorizedException", "Invalid Refresh Token.")
    refused(*invalid, refresh, DEVICE_KEY=laptop.key)
    laptop.confirm()
    refused(*invalid, refresh)
    refused(*invalid, rotate)
    for answer in (refresh(DEVICE_KEY=laptop.key), rotate(DeviceKey=laptop.key)):
        claims = service.verified(laptop.pool, answer["AuthenticationResult"]["AccessToken"])
        equal(claims["device_key"], laptop.key)


def devices_are_listed_and_forgotten():
    laptop = Laptop()
    laptop.confirm()
    found = laptop.own(cognito.get_device)["Device"]
    equal(found["DeviceKey"], laptop.key)
    contains(values(found["DeviceAttributes"]), {"device_status": "valid", "device_name": "laptop"})
    listed = cognito.list_devices(AccessToken=laptop.tokens["AccessToken"], Limit=10)["Devices"]
    equal(listed, [found])
    ann = {"UserPoolId": laptop.pool, "Username": "ann"}
    equal(cognito.admin_list_devices(**ann)["Devices"], [found])
    equal(cognito.admin_get_device(DeviceKey=laptop.key, **ann)["Device"], found)
    cognito.admin_update_device_status(
        DeviceKey=laptop.key, DeviceRememberedStatus="not_remembered", **ann
    )
    equal(laptop.begin()["ChallengeName"], "SMS_MFA")
    laptop.own(cognito.forget_device)
    for call in (cognito.get_device, cognito.forget_device):
        refused(*MISSING, laptop.own, call)
    refused(*MISSING, cognito.admin_forget_device, DeviceKey=laptop.key, **ann)
    refused(*MISSING, laptop.begin)


def a_pool_that_tracks_no_devices_gives_no_keys():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    tokens = service.sign_in(client)
    equal("NewDeviceMetadata" in tokens, False)
    equal("device_key" in service.verified(pool, tokens["AccessToken"]), False)
    refused("InvalidUserPoolConfigurationException", None, cognito.list_devices, AccessToken=tokens["AccessToken"])


run(
    a_device_that_is_remembered_stands_in_for_the_second_factor,
    pycognito_goes_the_whole_way,
    the_user_is_asked_where_the_pool_says_so,
    a_session_is_refreshed_on_its_own_device_alone,
    devices_are_listed_and_forgotten,
    a_pool_that_tracks_no_devices_gives_no_keys,
)
