"""From sign-up to deletion, as users do it for themselves: `self_service_tour.py http://127.0.0.1:9229`."""

import sys

from service import PASSWORD, Service, named, other, secret_hash, values
from tour import UUID, contains, equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
UNKNOWN = ("UserNotFoundException", "Username/client id combination not found.")
ANN = {"email": "ann@example.com"}


def open_pool(**settings):
    """A pool where everyone may sign up and proves an e-mail address, and its app."""
    pool = service.new_pool(**{"AutoVerifiedAttributes": ["email"], **settings})
    return pool, service.new_client(pool)


def sign_up(client, username="ann", password=PASSWORD, **attributes):
    return cognito.sign_up(
        ClientId=client["ClientId"], Username=username, Password=password, UserAttributes=named(attributes)
    )


def confirm(client, code, name="ann", **more):
    return cognito.confirm_sign_up(ClientId=client["ClientId"], Username=name, ConfirmationCode=code, **more)


def resend(client, name="ann"):
    return cognito.resend_confirmation_code(ClientId=client["ClientId"], Username=name)


def forgot(client, name="ann"):
    return cognito.forgot_password(ClientId=client["ClientId"], Username=name)


def reset(client, code, password, name="ann"):
    return cognito.confirm_forgot_password(
        ClientId=client["ClientId"], Username=name, ConfirmationCode=code, Password=password
    )


def signed_up_user(pool, client, **attributes):
    """The access token of ann, who has signed up with an e-mail address and confirmed it."""
    sign_up(client, **ANN, **attributes)
    confirm(client, service.code(pool))
    return service.sign_in(client)["AccessToken"]


def attributes_of(token):
    return values(cognito.get_user(AccessToken=token)["UserAttributes"])


def delivery(medium, destination, attribute):
    return {"DeliveryMedium": medium, "Destination": destination, "AttributeName": attribute}


BY_MAIL = delivery("EMAIL", "a***@e***", "email")


def a_user_signs_up_and_confirms():
    pool, client = open_pool()
    answer = sign_up(client, **ANN)
    contains(answer, {"UserConfirmed": False, "CodeDeliveryDetails": BY_MAIL})
    matches(answer["UserSub"], UUID)
    first = service.code(pool)
    matches(first, "[0-9]{6}")
    equal(resend(client)["CodeDeliveryDetails"], BY_MAIL)
    second = service.code(pool)
    equal([message["destination"] for message in service.messages(pool)], ["ann@example.com"] * 2)
    for wrong in {first, other(second)} - {second}:
        refused(*MISMATCH, confirm, client, wrong)
    confirm(client, second)
    refused(
        "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED", confirm, client, second
    )
    refused("InvalidParameterException", "User is already confirmed.", resend, client)
    attributes = attributes_of(service.sign_in(client)["AccessToken"])
    equal(attributes, {**ANN, "email_verified": "true", "sub": answer["UserSub"]})
    refused("UsernameExistsException", "User already exists", sign_up, client, **ANN)


def what_a_sign_up_must_be_like():
    schema = [{"Name": "name", "Required": True, "Mutable": True, "AttributeDataType": "String"}]
    _, client = open_pool(Schema=schema)
    for password, reason in [
        ("Short-1", "Password not long enough"),
        ("secret-1", "Password must have uppercase characters"),
        ("SECRET-1", "Password must have lowercase characters"),
        ("Secret--", "Password must have numeric characters"),
        ("Secret11", "Password must have symbol characters"),
    ]:
        refused(
            "InvalidPasswordException", f"Password did not conform with policy: {reason}",
            sign_up, client, password=password, name="Ann",
        )
    refused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: name.formatted: The attribute name.formatted is required\n",
        sign_up, client, **ANN,
    )
    ask = lambda **attributes: sign_up(client, name="Ann", **attributes)
    refused("InvalidParameterException", "Invalid email address format.", ask, email="ann")
    refused("InvalidParameterException", "Invalid phone number format.", ask, phone_number="555")
    refused(
        "NotAuthorizedException", "A client attempted to write unauthorized attribute", ask, email_verified="true"
    )
    closed = service.new_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    refused(
        "NotAuthorizedException", "SignUp is not permitted for this user pool",
        sign_up, service.new_client(closed), **ANN,
    )


def a_secret_is_asked_for_here_too():
    pool = service.new_pool(AutoVerifiedAttributes=["email"])
    client = service.new_client(pool, GenerateSecret=True)
    unverified = ("NotAuthorizedException", f"Unable to verify secret hash for client {client['ClientId']}")
    refused(*unverified, sign_up, client, **ANN)
    hashed = {"SecretHash": secret_hash(client, "ann")}
    cognito.sign_up(
        ClientId=client["ClientId"], Username="ann", Password=PASSWORD, UserAttributes=named(ANN), **hashed
    )
    refused(*unverified, confirm, client, service.code(pool), SecretHash=secret_hash(client, "bob"))
    confirm(client, service.code(pool), **hashed)
    equal(service.sign_in(client)["TokenType"], "Bearer")


def a_forgotten_password_is_replaced():
    pool, client = open_pool()
    signed_up_user(pool, client)
    refused(*EXPIRED, reset, client, "123456", "Another-1")
    equal(forgot(client)["CodeDeliveryDetails"], BY_MAIL)
    code = service.code(pool)
    refused(*MISMATCH, reset, client, other(code), "Another-1")
    refused(
        "InvalidPasswordException", "Password does not conform to policy: Password not long enough",
        reset, client, code, "short",
    )
    reset(client, code, "Another-1")
    refused(*EXPIRED, reset, client, code, "Another-2")
    refused("NotAuthorizedException", "Incorrect username or password.", service.sign_in, client)
    equal(service.sign_in(client, password="Another-1")["TokenType"], "Bearer")
    for _ in range(20):
        try:
            forgot(client)
        except cognito.exceptions.LimitExceededException as error:
            equal(error.response["Error"]["Message"], LIMIT[1])
            break
    else:
        raise AssertionError("codes can be asked for without limit")


def who_cannot_recover_is_told_so():
    pool, client = open_pool()
    service.new_user(pool, email_verified="false")
    nothing = "Cannot reset password for the user as there is no registered/verified email or phone_number"
    refused("InvalidParameterException", nothing, forgot, client)
    refused(*UNKNOWN, forgot, client, "bob")
    hiding = service.new_client(pool, PreventUserExistenceErrors="ENABLED")
    for name in ("ann", "bob"):
        equal(forgot(hiding, name)["CodeDeliveryDetails"]["DeliveryMedium"], "EMAIL")
    equal(service.messages(pool), [])
    closed = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    pool, client = open_pool(AccountRecoverySetting=closed)
    service.new_user(pool)
    refused("NotAuthorizedException", "Contact administrator to reset password.", forgot, client)
    pool, client = open_pool()
    service.new_user(pool, password=None)
    state = "User password cannot be reset in the current state."
    refused("NotAuthorizedException", state, forgot, client)


def an_administrator_makes_a_user_choose_anew():
    pool, client = open_pool()
    service.new_user(pool)
    cognito.admin_reset_user_password(UserPoolId=pool, Username="ann")
    refused("PasswordResetRequiredException", "Password reset required for the user", service.sign_in, client)
    reset(client, service.code(pool), "Another-1")
    equal(service.sign_in(client, password="Another-1")["TokenType"], "Bearer")


def a_password_is_changed_but_not_to_one_before():
    policy = {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}
    pool, client = open_pool(Policies=policy)
    token = signed_up_user(pool, client)
    change = lambda before, after: cognito.change_password(
        AccessToken=token, PreviousPassword=before, ProposedPassword=after
    )
    refused("NotAuthorizedException", "Incorrect username or password.", change, "Secret-9", "Secret-2")
    change(PASSWORD, "Secret-2")
    refused("PasswordHistoryPolicyViolationException", None, change, "Secret-2", PASSWORD)
    change("Secret-2", "Secret-3")
    change("Secret-3", PASSWORD)
    equal(service.sign_in(client)["TokenType"], "Bearer")


def an_address_is_verified_after_the_fact():
    pool, client = open_pool()
    token = signed_up_user(pool, client)
    details = cognito.update_user_attributes(
        AccessToken=token, UserAttributes=named({"email": "lee@example.com", "name": "Ann"})
    )["CodeDeliveryDetailsList"]
    equal(details, [delivery("EMAIL", "l***@e***", "email")])
    contains(attributes_of(token), {"email": "lee@example.com", "email_verified": "false", "name": "Ann"})
    again = cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")
    equal(again["CodeDeliveryDetails"], details[0])
    code = service.code(pool)
    verify = lambda code: cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=code)
    refused(*MISMATCH, verify, other(code))
    verify(code)
    contains(attributes_of(token), {"email": "lee@example.com", "email_verified": "true"})
    cognito.delete_user_attributes(AccessToken=token, UserAttributeNames=["name"])
    equal("name" in attributes_of(token), False)
    for attribute, refusal in [
        ("sub", ("InvalidParameterException", "Cannot modify the non-mutable attribute sub")),
        ("email_verified", ("NotAuthorizedException", "A client attempted to write unauthorized attribute")),
    ]:
        refused(
            *refusal, cognito.update_user_attributes,
            AccessToken=token, UserAttributes=named({attribute: "true"}),
        )


def a_new_address_waits_until_it_is_verified():
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool, client = open_pool(UserAttributeUpdateSettings=settings, AliasAttributes=["email"])
    token = signed_up_user(pool, client)
    cognito.update_user_attributes(AccessToken=token, UserAttributes=named({"email": "lee@example.com"}))
    contains(attributes_of(token), {**ANN, "email_verified": "true"})
    equal(service.sign_in(client, "ann@example.com")["TokenType"], "Bearer")
    refused("UserNotFoundException", "User does not exist.", service.sign_in, client, "lee@example.com")
    message = service.messages(pool)[-1]
    equal(message["destination"], "lee@example.com")
    cognito.verify_user_attribute(AccessToken=token, AttributeName="email", Code=message["code"])
    contains(attributes_of(token), {"email": "lee@example.com", "email_verified": "true"})
    equal(service.sign_in(client, "lee@example.com")["TokenType"], "Bearer")


def an_alias_goes_to_who_confirms_it():
    pool, client = open_pool(AliasAttributes=["email"])
    token = signed_up_user(pool, client)
    sign_up(client, "lee", **ANN)
    code = service.code(pool, "lee")
    taken = "An account with the email already exists."
    refused("AliasExistsException", taken, confirm, client, code, "lee")
    equal(service.verified(pool, service.sign_in(client, "ann@example.com")["AccessToken"])["username"], "ann")
    confirm(client, code, "lee", ForceAliasCreation=True)
    equal(service.verified(pool, service.sign_in(client, "ann@example.com")["AccessToken"])["username"], "lee")
    contains(attributes_of(token), {**ANN, "email_verified": "false"})
    equal(service.sign_in(client)["TokenType"], "Bearer")


def an_address_is_the_name_where_the_pool_says_so():
    pool, client = open_pool(UsernameAttributes=["email"])
    answer = sign_up(client, "ann@example.com")
    refused(
        "UsernameExistsException", "An account with the given email already exists.",
        sign_up, client, "ann@example.com",
    )
    confirm(client, service.code(pool, "ann@example.com"), "ann@example.com")
    token = service.sign_in(client, "ann@example.com")["AccessToken"]
    contains(cognito.get_user(AccessToken=token), {"Username": answer["UserSub"]})
    cognito.update_user_attributes(AccessToken=token, UserAttributes=named({"email": "lee@example.com"}))
    refused("UserNotFoundException", "User does not exist.", service.sign_in, client, "ann@example.com")
    equal(service.sign_in(client, "lee@example.com")["TokenType"], "Bearer")


def codes_can_be_tried_so_often():
    pool, client = open_pool()
    sign_up(client, **ANN)
    wrong = other(service.code(pool))
    for _ in range(16):
        try:
            confirm(client, wrong)
        except cognito.exceptions.CodeMismatchException:
            continue
        except cognito.exceptions.LimitExceededException as error:
            equal(error.response["Error"]["Message"], LIMIT[1])
            return
    raise AssertionError("codes can be tried without limit")


def a_user_goes():
    pool, client = open_pool()
    token = signed_up_user(pool, client)
    cognito.delete_user(AccessToken=token)
    refused("UserNotFoundException", "User does not exist.", cognito.get_user, AccessToken=token)
    refused("UserNotFoundException", "User does not exist.", service.sign_in, client)
    for call in (forgot, resend):
        refused(*UNKNOWN, call, client)
    refused(*UNKNOWN, confirm, client, "123456")
    sign_up(client, **ANN)


run(
    a_user_signs_up_and_confirms,
    what_a_sign_up_must_be_like,
    a_secret_is_asked_for_here_too,
    a_forgotten_password_is_replaced,
    who_cannot_recover_is_told_so,
    an_administrator_makes_a_user_choose_anew,
    a_password_is_changed_but_not_to_one_before,
    an_address_is_verified_after_the_fact,
    a_new_address_waits_until_it_is_verified,
    an_alias_goes_to_who_confirms_it,
    an_address_is_the_name_where_the_pool_says_so,
    codes_can_be_tried_so_often,
    a_user_goes,
)
