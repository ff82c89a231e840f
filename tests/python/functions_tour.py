"""Pools that call functions, among them those of CUSTOM_AUTH: `functions_tour.py PROGRAM`.

The tour serves the functions itself, and starts `poolhouse emulator`, the program that it is given.
"""

import sys
import uuid

from lambdas import ARN, Lambdas
from service import FLOWS, PASSWORD, Service, named, values
from tour import contains, equal, run

lambdas = Lambdas()


@lambdas.function
def define(request, response):
    """A riddle, and a second one to those who get the first one wrong; after the password for who begins with it."""
    steps = request["session"]
    last = steps[-1] if steps else {"challengeName": None}
    riddles = [step for step in steps if step["challengeName"] == "CUSTOM_CHALLENGE"]
    response["issueTokens"] = any(riddle["challengeResult"] for riddle in riddles)
    response["failAuthentication"] = not response["issueTokens"] and len(riddles) == 2
    response["challengeName"] = "PASSWORD_VERIFIER" if last["challengeName"] == "SRP_A" else "CUSTOM_CHALLENGE"


@lambdas.function
def create(request, response):
    number = len(request["session"]) + 1
    response["publicChallengeParameters"] = {"riddle": f"What is {number} and {number}?"}
    response["privateChallengeParameters"] = {"answer": str(2 * number)}
    response["challengeMetadata"] = f"RIDDLE_{number}"


@lambdas.function
def verify(request, response):
    response["answerCorrect"] = request["challengeAnswer"] == request["privateChallengeParameters"]["answer"]


@lambdas.function
def before(request, response):
    if request.get("validationData", {}).get("door") == "closed":
        raise ValueError("The door is closed")


@lambdas.function
def after(request, response):
    """Lets everyone pass."""


@lambdas.function
def sign_up(request, response):
    if request["userAttributes"]["email"].endswith("@example.net"):
        raise ValueError("Domain not allowed")
    response["autoConfirmUser"] = response["autoVerifyEmail"] = True


@lambdas.function
def tokens(request, response):
    response["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": {"claimsToAddOrOverride": {"team": "blue"}, "claimsToSuppress": ["email"]},
        "accessTokenGeneration": {"scopesToAdd": ["orders/read"], "claimsToAddOrOverride": {"tenant": {"id": 7}}},
        "groupOverrideDetails": {"groupsToOverride": ["visitors"]},
    }


@lambdas.function
def migrate(request, response):
    if request["password"] == PASSWORD:
        response["userAttributes"] = {"email": "old@example.com", "email_verified": "true"}
        response["finalUserStatus"] = "CONFIRMED"
        response["messageAction"] = "SUPPRESS"


@lambdas.function
def message(request, response):
    response["emailSubject"] = f"For {request['userAttributes']['email']}"
    response["emailMessage"] = f"Say {request['codeParameter']} at {request['clientMetadata']['place']}"


emulator, url = lambdas.start_emulator(sys.argv[1])
service = Service(url)
cognito, refused = service.cognito, service.refused
RIDDLES = {"DefineAuthChallenge": "define", "CreateAuthChallenge": "create", "VerifyAuthChallengeResponse": "verify"}


def pool_calling(**functions):
    """A pool with these functions, its app, and a user."""
    config = {trigger: f"{ARN}{name}" for trigger, name in functions.items()}
    pool = service.new_pool(LambdaConfig=config, AutoVerifiedAttributes=["email"])
    client = service.new_client(pool, ExplicitAuthFlows=[*FLOWS, "ALLOW_CUSTOM_AUTH"])
    service.new_user(pool)
    lambdas.take_events()
    return pool, client


def called():
    return [event["triggerSource"].split("_")[0] for event in lambdas.take_events()]


def a_riddle_is_solved_instead_of_a_password():
    pool, client = pool_calling(**RIDDLES, PreAuthentication="before", PostAuthentication="after")
    first = service.initiate(client, "CUSTOM_AUTH", USERNAME="ann")
    equal(first["ChallengeName"], "CUSTOM_CHALLENGE")
    equal(first["ChallengeParameters"], {"riddle": "What is 1 and 1?", "USERNAME": "ann"})
    before, define, _ = lambdas.take_events()
    contains(
        define,
        {
            "triggerSource": "DefineAuthChallenge_Authentication",
            "version": "1",
            "region": "us-east-1",
            "userPoolId": pool,
            "userName": "ann",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client["ClientId"]},
        },
    )
    equal(define["request"]["session"], [])
    contains(before["request"]["userAttributes"], {"email": "ann@example.com", "cognito:user_status": "CONFIRMED"})

    second = service.respond(client, first, ANSWER="3")
    equal(second["ChallengeParameters"]["riddle"], "What is 2 and 2?")
    equal(called(), ["VerifyAuthChallengeResponse", "DefineAuthChallenge", "CreateAuthChallenge"])
    used = "Invalid session for the user, session can only be used once."
    refused("NotAuthorizedException", used, service.respond, client, first, ANSWER="2")
    signed_in = service.respond(client, second, ANSWER="4")
    equal(called(), ["VerifyAuthChallengeResponse", "DefineAuthChallenge", "PostAuthentication"])
    equal(service.verified(pool, signed_in["AuthenticationResult"]["AccessToken"])["username"], "ann")


def who_solves_no_riddle_is_sent_away():
    _, client = pool_calling(**RIDDLES)
    second = service.respond(client, service.initiate(client, "CUSTOM_AUTH", USERNAME="ann"), ANSWER="0")
    wrong = ("NotAuthorizedException", "Incorrect username or password.")
    refused(*wrong, service.respond, client, second, ANSWER="0")
    history = lambdas.take_events()[-1]["request"]["session"]
    step = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False}
    equal(history, [{**step, "challengeMetadata": f"RIDDLE_{number}"} for number in (1, 2)])


def a_riddle_comes_after_the_password():
    pool, client = pool_calling(**RIDDLES)
    signer = service.srp(pool, client)
    start = signer.get_auth_params()
    verifier = service.initiate(client, "CUSTOM_AUTH", CHALLENGE_NAME="SRP_A", **start)
    equal(verifier["ChallengeName"], "PASSWORD_VERIFIER")
    proof = signer.process_challenge(verifier["ChallengeParameters"], start)
    riddle = service.respond(client, verifier, **proof)
    equal(riddle["ChallengeParameters"]["riddle"], "What is 3 and 3?")
    history = lambdas.take_events()[-1]["request"]["session"]
    passed = [step["challengeName"] for step in history if step["challengeResult"]]
    equal((passed, len(history)), (["SRP_A", "PASSWORD_VERIFIER"], 2))
    equal(service.respond(client, riddle, ANSWER="6")["AuthenticationResult"]["TokenType"], "Bearer")


def a_temporary_password_is_replaced_before_the_riddle():
    pool, client = pool_calling(**RIDDLES)
    cognito.admin_set_user_password(UserPoolId=pool, Username="ann", Password="Temporary-1", Permanent=False)
    signer = service.srp(pool, client, password="Temporary-1")
    start = signer.get_auth_params()
    verifier = service.initiate(client, "CUSTOM_AUTH", CHALLENGE_NAME="SRP_A", **start)
    proof = signer.process_challenge(verifier["ChallengeParameters"], start)
    change = service.respond(client, verifier, **proof)
    equal(change["ChallengeName"], "NEW_PASSWORD_REQUIRED")
    riddle = service.respond(client, change, NEW_PASSWORD="Secret-2")
    equal(riddle["ChallengeName"], "CUSTOM_CHALLENGE")
    history = lambdas.take_events()[-1]["request"]["session"]
    passed = ["SRP_A", "PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]
    equal([step["challengeName"] for step in history if step["challengeResult"]], passed)
    equal(service.respond(client, riddle, ANSWER="8")["AuthenticationResult"]["TokenType"], "Bearer")


def functions_alone_know_who_is_not_there():
    pool, telling = pool_calling(**RIDDLES)
    refused(
        "UserNotFoundException", "User does not exist.", service.initiate, telling, "CUSTOM_AUTH", USERNAME="bob"
    )
    flows = [*FLOWS, "ALLOW_CUSTOM_AUTH"]
    hiding = service.new_client(pool, ExplicitAuthFlows=flows, PreventUserExistenceErrors="ENABLED")
    for name, unknown in (("ann", False), ("bob", True)):
        riddle, again = (service.initiate(hiding, "CUSTOM_AUTH", USERNAME=name) for _ in range(2))
        equal(again["ChallengeParameters"], riddle["ChallengeParameters"])
        equal(riddle["ChallengeParameters"]["riddle"], "What is 1 and 1?")
        # Nobody is called like those whose name the service makes up.
        called = riddle["ChallengeParameters"]["USERNAME"]
        equal(bool(uuid.UUID(called)) if unknown else called == name, True)
        equal([event["request"]["userNotFound"] for event in lambdas.take_events()], [unknown] * 4)
    wrong = ("NotAuthorizedException", "Incorrect username or password.")
    refused(*wrong, service.respond, hiding, riddle, USERNAME="bob", ANSWER="2")


def without_functions_there_is_no_riddle():
    _, client = pool_calling()
    refused(
        "InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.",
        service.initiate, client, "CUSTOM_AUTH", USERNAME="ann",
    )


def what_a_function_raises_is_told():
    _, client = pool_calling(PreAuthentication="before", PreSignUp="sign_up", PostConfirmation="missing")
    refused(
        "UserLambdaValidationException", "PreAuthentication failed with error The door is closed.",
        cognito.initiate_auth, ClientId=client["ClientId"], AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD}, ClientMetadata={"door": "closed"},
    )
    equal(service.sign_in(client)["TokenType"], "Bearer")
    bob = {"ClientId": client["ClientId"], "Username": "bob", "Password": PASSWORD}
    refused(
        "UserLambdaValidationException", "PreSignUp failed with error Domain not allowed.",
        cognito.sign_up, UserAttributes=named({"email": "bob@example.net"}), **bob,
    )
    refused(
        "UnexpectedLambdaException", "PostConfirmation invocation failed due to configuration.",
        cognito.sign_up, UserAttributes=named({"email": "bob@example.com"}), **bob,
    )


def a_function_confirms_who_signs_up():
    pool, client = pool_calling(PreSignUp="sign_up", PostConfirmation="after")
    answer = cognito.sign_up(
        ClientId=client["ClientId"], Username="bob", Password=PASSWORD,
        UserAttributes=named({"email": "bob@example.com"}), ClientMetadata={"from": "fair"},
    )
    equal((answer["UserConfirmed"], "CodeDeliveryDetails" in answer), (True, False))
    asked, told = lambdas.take_events()
    equal(asked["triggerSource"], "PreSignUp_SignUp")
    contains(asked["request"], {"userAttributes": {"email": "bob@example.com"}, "clientMetadata": {"from": "fair"}})
    equal(told["triggerSource"], "PostConfirmation_ConfirmSignUp")
    contains(told["request"]["userAttributes"], {"sub": answer["UserSub"], "email_verified": "true"})
    equal(service.sign_in(client, "bob")["TokenType"], "Bearer")


def a_function_changes_what_tokens_say():
    config = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": f"{ARN}tokens"}}
    pool = service.new_pool(LambdaConfig=config)
    client = service.new_client(pool)
    service.new_user(pool)
    signed_in = service.sign_in(client)
    id_token = service.verified(pool, signed_in["IdToken"], audience=client["ClientId"])
    contains(id_token, {"team": "blue", "email": None, "cognito:groups": ["visitors"]})
    access = service.verified(pool, signed_in["AccessToken"])
    contains(access, {"tenant": {"id": 7}, "cognito:groups": ["visitors"]})
    equal(sorted(access["scope"].split()), ["aws.cognito.signin.user.admin", "orders/read"])
    lambdas.take_events()
    service.initiate(client, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=signed_in["RefreshToken"])
    equal([event["triggerSource"] for event in lambdas.take_events()], ["TokenGeneration_RefreshTokens"])


def users_move_in_when_they_first_sign_in():
    pool, client = pool_calling(UserMigration="migrate")
    missing = ("UserNotFoundException", "User does not exist.")
    refused(*missing, service.sign_in, client, "old", "Secret-2")
    equal(service.sign_in(client, "old")["TokenType"], "Bearer")
    equal(called(), ["UserMigration", "UserMigration"])
    old = cognito.admin_get_user(UserPoolId=pool, Username="old")
    equal(old["UserStatus"], "CONFIRMED")
    contains(values(old["UserAttributes"]), {"email": "old@example.com", "email_verified": "true"})
    equal(service.sign_in(client, "old")["TokenType"], "Bearer")
    equal(called(), [])


def a_function_words_the_messages():
    pool, client = pool_calling(CustomMessage="message")
    cognito.forgot_password(ClientId=client["ClientId"], Username="ann", ClientMetadata={"place": "the gate"})
    sent = service.messages(pool)[-1]
    contains(sent, {"subject": "For ann@example.com", "body": f"Say {sent['code']} at the gate"})
    equal([event["triggerSource"] for event in lambdas.take_events()], ["CustomMessage_ForgotPassword"])


try:
    run(
        a_riddle_is_solved_instead_of_a_password,
        who_solves_no_riddle_is_sent_away,
        a_riddle_comes_after_the_password,
        a_temporary_password_is_replaced_before_the_riddle,
        functions_alone_know_who_is_not_there,
        without_functions_there_is_no_riddle,
        what_a_function_raises_is_told,
        a_function_confirms_who_signs_up,
        a_function_changes_what_tokens_say,
        users_move_in_when_they_first_sign_in,
        a_function_words_the_messages,
    )
finally:
    emulator.kill()
