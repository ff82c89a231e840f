"""Plain HTTP on an emulator: what no SDK would send, and what SDKs do not show of the answers.

`http_tour.py http://127.0.0.1:9229 [OperationThatIsNotImplemented]`
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

from tour import UUID, contains, equal, matches, run

ADDRESS = urlsplit(sys.argv[1]).netloc
NOT_IMPLEMENTED = sys.argv[2] if len(sys.argv) > 2 else None
SERVICE = "AWSCognitoIdentityProviderService"
BODY_LIMIT = 8 * 1024 * 1024


class Answer:
    """What came back: `status`, `headers` by lower-case name, `text`, and `json` if it is that."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


def send(method, path, headers, body=None):
    connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    try:
        connection.request(method, path, body, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def signature(region="us-east-1"):
    scope = f"tests/20260101/{region}/cognito-idp/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"}


def call(operation, request, region="us-east-1", **headers):
    """A signed call. `request` is sent as JSON, or as it is if it is a text."""
    body = request if isinstance(request, str) else json.dumps(request)
    target = {"X-Amz-Target": f"{SERVICE}.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    return send("POST", "/", target | signature(region) | headers, body)


def unsigned(operation, request):
    return send("POST", "/", {"X-Amz-Target": f"{SERVICE}.{operation}"}, json.dumps(request))


def new_pool(region="us-east-1"):
    return call("CreateUserPool", {"PoolName": "people"}, region).json["UserPool"]["Id"]


def an_answer_has_the_headers_of_the_service():
    answer = call("ListUserPools", {"MaxResults": 1})
    equal(answer.status, 200)
    contains(answer.headers, {"content-type": "application/x-amz-json-1.1", "access-control-allow-origin": "*"})
    matches(answer.headers["x-amzn-requestid"], UUID)
    equal("date" in answer.headers, True)
    equal("x-amzn-errortype" in answer.headers, False)
    exposed = answer.headers["access-control-expose-headers"].lower().split(",")
    equal(set(exposed), {"x-amzn-requestid", "x-amzn-errortype", "x-amzn-errormessage", "date"})


def a_refusal_is_told_in_body_and_headers():
    answer = call("DescribeUserPool", {"UserPoolId": "us-east-1_none"})
    message = "User pool us-east-1_none does not exist."
    equal((answer.status, answer.json), (400, {"__type": "ResourceNotFoundException", "message": message}))
    contains(answer.headers, {"x-amzn-errortype": "ResourceNotFoundException:", "x-amzn-errormessage": message})
    matches(answer.headers["x-amzn-requestid"], UUID)


def an_operation_without_output_answers_with_nothing():
    answer = call("DeleteUserPool", {"UserPoolId": new_pool()})
    equal((answer.status, answer.text, answer.headers["content-length"]), (200, "", "0"))


def moments_are_numbers_and_new_pools_lie_in_the_region_of_the_signature():
    pool = call("CreateUserPool", {"PoolName": "people"}, region="ap-south-1").json["UserPool"]
    equal(type(pool["CreationDate"]), float)
    equal(pool["Id"].split("_")[0], "ap-south-1")
    listed = call("ListUserPools", {"MaxResults": 60}, region="ap-south-1").json["UserPools"]
    equal([listed_pool["Id"] for listed_pool in listed], [pool["Id"]])


def what_is_no_call_is_not_understood():
    known = {"X-Amz-Target": f"{SERVICE}.ListUserPools"} | signature()
    for answer in [
        send("POST", "/", signature(), "{}"),
        send("POST", "/", {"X-Amz-Target": "ListUserPools"} | signature(), "{}"),
        send("POST", "/", {"X-Amz-Target": "SomeOtherService.ListUserPools"} | signature(), "{}"),
        send("GET", "/", known),
        send("POST", "/pools", known, "{}"),
    ]:
        message = "The server did not understand the operation that was requested."
        equal((answer.status, answer.json), (404, {"code": "BadRequest", "message": message, "type": "client"}))


def an_unknown_operation_is_named_as_such():
    for name in ["MakeCoffee", "listUserPools"]:
        answer = call(name, {})
        equal((answer.status, answer.json), (400, {"__type": "UnknownOperationException"}))


def an_operation_that_is_not_built_says_so():
    if NOT_IMPLEMENTED is None:
        return
    answer = call(NOT_IMPLEMENTED, {})
    message = f"poolhouse does not implement {NOT_IMPLEMENTED} yet"
    equal((answer.status, answer.json), (501, {"__type": "NotImplementedException", "message": message}))


def a_body_that_cannot_be_read_is_refused():
    answer = call("ListUserPools", '{"MaxResults": ')
    equal((answer.status, answer.json), (400, {"__type": "SerializationException"}))
    for request in [{"UserPoolId": {"a": "map"}}, {"UserPoolId": 7}, ["a", "list"]]:
        answer = call("DescribeUserPool", request)
        equal((answer.status, answer.json["__type"]), (400, "SerializationException"))
        equal(set(answer.json), {"__type", "Message"})


def null_is_absent_and_unknown_members_are_ignored():
    answer = call("CreateUserPool", {"PoolName": "people", "MfaConfiguration": None, "Colour": "blue"})
    equal((answer.status, answer.json["UserPool"]["MfaConfiguration"]), (200, "OFF"))
    equal("Colour" in answer.json["UserPool"], False)


def an_empty_body_is_an_empty_request():
    equal(
        call("DescribeUserPool", "").json["message"],
        "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: "
        "Member must not be null",
    )


def an_unsigned_call_is_refused_where_a_signature_is_needed():
    answer = unsigned("ListUserPools", {"MaxResults": 1})
    expected = {"__type": "MissingAuthenticationTokenException", "message": "Missing Authentication Token"}
    equal((answer.status, answer.json), (400, expected))
    equal(call("ListUserPools", {"MaxResults": 1}, Authorization="Bearer x").json["__type"], "IncompleteSignatureException")
    # GetUser brings its own token, and needs no signature.
    answer = unsigned("GetUser", {"AccessToken": "x"})
    equal(answer.json["__type"] == "MissingAuthenticationTokenException", False)


def browsers_may_call():
    asked = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-amz-target,content-type,authorization,x-amz-date",
    }
    answer = send("OPTIONS", "/", asked)
    equal(answer.status, 200)
    contains(answer.headers, {"access-control-allow-origin": "*"})
    contains(answer.headers["access-control-allow-methods"], "POST")
    allowed = answer.headers["access-control-allow-headers"].lower().replace(" ", "").split(",")
    for name in [
        "x-amz-target", "content-type", "x-amz-user-agent", "authorization", "x-amz-date", "x-amz-security-token",
        "cache-control", "amz-sdk-invocation-id", "amz-sdk-request",
    ]:
        contains(allowed, name)


def only_loopback_names_are_answered():
    for host in ["localhost", "cognito.localhost:9229", "127.0.0.1", "[::1]:9229"]:
        equal(call("ListUserPools", {"MaxResults": 1}, Host=host).status, 200)
    for host in ["rebound.example.com", "localhost.example.com", "10.0.0.1"]:
        equal(call("ListUserPools", {"MaxResults": 1}, Host=host).status, 403)


def a_body_beyond_the_limit_is_refused():
    padding = "x" * BODY_LIMIT
    connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    connection.putrequest("POST", "/")
    for name, value in ({"X-Amz-Target": f"{SERVICE}.ListUserPools"} | signature()).items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(padding) + 1))
    connection.endheaders()
    # The server need not read what it refuses, so the body is announced and not sent.
    answer = Answer(connection.getresponse())
    connection.close()
    equal((answer.status, answer.json["__type"]), (413, "RequestEntityTooLargeException"))


def health_is_told_but_to_no_foreign_page():
    answer = send("GET", "/_poolhouse/health", {})
    equal((answer.status, answer.json["status"]), (200, "ok"))
    equal([name for name in answer.headers if name.startswith("access-control")], [])
    equal(send("GET", "/_poolhouse/health", {"Origin": "https://app.example.com"}).status, 403)


run(
    an_answer_has_the_headers_of_the_service,
    a_refusal_is_told_in_body_and_headers,
    an_operation_without_output_answers_with_nothing,
    moments_are_numbers_and_new_pools_lie_in_the_region_of_the_signature,
    what_is_no_call_is_not_understood,
    an_unknown_operation_is_named_as_such,
    an_operation_that_is_not_built_says_so,
    a_body_that_cannot_be_read_is_refused,
    null_is_absent_and_unknown_members_are_ignored,
    an_empty_body_is_an_empty_request,
    an_unsigned_call_is_refused_where_a_signature_is_needed,
    browsers_may_call,
    only_loopback_names_are_answered,
    a_body_beyond_the_limit_is_refused,
    health_is_told_but_to_no_foreign_page,
)
