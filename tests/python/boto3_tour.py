"""boto3 at work on an emulator: `boto3_tour.py http://127.0.0.1:9229`."""

import datetime
import sys
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tour import UUID, contains, equal, matches, run

ENDPOINT = sys.argv[1]
REGION = "eu-west-1"


def connect(**config):
    return boto3.client(
        "cognito-idp",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id="tests",
        aws_secret_access_key="tests",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


cognito = connect()
# Sends what boto3 itself would refuse.
unchecked = connect(parameter_validation=False)


def refused(exception, message, call, **request):
    """Fails unless the call raises exactly this typed exception with this message."""
    try:
        call(**request)
    except exception as error:
        equal(type(error), exception)
        equal(error.response["Error"]["Message"], message)
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        matches(error.response["ResponseMetadata"]["RequestId"], UUID)
        return error
    raise AssertionError(f"{call.__name__} was not refused")


def new_pool(**settings):
    return cognito.create_user_pool(PoolName="people", **settings)["UserPool"]["Id"]


def new_user(pool, name, **settings):
    request = {"UserPoolId": pool, "Username": name, "MessageAction": "SUPPRESS"} | settings
    return cognito.admin_create_user(**request)["User"]


def attributes(user):
    return {item["Name"]: item["Value"] for item in user.get("Attributes") or user["UserAttributes"]}


def usernames(users):
    return [user["Username"] for user in users]


def paged(operation, result, size, **request):
    """All items of a list, with the number of pages they came in."""
    pages = list(cognito.get_paginator(operation).paginate(**request, PaginationConfig={"PageSize": size}))
    return [item for page in pages for item in page[result]], len(pages)


def is_recent(moment):
    equal(type(moment), datetime.datetime)
    age = datetime.datetime.now(datetime.timezone.utc) - moment
    equal(abs(age) < datetime.timedelta(minutes=10), True)


def pools_are_made_read_changed_and_deleted():
    pool = cognito.create_user_pool(PoolName="staff", UserPoolTags={"team": "a"})["UserPool"]
    matches(pool["Id"], rf"{REGION}_[0-9A-Za-z]{{9}}")
    equal(pool["Arn"], f"arn:aws:cognito-idp:{REGION}:123456789012:userpool/{pool['Id']}")
    is_recent(pool["CreationDate"])
    is_recent(pool["LastModifiedDate"])
    cognito.update_user_pool(UserPoolId=pool["Id"], AutoVerifiedAttributes=["email"])
    cognito.add_custom_attributes(
        UserPoolId=pool["Id"], CustomAttributes=[{"Name": "role", "AttributeDataType": "String"}]
    )
    described = cognito.describe_user_pool(UserPoolId=pool["Id"])["UserPool"]
    contains(described, {"Name": "staff", "AutoVerifiedAttributes": ["email"], "UserPoolTags": {"team": "a"}})
    equal(described["SchemaAttributes"][-1]["Name"], "custom:role")
    cognito.delete_user_pool(UserPoolId=pool["Id"])
    refused(
        cognito.exceptions.ResourceNotFoundException,
        f"User pool {pool['Id']} does not exist.",
        cognito.describe_user_pool,
        UserPoolId=pool["Id"],
    )


def pools_are_listed_in_pages():
    made = {new_pool() for _ in range(5)}
    listed, pages = paged("list_user_pools", "UserPools", 2)
    ids = [pool["Id"] for pool in listed]
    equal(made - set(ids), set())
    equal(len(ids), len(set(ids)))
    equal(pages, (len(ids) + 1) // 2)


def a_protected_pool_is_not_deleted():
    pool = new_pool(DeletionProtection="ACTIVE")
    refused(
        cognito.exceptions.InvalidParameterException,
        "The user pool cannot be deleted because deletion protection is activated. "
        "Deletion protection must be inactivated first.",
        cognito.delete_user_pool,
        UserPoolId=pool,
    )


def tags_come_and_go():
    arn = cognito.describe_user_pool(UserPoolId=new_pool())["UserPool"]["Arn"]
    cognito.tag_resource(ResourceArn=arn, Tags={"team": "a", "cost": "b"})
    equal(cognito.list_tags_for_resource(ResourceArn=arn)["Tags"], {"team": "a", "cost": "b"})
    cognito.untag_resource(ResourceArn=arn, TagKeys=["team"])
    equal(cognito.list_tags_for_resource(ResourceArn=arn)["Tags"], {"cost": "b"})


def users_are_made_read_changed_and_deleted():
    pool = new_pool()
    user = new_user(pool, "ann", UserAttributes=[{"Name": "email", "Value": "ann@example.com"}])
    contains(user, {"Username": "ann", "Enabled": True, "UserStatus": "FORCE_CHANGE_PASSWORD"})
    uuid.UUID(attributes(user)["sub"])
    is_recent(user["UserCreateDate"])
    ann = {"UserPoolId": pool, "Username": "ann"}
    cognito.admin_update_user_attributes(
        **ann, UserAttributes=[{"Name": "name", "Value": "Ann Lee"}, {"Name": "nickname", "Value": "al"}]
    )
    cognito.admin_delete_user_attributes(**ann, UserAttributeNames=["nickname"])
    found = cognito.admin_get_user(**ann)
    contains(attributes(found), {"email": "ann@example.com", "name": "Ann Lee", "nickname": None})
    is_recent(found["UserLastModifiedDate"])
    cognito.admin_delete_user(**ann)
    refused(cognito.exceptions.UserNotFoundException, "User does not exist.", cognito.admin_get_user, **ann)


def users_are_disabled_enabled_and_given_passwords():
    pool = new_pool()
    new_user(pool, "ann")
    ann = {"UserPoolId": pool, "Username": "ann"}
    cognito.admin_disable_user(**ann)
    equal(cognito.admin_get_user(**ann)["Enabled"], False)
    cognito.admin_enable_user(**ann)
    equal(cognito.admin_get_user(**ann)["Enabled"], True)
    cognito.admin_set_user_password(**ann, Password="Correct-h0rse", Permanent=True)
    equal(cognito.admin_get_user(**ann)["UserStatus"], "CONFIRMED")
    refused(
        cognito.exceptions.InvalidPasswordException,
        "Password does not conform to policy: Password not long enough",
        cognito.admin_set_user_password,
        **ann,
        Password="short",
    )
    refused(
        cognito.exceptions.NotAuthorizedException,
        "User cannot be confirmed. Current status is CONFIRMED",
        cognito.admin_confirm_sign_up,
        **ann,
    )


def a_username_is_taken_once():
    pool = new_pool()
    new_user(pool, "ann")
    error = refused(
        cognito.exceptions.UsernameExistsException,
        "User account already exists",
        cognito.admin_create_user,
        UserPoolId=pool,
        Username="ann",
    )
    equal(isinstance(error, ClientError), True)


def users_are_listed_in_pages_and_by_filter():
    pool = new_pool()
    for number in range(5):
        mail = {"Name": "email", "Value": f"user{number}@example.com"}
        new_user(pool, f"user{number}", UserAttributes=[mail])
    cognito.admin_disable_user(UserPoolId=pool, Username="user3")
    listed, pages = paged("list_users", "Users", 2, UserPoolId=pool)
    equal((sorted(usernames(listed)), pages), ([f"user{number}" for number in range(5)], 3))
    is_recent(listed[0]["UserCreateDate"])

    def found(condition):
        return sorted(usernames(cognito.list_users(UserPoolId=pool, Filter=condition)["Users"]))

    equal(found('email = "user1@example.com"'), ["user1"])
    equal(len(found('username ^= "user"')), 5)
    equal(found('status = "Disabled"'), ["user3"])
    equal(found('cognito:user_status = "confirmed"'), [])
    refused(
        cognito.exceptions.InvalidParameterException,
        "Error while parsing filter",
        cognito.list_users,
        UserPoolId=pool,
        Filter="email is user1",
    )
    some, pages = paged("list_users", "Users", 1, UserPoolId=pool, Filter='status = "Enabled"')
    equal((len(some), pages), (4, 4))


def groups_have_members():
    pool = new_pool()
    group = cognito.create_group(UserPoolId=pool, GroupName="admins", Description="all of it", Precedence=3)["Group"]
    contains(group, {"GroupName": "admins", "UserPoolId": pool, "Precedence": 3})
    is_recent(group["CreationDate"])
    cognito.update_group(UserPoolId=pool, GroupName="admins", Precedence=0)
    contains(cognito.get_group(UserPoolId=pool, GroupName="admins")["Group"], {"Precedence": 0})
    for name in ["ann", "bob", "cid"]:
        new_user(pool, name)
        cognito.admin_add_user_to_group(UserPoolId=pool, GroupName="admins", Username=name)
    cognito.admin_remove_user_from_group(UserPoolId=pool, GroupName="admins", Username="cid")
    members, pages = paged("list_users_in_group", "Users", 1, UserPoolId=pool, GroupName="admins")
    equal((sorted(usernames(members)), pages), (["ann", "bob"], 2))
    mine, _ = paged("admin_list_groups_for_user", "Groups", 1, UserPoolId=pool, Username="ann")
    equal([group["GroupName"] for group in mine], ["admins"])


def groups_are_listed_in_pages_and_deleted():
    pool = new_pool()
    for name in ["a", "b", "c"]:
        cognito.create_group(UserPoolId=pool, GroupName=name)
    refused(
        cognito.exceptions.GroupExistsException,
        "A group with the name already exists.",
        cognito.create_group,
        UserPoolId=pool,
        GroupName="a",
    )
    cognito.delete_group(UserPoolId=pool, GroupName="b")
    listed, pages = paged("list_groups", "Groups", 1, UserPoolId=pool)
    equal((sorted(group["GroupName"] for group in listed), pages), (["a", "c"], 2))
    refused(
        cognito.exceptions.ResourceNotFoundException,
        "Group not found.",
        cognito.get_group,
        UserPoolId=pool,
        GroupName="b",
    )


def clients_are_made_read_changed_and_deleted():
    pool = new_pool()
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="app", GenerateSecret=True)["UserPoolClient"]
    matches(made["ClientId"], "[0-9a-z]{26}")
    matches(made["ClientSecret"], "[0-9a-z]{51,52}")
    is_recent(made["CreationDate"])
    app = {"UserPoolId": pool, "ClientId": made["ClientId"]}
    cognito.update_user_pool_client(**app, AccessTokenValidity=2, ReadAttributes=["email"])
    described = cognito.describe_user_pool_client(**app)["UserPoolClient"]
    contains(described, {"ClientName": "app", "AccessTokenValidity": 2, "ReadAttributes": ["email"]})
    contains(described, {"ClientSecret": made["ClientSecret"], "ClientType": "REGULAR", "TokenValidityUnits": {}})
    cognito.delete_user_pool_client(**app)
    refused(
        cognito.exceptions.ResourceNotFoundException,
        f"User pool client {made['ClientId']} does not exist.",
        cognito.describe_user_pool_client,
        **app,
    )


def clients_are_listed_in_pages():
    pool = new_pool()
    for name in ["a", "b", "c"]:
        cognito.create_user_pool_client(UserPoolId=pool, ClientName=name)
    listed, pages = paged("list_user_pool_clients", "UserPoolClients", 2, UserPoolId=pool)
    equal((sorted(client["ClientName"] for client in listed), pages), (["a", "b", "c"], 2))


def the_rules_of_clients_raise_their_own_exceptions():
    app = {"UserPoolId": new_pool(), "ClientName": "app"}
    refused(
        cognito.exceptions.ScopeDoesNotExistException,
        "Invalid scope requested: orders/read",
        cognito.create_user_pool_client,
        **app,
        AllowedOAuthScopes=["orders/read"],
    )
    refused(
        cognito.exceptions.InvalidOAuthFlowException,
        "client_credentials flow can not be selected if client does not have a client secret.",
        cognito.create_user_pool_client,
        **app,
        AllowedOAuthFlows=["client_credentials"],
    )


def violations_of_the_model_come_from_the_server_all_at_once():
    refused(
        cognito.exceptions.InvalidParameterException,
        "1 validation error detected: Value 'no pool' at 'userPoolId' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
        cognito.describe_user_pool,
        UserPoolId="no pool",
    )
    try:
        unchecked.create_user_pool(PoolName="a*b", MfaConfiguration="MAYBE", DeletionProtection="SOME")
    except cognito.exceptions.InvalidParameterException as error:
        message = error.response["Error"]["Message"]
    matches(message, "3 validation errors detected: .*")
    contains(message, "Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [")
    contains(message, "Value 'SOME' at 'deletionProtection'")
    contains(message, "Value 'a*b' at 'poolName'")


def what_is_missing_or_of_another_type_is_refused_by_the_server():
    refused(
        unchecked.exceptions.InvalidParameterException,
        "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: "
        "Member must not be null",
        unchecked.describe_user_pool,
    )
    try:
        unchecked.describe_user_pool(UserPoolId=["list"])
    except ClientError as error:
        equal(error.response["Error"]["Code"], "SerializationException")
        return
    raise AssertionError("a list was taken for a text")


def answers_have_request_ids():
    first, second = (cognito.list_user_pools(MaxResults=1)["ResponseMetadata"] for _ in range(2))
    matches(first["RequestId"], UUID)
    equal(first["HTTPStatusCode"], 200)
    equal(first["RequestId"] != second["RequestId"], True)


run(
    pools_are_made_read_changed_and_deleted,
    pools_are_listed_in_pages,
    a_protected_pool_is_not_deleted,
    tags_come_and_go,
    users_are_made_read_changed_and_deleted,
    users_are_disabled_enabled_and_given_passwords,
    a_username_is_taken_once,
    users_are_listed_in_pages_and_by_filter,
    groups_have_members,
    groups_are_listed_in_pages_and_deleted,
    clients_are_made_read_changed_and_deleted,
    clients_are_listed_in_pages,
    the_rules_of_clients_raise_their_own_exceptions,
    violations_of_the_model_come_from_the_server_all_at_once,
    what_is_missing_or_of_another_type_is_refused_by_the_server,
    answers_have_request_ids,
)
