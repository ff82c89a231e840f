"""pycognito's `Cognito`, from registration to deletion: `pycognito_tour.py http://127.0.0.1:9229`."""

import sys
import time
from unittest.mock import patch
from urllib.parse import urlsplit

import pyotp
import requests
from pycognito import Cognito, aws_srp
from pycognito.exceptions import (
    ForceChangePasswordException,
    SMSMFAChallengeException,
    SoftwareTokenMFAChallengeException,
    TokenVerificationException,
)

from service import PASSWORD, SMS, Service
from tour import contains, equal, run

service = Service(sys.argv[1])
refused = service.refused
WRONG = ("NotAuthorizedException", "Incorrect username or password.")


def visitor(pool, client, name="ann"):
    """The library as an app uses it, for one user."""
    return Cognito(
        pool, client["ClientId"], username=name, client_secret=client.get("ClientSecret"),
        boto3_client_kwargs={"endpoint_url": service.endpoint},
    )


def registered(pool, client, name="ann"):
    """A user who has registered and confirmed."""
    user = visitor(pool, client, name)
    user.set_base_attributes(email=f"{name}@example.com", name="Ann Lee")
    user.register(name, PASSWORD)
    user.confirm_sign_up(service.code(pool, name))
    return user


def a_user_registers_and_signs_in():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    for name, client in (("ann", service.new_client(pool)), ("bob", service.new_client(pool, GenerateSecret=True))):
        user = visitor(pool, client, name)
        user.set_base_attributes(email=f"{name}@example.com")
        answer = user.register(name, PASSWORD)
        equal((answer["UserConfirmed"], answer["CodeDeliveryDetails"]["AttributeName"]), (False, "email"))
        refused("UserNotConfirmedException", "User is not confirmed.", user.authenticate, PASSWORD)
        user.resend_confirmation_code(name)
        user.confirm_sign_up(service.code(pool, name))
        refused(*WRONG, user.authenticate, "Secret-2")
        user.authenticate(PASSWORD)
        equal(user.token_type, "Bearer")
        contains(user.id_claims, {"cognito:username": name, "aud": client["ClientId"], "email_verified": True})
        contains(user.access_claims, {"username": name, "client_id": client["ClientId"]})
        user.admin_authenticate(PASSWORD)
        equal(user.get_user().email, f"{name}@example.com")


def a_profile_is_read_and_changed():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    user = registered(pool, service.new_client(pool))
    user.authenticate(PASSWORD)
    profile = user.get_user(attr_map={"name": "full_name"})
    equal((profile.full_name, profile.email_verified, profile.sub), ("Ann Lee", True, user.id_claims["sub"]))
    user.update_profile({"full_name": "Ann Smith", "email": "smith@example.com"}, {"name": "full_name"})
    profile = user.get_user()
    equal((profile.name, profile.email, profile.email_verified), ("Ann Smith", "smith@example.com", False))
    user.send_verification()
    user.validate_verification(service.code(pool))
    equal(user.get_user().email_verified, True)
    user.admin_update_profile({"name": "Ann"})
    equal(user.admin_get_user().name, "Ann")
    equal([found.name for found in user.get_users()], ["Ann"])


def passwords_are_changed_and_forgotten():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    user = registered(pool, service.new_client(pool, GenerateSecret=True))
    user.authenticate(PASSWORD)
    user.change_password(PASSWORD, "Secret-2")
    refused(*WRONG, user.authenticate, PASSWORD)
    user.initiate_forgot_password()
    user.confirm_forgot_password(service.code(pool), "Secret-3")
    user.authenticate("Secret-3")
    equal(user.check_token(), False)


def a_temporary_password_is_replaced():
    pool = service.new_pool()
    client = service.new_client(pool)
    user = visitor(pool, client)
    user.admin_create_user("ann", temporary_password="Temporary-1", email="ann@example.com")
    try:
        user.authenticate("Temporary-1")
    except ForceChangePasswordException:
        user.new_password_challenge("Temporary-1", PASSWORD)
    equal(user.get_user().email, "ann@example.com")
    user.authenticate(PASSWORD)


def sessions_are_renewed_and_ended():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    for name, client in (("ann", service.new_client(pool)), ("bob", service.new_client(pool, GenerateSecret=True))):
        user = registered(pool, client, name)
        user.authenticate(PASSWORD)
        before = user.access_token
        user.renew_access_token()
        equal(before == user.access_token, False)
        user.verify_tokens()
        equal(user.get_user().email_verified, True)
        user.logout()
        equal(user.access_token, None)
        refused(
            "NotAuthorizedException", "Access Token has been revoked", service.cognito.get_user, AccessToken=before
        )
        user.access_token = before[:-8] + "AAAAAAAA"
        try:
            user.verify_token(user.access_token, "access_token", "access")
        except TokenVerificationException:
            continue
        raise AssertionError("a forged token was verified")


def an_authenticator_is_asked_for():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    service.cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    user = registered(pool, service.new_client(pool, GenerateSecret=True))
    user.authenticate(PASSWORD)
    authenticator = pyotp.TOTP(user.associate_software_token())
    now = time.time()
    equal(user.verify_software_token(authenticator.at(now), "phone"), True)
    user.set_user_mfa_preference(False, True, preferred="SOFTWARE_TOKEN")
    try:
        user.authenticate(PASSWORD)
    except SoftwareTokenMFAChallengeException:
        soon = authenticator.at(now + authenticator.interval)
        user.respond_to_software_token_mfa_challenge(soon)
    equal(user.get_user().name, "Ann Lee")
    equal(user.access_claims["username"], "ann")


def a_text_message_is_asked_for():
    pool = service.new_pool()
    service.cognito.set_user_pool_mfa_config(
        UserPoolId=pool, MfaConfiguration="ON", SmsMfaConfiguration={"SmsConfiguration": SMS}
    )
    service.new_user(pool, phone_number="+15550101234")
    user = visitor(pool, service.new_client(pool))
    try:
        user.authenticate(PASSWORD)
    except SMSMFAChallengeException as challenge:
        user.respond_to_sms_mfa_challenge(service.code(pool), challenge.get_tokens())
    equal(user.access_claims["username"], "ann")


def at_the_emulator(url, **request):
    """Sends what the library would send to the service's own address: it knows no other for devices."""
    equal(urlsplit(url).hostname, "cognito-idp.us-east-1.amazonaws.com")
    return requests.request("POST", service.endpoint, **request)


def a_device_is_remembered():
    pool = service.new_pool(
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    )
    client = service.new_client(pool)
    service.new_user(pool)
    signer = service.srp(pool, client)
    tokens = signer.authenticate_user()
    with patch.object(aws_srp.requests, "post", at_the_emulator):
        answer, password = signer.confirm_device(tokens, "laptop")
        equal((answer.status_code, answer.json()), (200, {"UserConfirmationNecessary": True}))
        contains(signer.update_device_status(True, signer.access_token, signer.device_key), "200")
    device = {"device_key": signer.device_key, "device_group_key": signer.device_group_key}
    known = service.srp(pool, client, device_password=password, **device).authenticate_user()
    claims = service.verified(pool, known["AuthenticationResult"]["AccessToken"])
    equal(claims["device_key"], signer.device_key)
    with patch.object(aws_srp.requests, "post", at_the_emulator):
        contains(signer.forget_device(signer.access_token, signer.device_key), "200")
    forgotten = service.srp(pool, client, device_password=password, **device)
    refused("ResourceNotFoundException", "Device does not exist.", forgotten.authenticate_user)


def groups_and_accounts_are_administered():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    client = service.new_client(pool)
    user = registered(pool, client)
    for number in range(3):
        group = f"group{number}"
        service.cognito.create_group(UserPoolId=pool, GroupName=group, Precedence=number)
        user.admin_add_user_to_group("ann", group)
    user.admin_remove_user_from_group("ann", "group1")
    equal(user.admin_list_groups_for_user("ann"), ["group0", "group2"])
    equal(user.get_group("group2").precedence, 2)
    equal(sorted(group.group_name for group in user.get_groups()), ["group0", "group1", "group2"])
    user.admin_disable_user("ann")
    refused("NotAuthorizedException", "User is disabled.", user.authenticate, PASSWORD)
    user.admin_enable_user("ann")
    user.admin_reset_password("ann")
    refused(
        "PasswordResetRequiredException", "Password reset required for the user", user.authenticate, PASSWORD
    )
    user.confirm_forgot_password(service.code(pool), PASSWORD)
    user.authenticate(PASSWORD)
    user.delete_user()
    refused("UserNotFoundException", "User does not exist.", user.authenticate, PASSWORD)


run(
    a_user_registers_and_signs_in,
    a_profile_is_read_and_changed,
    passwords_are_changed_and_forgotten,
    a_temporary_password_is_replaced,
    sessions_are_renewed_and_ended,
    an_authenticator_is_asked_for,
    a_text_message_is_asked_for,
    a_device_is_remembered,
    groups_and_accounts_are_administered,
)
