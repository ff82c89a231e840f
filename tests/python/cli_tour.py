"""The AWS CLI at work on an emulator: `cli_tour.py http://127.0.0.1:9229`."""

import contextlib
import io
import json
import subprocess
import sys

from awscli.clidriver import create_clidriver

from tour import UUID, contains, equal, matches, run

ENDPOINT = sys.argv[1]
REGION = "us-west-2"
DRIVER = create_clidriver()


def arguments_of(words):
    return ["cognito-idp", *words, "--endpoint-url", ENDPOINT, "--region", REGION]


def ended(words):
    """How a command ends, and what it writes to its output and complains of. It runs in this process, for speed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = DRIVER.main(arguments_of(words))
    return code, out.getvalue().strip(), err.getvalue().strip()


def told(*words):
    """The text that a command writes. Fails unless it succeeds."""
    code, text, complaint = ended(words)
    if code != 0:
        raise AssertionError(f"aws {' '.join(words)} ended with {code}: {complaint}")
    return text


def aws(*words):
    """What a command answers."""
    text = told(*words, "--output", "json")
    return json.loads(text) if text else None


def refused(message, *words):
    """Fails unless the service refuses a command with this message."""
    code, _, complaint = ended(words)
    contains((254, 255), code)  # the second is what version 1 ends with
    contains(complaint, message)


def new_pool():
    return aws("create-user-pool", "--pool-name", "people")["UserPool"]["Id"]


def usernames(answer):
    return sorted(user["Username"] for user in answer["Users"])


def pools_are_made_tagged_listed_and_deleted():
    policies = ["--policies", "PasswordPolicy={MinimumLength=12}"]
    pool = aws("create-user-pool", "--pool-name", "staff", *policies)["UserPool"]
    matches(pool["Id"], rf"{REGION}_[0-9A-Za-z]{{9}}")
    equal(pool["Policies"]["PasswordPolicy"]["MinimumLength"], 12)
    aws("tag-resource", "--resource-arn", pool["Arn"], "--tags", "team=a")
    equal(aws("list-tags-for-resource", "--resource-arn", pool["Arn"])["Tags"], {"team": "a"})
    aws("update-user-pool", "--user-pool-id", pool["Id"], "--auto-verified-attributes", "email")
    equal(aws("describe-user-pool", "--user-pool-id", pool["Id"])["UserPool"]["AutoVerifiedAttributes"], ["email"])
    other = new_pool()
    listed = aws("list-user-pools", "--max-results", "60", "--query", "UserPools[].Id")
    equal({pool["Id"], other} - set(listed), set())
    aws("delete-user-pool", "--user-pool-id", pool["Id"])
    refused(
        "An error occurred (ResourceNotFoundException) when calling the DescribeUserPool operation: "
        f"User pool {pool['Id']} does not exist.",
        "describe-user-pool", "--user-pool-id", pool["Id"],
    )


def users_are_made_listed_changed_and_deleted():
    pool = ["--user-pool-id", new_pool()]
    for name in ["ann", "bob", "cid"]:
        mail = ["--user-attributes", f"Name=email,Value={name}@example.com"]
        aws("admin-create-user", *pool, "--username", name, "--message-action", "SUPPRESS", *mail)
    refused(
        "An error occurred (UsernameExistsException) when calling the AdminCreateUser operation: "
        "User account already exists",
        "admin-create-user", *pool, "--username", "ann",
    )
    ann = [*pool, "--username", "ann"]
    aws("admin-update-user-attributes", *ann, "--user-attributes", "Name=name,Value=Ann Lee")
    found = aws("admin-get-user", *ann)
    contains([item["Value"] for item in found["UserAttributes"]], "Ann Lee")
    aws("admin-disable-user", *ann)
    equal(usernames(aws("list-users", *pool, "--filter", 'status = "Disabled"')), ["ann"])
    aws("admin-enable-user", *ann)
    equal(usernames(aws("list-users", *pool, "--page-size", "2")), ["ann", "bob", "cid"])
    first = aws("list-users", *pool, "--max-items", "2")
    rest = aws("list-users", *pool, "--starting-token", first["NextToken"])
    equal(sorted(usernames(first) + usernames(rest)), ["ann", "bob", "cid"])
    aws("admin-delete-user", *ann)
    missing = "(UserNotFoundException) when calling the AdminGetUser operation: User does not exist."
    refused(missing, "admin-get-user", *ann)


def groups_have_members():
    pool = ["--user-pool-id", new_pool()]
    aws("create-group", *pool, "--group-name", "admins", "--precedence", "1")
    aws("admin-create-user", *pool, "--username", "ann", "--message-action", "SUPPRESS")
    aws("admin-add-user-to-group", *pool, "--group-name", "admins", "--username", "ann")
    equal(usernames(aws("list-users-in-group", *pool, "--group-name", "admins")), ["ann"])
    aws("delete-group", *pool, "--group-name", "admins")
    equal(aws("list-groups", *pool), {"Groups": []})


def clients_are_made_listed_changed_and_deleted():
    pool = ["--user-pool-id", new_pool()]
    flows = ["--explicit-auth-flows", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = aws("create-user-pool-client", *pool, "--client-name", "app", "--generate-secret", *flows)["UserPoolClient"]
    equal(made["ExplicitAuthFlows"], ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    app = [*pool, "--client-id", made["ClientId"]]
    aws("update-user-pool-client", *app, "--client-name", "web")
    described = aws("describe-user-pool-client", *app)["UserPoolClient"]
    contains(described, {"ClientName": "web", "ClientSecret": made["ClientSecret"], "ExplicitAuthFlows": None})
    listed = aws("list-user-pool-clients", *pool)["UserPoolClients"]
    equal([client["ClientName"] for client in listed], ["web"])
    aws("delete-user-pool-client", *app)
    equal(aws("list-user-pool-clients", *pool), {"UserPoolClients": []})


def users_sign_up_and_in():
    pool = ["--user-pool-id", new_pool()]
    flows = ["--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    made = aws("create-user-pool-client", *pool, "--client-name", "app", *flows)["UserPoolClient"]
    app = ["--client-id", made["ClientId"]]
    ann = ["--username", "ann"]
    mail = ["--user-attributes", "Name=email,Value=ann@example.com"]
    matches(aws("sign-up", *app, *ann, "--password", "Secret-1", *mail)["UserSub"], UUID)
    password = ["--auth-flow", "USER_PASSWORD_AUTH", "--auth-parameters", "USERNAME=ann,PASSWORD=Secret-1"]
    refused(
        "An error occurred (UserNotConfirmedException) when calling the InitiateAuth operation: User is not confirmed.",
        "initiate-auth", *app, *password,
    )
    aws("admin-confirm-sign-up", *pool, *ann)
    tokens = aws("initiate-auth", *app, *password)["AuthenticationResult"]
    bearer = ["--access-token", tokens["AccessToken"]]
    equal(told("get-user", *bearer, "--query", "Username", "--output", "text"), "ann")
    aws("change-password", *bearer, "--previous-password", "Secret-1", "--proposed-password", "Secret-2")
    aws("update-user-attributes", *bearer, "--user-attributes", "Name=name,Value=Ann Lee")
    query = "UserAttributes[?Name=='name'].Value | [0]"
    equal(told("get-user", *bearer, "--query", query, "--output", "text"), "Ann Lee")
    refresh = ["--auth-flow", "REFRESH_TOKEN_AUTH", "--auth-parameters", f"REFRESH_TOKEN={tokens['RefreshToken']}"]
    equal("RefreshToken" in aws("initiate-auth", *app, *refresh)["AuthenticationResult"], False)
    aws("revoke-token", *app, "--token", tokens["RefreshToken"])
    revoked = "(NotAuthorizedException) when calling the GetUser operation: Access Token has been revoked"
    refused(revoked, "get-user", *bearer)

    aws("admin-set-user-password", *pool, *ann, "--password", "Temporary-1", "--no-permanent")
    password[-1] = "USERNAME=ann,PASSWORD=Temporary-1"
    challenge = aws("initiate-auth", *app, *password)
    answer = ["--session", challenge["Session"], "--challenge-responses", "USERNAME=ann,NEW_PASSWORD=Secret-3"]
    done = aws("respond-to-auth-challenge", *app, "--challenge-name", challenge["ChallengeName"], *answer)
    equal(done["AuthenticationResult"]["TokenType"], "Bearer")


def requests_come_as_json_and_answers_as_text():
    request = {
        "PoolName": "written",
        "Policies": {"PasswordPolicy": {"MinimumLength": 10}},
        "Schema": [{"Name": "badge", "AttributeDataType": "Number", "Mutable": True}],
        "UserPoolTags": {"team": "a"},
    }
    read = ["create-user-pool", "--cli-input-json", json.dumps(request)]
    made = told(*read, "--query", "UserPool.Id", "--output", "text")
    query = "UserPool.[Name, Policies.PasswordPolicy.MinimumLength, SchemaAttributes[?Name=='custom:badge'].Name | [0]]"
    described = ["describe-user-pool", "--user-pool-id", made, "--query", query]
    equal(told(*described, "--output", "text"), "written\t10\tcustom:badge")
    contains(told(*described, "--output", "table"), "custom:badge")
    # What is on the line wins over what is in the JSON.
    equal(aws(*read, "--pool-name", "spoken")["UserPool"]["Name"], "spoken")


def long_lists_come_in_pages():
    pool = ["--user-pool-id", new_pool()]
    names = [f"group{number}" for number in range(5)]
    aws("admin-create-user", *pool, "--username", "ann", "--message-action", "SUPPRESS")
    for name in names:
        aws("create-group", *pool, "--group-name", name)
        aws("admin-add-user-to-group", *pool, "--group-name", name, "--username", "ann")
    for words in (["list-groups"], ["admin-list-groups-for-user", "--username", "ann"]):
        query = ["--query", "Groups[].GroupName"]
        equal(sorted(aws(*words, *pool, "--page-size", "2", *query)), names)
        first = aws(*words, *pool, "--max-items", "2")
        rest = aws(*words, *pool, "--starting-token", first["NextToken"])
        equal(sorted(group["GroupName"] for group in first["Groups"] + rest["Groups"]), names)
        equal(len(aws(*words, *pool, "--no-paginate", "--limit", "3")["Groups"]), 3)


def the_surroundings_of_a_pool_are_set_up():
    pool = ["--user-pool-id", new_pool()]
    scopes = ["--scopes", "ScopeName=read,ScopeDescription=Reads", "ScopeName=write,ScopeDescription=Writes"]
    aws("create-resource-server", *pool, "--identifier", "orders", "--name", "Orders", *scopes)
    query = ["--query", "ResourceServers[].Scopes[].ScopeName"]
    listed = aws("list-resource-servers", *pool, "--max-results", "10", *query)
    equal(listed, ["read", "write"])
    details = '{"client_id": "x", "client_secret": "y", "authorize_scopes": "openid"}'
    google = ["--provider-name", "Google", "--provider-type", "Google", "--provider-details", details]
    aws("create-identity-provider", *pool, *google, "--attribute-mapping", "email=email")
    equal(aws("list-identity-providers", *pool, "--query", "Providers[].ProviderName"), ["Google"])
    aws("delete-identity-provider", *pool, "--provider-name", "Google")
    domain = ["--domain", "people-of-the-cli"]
    aws("create-user-pool-domain", *pool, *domain)
    equal(aws("describe-user-pool-domain", *domain)["DomainDescription"]["Status"], "ACTIVE")
    css = ".banner-customizable { background: #abc; }"
    equal(aws("set-ui-customization", *pool, "--css", css)["UICustomization"]["CSS"], css)
    aws("delete-user-pool-domain", *pool, *domain)
    equal(aws("describe-user-pool-domain", *domain), {"DomainDescription": {}})
    token = ["--software-token-mfa-configuration", "Enabled=true"]
    aws("set-user-pool-mfa-config", *pool, "--mfa-configuration", "OPTIONAL", *token)
    equal(aws("get-user-pool-mfa-config", *pool)["MfaConfiguration"], "OPTIONAL")
    contains(aws("get-csv-header", *pool)["CSVHeader"], "cognito:username")
    role = ["--cloud-watch-logs-role-arn", "arn:aws:iam::123456789012:role/logs"]
    job = aws("create-user-import-job", *pool, "--job-name", "all", *role)["UserImportJob"]
    listed = aws("list-user-import-jobs", *pool, "--max-results", "5", "--query", "UserImportJobs[].JobId")
    equal((listed, job["Status"]), ([job["JobId"]], "Created"))
    refused(
        "An error occurred (ResourceNotFoundException) when calling the DescribeResourceServer operation: "
        "Resource server bills does not exist.",
        "describe-resource-server", *pool, "--identifier", "bills",
    )


def the_program_ends_as_it_does_after_a_refusal():
    words = arguments_of(["describe-user-pool", "--user-pool-id", "us-west-2_missing"])
    done = subprocess.run([sys.executable, "-m", "awscli", *words], capture_output=True, text=True)
    contains((254, 255), done.returncode)
    equal(done.stdout, "")
    equal(
        done.stderr.strip(),
        "An error occurred (ResourceNotFoundException) when calling the DescribeUserPool operation: "
        "User pool us-west-2_missing does not exist.",
    )


def violations_of_the_model_come_from_the_server():
    refused(
        "An error occurred (InvalidParameterException) when calling the ListUsers operation: 1 validation error "
        "detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular "
        r"expression pattern: [\w-]+_[0-9a-zA-Z]+",
        "list-users", "--user-pool-id", "no pool",
    )


run(
    pools_are_made_tagged_listed_and_deleted,
    users_are_made_listed_changed_and_deleted,
    groups_have_members,
    clients_are_made_listed_changed_and_deleted,
    users_sign_up_and_in,
    requests_come_as_json_and_answers_as_text,
    long_lists_come_in_pages,
    the_surroundings_of_a_pool_are_set_up,
    the_program_ends_as_it_does_after_a_refusal,
    violations_of_the_model_come_from_the_server,
)
