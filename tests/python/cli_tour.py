"""The AWS CLI at work on an emulator: `cli_tour.py http://127.0.0.1:9229`."""

import json
import subprocess
import sys

from tour import contains, equal, matches, run

ENDPOINT = sys.argv[1]
REGION = "us-west-2"


def command(*arguments):
    options = ["--endpoint-url", ENDPOINT, "--region", REGION, "--output", "json"]
    line = [sys.executable, "-m", "awscli", "cognito-idp", *arguments, *options]
    return subprocess.run(line, capture_output=True, text=True, timeout=60)


def aws(*arguments):
    """What a command answers. Fails unless it succeeds."""
    done = command(*arguments)
    if done.returncode != 0:
        raise AssertionError(f"aws {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def refused(message, *arguments):
    """Fails unless the service refuses a command with this message."""
    done = command(*arguments)
    contains((254, 255), done.returncode)  # the second is what version 1 ends with
    contains(done.stderr, message)


def new_pool():
    return aws("create-user-pool", "--pool-name", "people")["UserPool"]["Id"]


def usernames(answer):
    return sorted(user["Username"] for user in answer["Users"])


def pools_are_made_tagged_listed_and_deleted():
    pool = aws("create-user-pool", "--pool-name", "staff", "--policies", "PasswordPolicy={MinimumLength=12}")["UserPool"]
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
    refused("(UserNotFoundException) when calling the AdminGetUser operation: User does not exist.", "admin-get-user", *ann)


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
    violations_of_the_model_come_from_the_server,
)
