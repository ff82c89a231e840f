"""Signing in to an emulator by password: `password_tour.py http://127.0.0.1:9229`."""

import json
import sys

from service import PASSWORD, Service, named, secret_hash
from tour import equal, matches, run

service = Service(sys.argv[1])
cognito, refused = service.cognito, service.refused
WRONG = "Incorrect username or password."


def admin_initiate(pool, client, flow="ADMIN_USER_PASSWORD_AUTH", **parameters):
    return cognito.admin_initiate_auth(
        UserPoolId=pool, ClientId=client["ClientId"], AuthFlow=flow, AuthParameters=parameters
    )


def a_password_is_good_for_tokens_at_once():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    answers = [
        service.initiate(client, USERNAME="ann", PASSWORD=PASSWORD),
        admin_initiate(pool, client, USERNAME="ann", PASSWORD=PASSWORD),
        admin_initiate(pool, client, "ADMIN_NO_SRP_AUTH", USERNAME="ann", PASSWORD=PASSWORD),
    ]
    for answer in answers:
        equal(answer["ChallengeParameters"], {})
        tokens = answer["AuthenticationResult"]
        equal(sorted(tokens), ["AccessToken", "ExpiresIn", "IdToken", "RefreshToken", "TokenType"])
        equal((tokens["TokenType"], tokens["ExpiresIn"]), ("Bearer", 3600))
        equal([len(tokens[name].split(".")) for name in ("IdToken", "RefreshToken")], [3, 5])
        equal(cognito.get_user(AccessToken=tokens["AccessToken"])["Username"], "ann")


def an_administrator_may_give_the_password_later():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    challenge = admin_initiate(pool, client, USERNAME="ann")
    equal(challenge["ChallengeName"], "ADMIN_NO_SRP_AUTH")
    tokens = cognito.admin_respond_to_auth_challenge(
        UserPoolId=pool,
        ClientId=client["ClientId"],
        ChallengeName="ADMIN_NO_SRP_AUTH",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ann", "PASSWORD": PASSWORD},
    )
    equal(tokens["AuthenticationResult"]["TokenType"], "Bearer")


def an_administrator_signs_in_by_srp_and_ends_what_a_user_began():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    admin_respond = lambda challenge, **responses: cognito.admin_respond_to_auth_challenge(
        UserPoolId=pool,
        ClientId=client["ClientId"],
        ChallengeName=challenge["ChallengeName"],
        ChallengeResponses={"USERNAME": "ann", **responses},
        **({"Session": challenge["Session"]} if "Session" in challenge else {}),
    )
    signer = service.srp(pool, client)
    start = signer.get_auth_params()
    verifier = admin_initiate(pool, client, "USER_SRP_AUTH", **start)
    proof = signer.process_challenge(verifier["ChallengeParameters"], start)
    equal(admin_respond(verifier, **proof)["AuthenticationResult"]["TokenType"], "Bearer")
    choice = admin_initiate(pool, client, "USER_AUTH", USERNAME="ann")
    answer = {"ANSWER": "PASSWORD", "PASSWORD": PASSWORD}
    refused("NotAuthorizedException", "Invalid session for the user.", service.respond, client, choice, **answer)
    for choice in (choice, service.initiate(client, "USER_AUTH", USERNAME="ann")):
        equal(admin_respond(choice, **answer)["AuthenticationResult"]["TokenType"], "Bearer")


def srp_signs_in_without_showing_the_password():
    pool = service.new_pool()
    service.new_user(pool)
    for client in (service.new_client(pool), service.new_client(pool, GenerateSecret=True)):
        tokens = service.srp(pool, client).authenticate_user()["AuthenticationResult"]
        equal(service.verified(pool, tokens["AccessToken"])["username"], "ann")
        refused(
            "NotAuthorizedException", WRONG, service.srp(pool, client, password="Secret-2").authenticate_user
        )


def srp_takes_an_email_address_for_a_name():
    pool = service.new_pool(UsernameAttributes=["email"])
    client = service.new_client(pool)
    cognito.admin_create_user(UserPoolId=pool, Username="ann@example.com")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="ann@example.com", Password=PASSWORD, Permanent=True
    )
    for _ in range(8):  # salts and public numbers of all shapes
        tokens = service.srp(pool, client, "ann@example.com").authenticate_user()["AuthenticationResult"]
    claims = service.verified(pool, tokens["AccessToken"])
    equal(claims["username"], claims["sub"])


def an_srp_challenge_has_what_clients_compute_with():
    pool = service.new_pool(UsernameAttributes=["email"])
    client = service.new_client(pool)
    made = cognito.admin_create_user(UserPoolId=pool, Username="ann@example.com")["User"]["Username"]
    cognito.admin_set_user_password(UserPoolId=pool, Username=made, Password=PASSWORD, Permanent=True)
    start = service.srp(pool, client, "ann@example.com").get_auth_params()
    challenge = service.initiate(client, "USER_SRP_AUTH", **start)
    equal(challenge["ChallengeName"], "PASSWORD_VERIFIER")
    parameters = challenge["ChallengeParameters"]
    equal(sorted(parameters), ["SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"])
    equal((parameters["USERNAME"], parameters["USER_ID_FOR_SRP"]), (made, made))
    matches(parameters["SALT"], "[0-9a-f]{24,32}")
    equal("Session" in challenge, False)
    refused(
        "InvalidParameterException", "Missing required parameter SRP_A",
        service.initiate, client, "USER_SRP_AUTH", USERNAME=made,
    )


def a_temporary_password_must_be_replaced():
    schema = [{"Name": "name", "Required": True, "Mutable": True, "AttributeDataType": "String"}]
    pool = service.new_pool(Schema=schema)
    client = service.new_client(pool)
    cognito.admin_create_user(
        UserPoolId=pool, Username="ann", TemporaryPassword="Temporary-1",
        UserAttributes=named({"email": "ann@example.com"}),
    )
    challenge = service.initiate(client, USERNAME="ann", PASSWORD="Temporary-1")
    equal(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED")
    equal("AuthenticationResult" in challenge, False)
    equal(json.loads(challenge["ChallengeParameters"]["requiredAttributes"]), ["userAttributes.name"])
    equal(json.loads(challenge["ChallengeParameters"]["userAttributes"]), {"email": "ann@example.com"})
    answer = lambda password=PASSWORD, **more: service.respond(client, challenge, NEW_PASSWORD=password, **more)
    refused("InvalidParameterException", "Invalid attributes given, name is missing", answer)
    name = {"userAttributes.name": "Ann"}
    refused(
        "InvalidPasswordException", "Password does not conform to policy: Password not long enough",
        answer, "short", **name,
    )
    refused(
        "InvalidParameterException", "Cannot modify the non-mutable attribute email_verified",
        answer, **name, **{"userAttributes.email_verified": "true"},
    )
    tokens = answer(**name)["AuthenticationResult"]
    equal(service.verified(pool, tokens["IdToken"], audience=client["ClientId"])["name"], "Ann")
    refused(
        "NotAuthorizedException", "Invalid session for the user, session can only be used once.", answer, **name
    )
    equal(cognito.admin_get_user(UserPoolId=pool, Username="ann")["UserStatus"], "CONFIRMED")
    equal(service.sign_in(client)["TokenType"], "Bearer")


def sessions_are_for_one_user_one_client_and_one_challenge():
    pool = service.new_pool()
    client, other = service.new_client(pool), service.new_client(pool)
    for name in ("ann", "bob"):
        service.new_user(pool, name, password=None)
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password="Temporary-1", Permanent=False)
    challenge = service.initiate(client, USERNAME="ann", PASSWORD="Temporary-1")
    matches(challenge["Session"], ".{20,4096}")
    invalid = ("NotAuthorizedException", "Invalid session for the user.")
    answer = {"NEW_PASSWORD": PASSWORD}
    refused(*invalid, service.respond, other, challenge, **answer)
    refused(*invalid, service.respond, client, {**challenge, "Session": "x" * 40}, **answer)
    refused(*invalid, service.respond, client, challenge, **{**answer, "USERNAME": "bob"})
    refused(*invalid, service.respond, client, challenge, "SMS_MFA", SMS_MFA_CODE="123456")
    del challenge["Session"]
    refused(
        "InvalidParameterException", "Missing required parameter Session",
        service.respond, client, challenge, **answer,
    )


def a_flow_that_the_client_does_not_allow_is_refused():
    pool = service.new_pool()
    service.new_user(pool)
    silent = service.new_client(pool, ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"])
    password = {"USERNAME": "ann", "PASSWORD": PASSWORD}
    for flow, message, parameters in [
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client", password),
        ("USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client.", {"USERNAME": "ann", "SRP_A": "a1"}),
        ("CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client.", {"USERNAME": "ann"}),
        ("USER_AUTH", "USER_AUTH is not enabled for the client.", {"USERNAME": "ann"}),
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported", password),
        ("ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported", password),
    ]:
        refused("InvalidParameterException", message, service.initiate, silent, flow, **parameters)
    refused(
        "InvalidParameterException", "Auth flow not enabled for this client",
        admin_initiate, pool, silent, **password,
    )
    # Without a list, a client allows SRP, custom challenges and refreshing.
    plain = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]
    equal(service.srp(pool, plain).authenticate_user()["AuthenticationResult"]["TokenType"], "Bearer")
    refused(
        "InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client",
        service.initiate, plain, **password,
    )


def secret_hashes_are_those_of_everyone():
    pool = service.new_pool()
    client = service.new_client(pool, ClientSecret="secretsecretsecretsecret")
    id = client["ClientId"]
    service.new_user(pool)
    tokens = service.sign_in(client)
    equal(tokens["TokenType"], "Bearer")
    for wrong in (secret_hash(client, "bob"), "nonsense"):
        refused(
            "NotAuthorizedException", f"Unable to verify secret hash for client {id}",
            service.sign_in, client, SECRET_HASH=wrong,
        )
    public = {"ClientId": id}
    refused(
        "NotAuthorizedException", f"Client {id} is configured with secret but SECRET_HASH was not received",
        service.sign_in, public,
    )
    refresh = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    fresh = service.initiate(client, "REFRESH_TOKEN_AUTH", **refresh, SECRET_HASH=secret_hash(client, "ann"))
    equal(fresh["AuthenticationResult"]["TokenType"], "Bearer")
    refused(
        "NotAuthorizedException", f"SecretHash does not match for the client: {id}",
        service.initiate, client, "REFRESH_TOKEN_AUTH", **refresh, SECRET_HASH=secret_hash(client, "bob"),
    )
    open_client = service.new_client(pool)
    refused(
        "NotAuthorizedException", f"Unable to verify secret hash for client {open_client['ClientId']}",
        service.sign_in, open_client, SECRET_HASH=secret_hash(client, "ann"),
    )


def srp_challenge(pool, client, name):
    signer = service.srp(pool, client, name)
    start = signer.get_auth_params()
    return signer, start, service.initiate(client, "USER_SRP_AUTH", **start)


def nobody_learns_which_users_there_are_unless_the_client_tells():
    pool = service.new_pool()
    service.new_user(pool)
    telling = service.new_client(pool)
    hiding = service.new_client(pool, PreventUserExistenceErrors="ENABLED")
    missing = ("UserNotFoundException", "User does not exist.")
    refused(*missing, service.sign_in, telling, "bob")
    refused(*missing, admin_initiate, pool, telling, USERNAME="bob", PASSWORD=PASSWORD)
    refused(*missing, srp_challenge, pool, telling, "bob")
    refused("NotAuthorizedException", WRONG, service.sign_in, hiding, "bob")
    refused("NotAuthorizedException", WRONG, admin_initiate, pool, hiding, USERNAME="bob", PASSWORD=PASSWORD)
    signer, start, first = srp_challenge(pool, hiding, "bob")
    _, _, second = srp_challenge(pool, hiding, "bob")
    for name in ("SALT", "USER_ID_FOR_SRP"):
        equal(first["ChallengeParameters"][name], second["ChallengeParameters"][name])
    responses = signer.process_challenge(first["ChallengeParameters"], start)
    refused("NotAuthorizedException", WRONG, service.respond, hiding, first, **responses)


def who_may_not_sign_in_is_told_why():
    pool = service.new_pool()
    client = service.new_client(pool)
    cognito.sign_up(ClientId=client["ClientId"], Username="ann", Password=PASSWORD)
    # Even a wrong password is told that the account is not confirmed.
    for password in (PASSWORD, "Secret-2"):
        refused("UserNotConfirmedException", "User is not confirmed.", service.sign_in, client, password=password)
    refused("UserNotConfirmedException", "User is not confirmed.", service.srp(pool, client).authenticate_user)
    cognito.admin_confirm_sign_up(UserPoolId=pool, Username="ann")
    equal(service.sign_in(client)["TokenType"], "Bearer")
    cognito.admin_disable_user(UserPoolId=pool, Username="ann")
    refused("NotAuthorizedException", "User is disabled.", service.sign_in, client)
    cognito.admin_enable_user(UserPoolId=pool, Username="ann")
    cognito.admin_update_user_attributes(
        UserPoolId=pool, Username="ann",
        UserAttributes=named({"email": "ann@example.com", "email_verified": "true"}),
    )
    cognito.admin_reset_user_password(UserPoolId=pool, Username="ann")
    reset = ("PasswordResetRequiredException", "Password reset required for the user")
    refused(*reset, service.sign_in, client)
    refused(*reset, service.srp(pool, client).authenticate_user)
    for parameters, name in [({"USERNAME": "ann"}, "PASSWORD"), ({"PASSWORD": PASSWORD}, "USERNAME")]:
        refused(
            "InvalidParameterException", f"Missing required parameter {name}", service.initiate, client, **parameters
        )
    refused(
        "ResourceNotFoundException", "User pool client nosuchclient does not exist.",
        service.sign_in, {"ClientId": "nosuchclient"},
    )


def wrong_passwords_lock_the_user_out():
    pool = service.new_pool()
    client = service.new_client(pool)
    service.new_user(pool)
    service.new_user(pool, "bob")
    signers = [lambda: service.sign_in(client, password="Secret-2")] * 4
    signers += [service.srp(pool, client, password="Secret-2").authenticate_user for _ in range(12)]
    told = []
    for signer in signers:  # each lock is twice as long as the one before, so that one is met in the end
        try:
            signer()
        except cognito.exceptions.NotAuthorizedException as error:
            told.append(error.response["Error"]["Message"])
        if told[-1] != WRONG:
            break
    equal(told[:5], [WRONG] * 5)
    equal(told[-1], "Password attempts exceeded")
    equal(service.sign_in(client, "bob")["TokenType"], "Bearer")


run(
    a_password_is_good_for_tokens_at_once,
    an_administrator_may_give_the_password_later,
    an_administrator_signs_in_by_srp_and_ends_what_a_user_began,
    srp_signs_in_without_showing_the_password,
    srp_takes_an_email_address_for_a_name,
    an_srp_challenge_has_what_clients_compute_with,
    a_temporary_password_must_be_replaced,
    sessions_are_for_one_user_one_client_and_one_challenge,
    a_flow_that_the_client_does_not_allow_is_refused,
    secret_hashes_are_those_of_everyone,
    nobody_learns_which_users_there_are_unless_the_client_tells,
    who_may_not_sign_in_is_told_why,
    wrong_passwords_lock_the_user_out,
)
