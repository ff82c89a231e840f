"""Signers at work on an emulator that requires signatures: `signature_tour.py http://127.0.0.1:9229`.

The emulator knows two access keys, `AKIDEXAMPLE` with the secret `right` and `AKIDOTHER` with `other`. The tour turns
its clock as the tour of time does.
"""

import datetime
import hashlib
import http.client
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from urllib.parse import urlsplit

import boto3
from awscli.clidriver import create_clidriver
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from tour import contains, equal, matches, run

ENDPOINT = sys.argv[1]
ADDRESS = urlsplit(ENDPOINT).netloc
REGION = "eu-west-1"
TARGET = "AWSCognitoIdentityProviderService.ListUserPools"
BODY = json.dumps({"MaxResults": 1})
MISMATCH = ("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. .*")
UNKNOWN = ("UnrecognizedClientException", "The security token included in the request is invalid.")


def client(key="AKIDEXAMPLE", secret="right", token=None, region=REGION):
    return boto3.client(
        "cognito-idp", endpoint_url=ENDPOINT, region_name=region, config=Config(retries={"total_max_attempts": 1}),
        aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token,
    )


def refused(refusal, call, *arguments, **request):
    """Fails unless boto3 is refused with this code and a message of this form."""
    try:
        call(*arguments, **request)
    except ClientError as error:
        equal((error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]), (refusal[0], 400))
        matches(error.response["Error"]["Message"], refusal[1])
        return
    raise AssertionError(f"{refusal[0]} was not raised")


def advance(seconds):
    print(f"advance {seconds}", flush=True)
    if not sys.stdin.readline():
        raise AssertionError("nobody turns the clock")


def signed(body=BODY, secret="right", service="cognito-idp", token=None, url=ENDPOINT + "/", **headers):
    """The headers of a call as botocore signs them, the names in lower case."""
    given = {"X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.1"} | headers
    request = AWSRequest("POST", url, given, body)
    SigV4Auth(Credentials("AKIDEXAMPLE", secret, token), service, REGION).add_auth(request)
    return {"host": ADDRESS} | {name.lower(): value for name, value in request.headers.items()}


def send(headers, body=BODY, path="/", chunked=False):
    """Code and message of what comes back; a code of None is success. `headers` may be pairs."""
    pairs = list(headers.items()) if isinstance(headers, dict) else headers
    connection = http.client.HTTPConnection(ADDRESS, timeout=30)
    connection.putrequest("POST", path, skip_host=True)
    for name, value in pairs:
        connection.putheader(name, value)
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders((part.encode() for part in (body[:3], body[3:])), encode_chunked=True)
    else:
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode())
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    equal(response.status, 400 if "__type" in answer else 200)
    return answer.get("__type"), answer.get("message")


def refused_as(refusal, answer):
    equal(answer[0], refusal[0])
    matches(answer[1], refusal[1])


def boto3_signs_with_every_known_key():
    for given in [{}, {"key": "AKIDOTHER", "secret": "other"}, {"region": "ap-south-1"}, {"token": "session/token=="}]:
        client(**given).list_user_pools(MaxResults=1)
    pool = client(region="ap-south-1").create_user_pool(PoolName="people")["UserPool"]["Id"]
    matches(pool, "ap-south-1_.*")
    client().create_group(UserPoolId=pool, GroupName="редакция", Description="пишут & читают")


def another_secret_or_key_is_refused():
    for given in [{"secret": "wrong"}, {"secret": "other"}, {"key": "AKIDOTHER", "token": "token"}]:
        refused(MISMATCH, client(**given).list_user_pools, MaxResults=1)
    for key in ["AKIDNOBODY", "akidexample"]:
        refused(UNKNOWN, client(key=key).list_user_pools, MaxResults=1)


def unsigned_operations_stay_open():
    pool = client().create_user_pool(PoolName="people")["UserPool"]["Id"]
    app = client().create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]
    ann = {"ClientId": app, "Username": "ann", "Password": "Secret-1"}
    equal(client("AKIDNOBODY", "wrong").sign_up(**ann)["UserConfirmed"], False)
    plain = {"Host": ADDRESS, "X-Amz-Target": TARGET.replace("ListUserPools", "SignUp"), "Authorization": "Bearer x"}
    equal(send(plain, json.dumps(ann)), ("UsernameExistsException", "User already exists"))
    refused_as(("MissingAuthenticationTokenException", "Missing Authentication Token"), send({"Host": ADDRESS, "X-Amz-Target": TARGET}))


def the_aws_cli_signs():
    def ended(secret):
        os.environ.update(AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY=secret)
        words = ["cognito-idp", "list-user-pools", "--max-results", "1", "--endpoint-url", ENDPOINT, "--region", REGION]
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as complaint:
            return create_clidriver().main(words), complaint.getvalue()

    equal(ended("right"), (0, ""))
    code, complaint = ended("wrong")
    contains((254, 255), code)
    contains(complaint, "An error occurred (InvalidSignatureException) when calling the ListUserPools operation")


def what_is_signed_cannot_be_changed():
    headers = signed()
    equal(send(headers), (None, None))
    refused_as(MISMATCH, send(headers, json.dumps({"MaxResults": 2})))
    refused_as(MISMATCH, send(headers, path="/?a=b"))
    for name, value in [("x-amz-target", TARGET.replace("Pools", "PoolClients")), ("host", "localhost"), ("content-type", "text/plain")]:
        refused_as(MISMATCH, send(headers | {name: value}))
    flipped = headers["authorization"][:-1] + ("0" if headers["authorization"][-1] != "0" else "1")
    refused_as(MISMATCH, send(headers | {"authorization": flipped}))
    refused_as(MISMATCH, send(headers | {"authorization": headers["authorization"].replace(REGION, "us-east-1")}))
    refused_as(MISMATCH, send({name: value for name, value in headers.items() if name != "content-type"}))
    token = signed(token="token")
    equal(send(token), (None, None))
    refused_as(MISMATCH, send(token | {"x-amz-security-token": "another"}))


def the_form_of_a_request_does_not_matter():
    headers = signed()
    equal(send(dict(reversed(headers.items()))), (None, None))
    equal(send({name.title(): value for name, value in headers.items()}), (None, None))
    equal(send(headers | {"x-unsigned": "anything", "user-agent": "agent"}), (None, None))
    equal(send(headers, chunked=True), (None, None))
    query = signed(url=ENDPOINT + "/?b=2&a=1&c=x%20y")
    equal(send(query, path="/?b=2&a=1&c=x%20y"), (None, None))
    scope, signed_headers, signature = headers["authorization"].split(" ", 1)[1].split(", ")
    packed = f"AWS4-HMAC-SHA256 {signature},{signed_headers},{scope}"
    equal(send(headers | {"authorization": packed}), (None, None))


def headers_may_be_repeated_and_hold_spaces():
    headers = signed(**{"X-Note": "first,a  b"})
    note = [("x-note", "first"), ("x-note", "  a   b ")]
    equal(send([pair for pair in headers.items() if pair[0] != "x-note"] + note), (None, None))
    refused_as(MISMATCH, send([pair for pair in headers.items() if pair[0] != "x-note"] + note[::-1]))


def the_hash_of_the_body_counts_whatever_a_header_says():
    digest = hashlib.sha256(BODY.encode()).hexdigest()
    equal(send(signed(**{"X-Amz-Content-SHA256": digest})), (None, None))
    refused_as(MISMATCH, send(signed(**{"X-Amz-Content-SHA256": digest}), json.dumps({"MaxResults": 2})))
    refused_as(MISMATCH, send(signed(**{"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})))
    refused_as(MISMATCH, send(signed(**{"X-Amz-Content-SHA256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"})))


def a_signature_is_for_its_day_and_service():
    headers = signed()
    date = headers["x-amz-date"][:8]
    other = headers | {"authorization": headers["authorization"].replace(f"/{date}/", "/20200101/")}
    message = rf"Date in Credential scope does not match YYYYMMDD .*: '20200101' != '{date}', from '{date}T\d{{6}}Z'\."
    refused_as(("InvalidSignatureException", message), send(other))
    wrong = "Credential should be scoped to correct service: 'cognito-idp'. "
    refused_as(("InvalidSignatureException", wrong), send(signed(service="cognito-identity")))
    cut = headers | {"authorization": headers["authorization"].replace("aws4_request", "aws3_request")}
    refused_as(("InvalidSignatureException", "Credential should be scoped with a valid terminator: .*"), send(cut))
    without_host = headers | {"authorization": headers["authorization"].replace("host;", "")}
    message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    refused_as(("InvalidSignatureException", message), send(without_host))


def a_date_is_needed_in_its_form():
    headers = signed()
    undated = {name: value for name, value in headers.items() if name != "x-amz-date"}
    message = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
    refused_as(("IncompleteSignatureException", message), send(undated))
    message = "Date must be in ISO-8601 'basic format'.*"
    for date in ["yesterday", "2026-11-27T08:00:00Z", "20269999T080000Z"]:
        refused_as(("IncompleteSignatureException", message), send(headers | {"x-amz-date": date}))


def an_old_signature_is_refused_and_so_is_one_of_the_future():
    def form(moment):
        return moment.strftime("%Y%m%dT%H%M%SZ")

    headers, week = signed(), 7 * 24 * 60 * 60
    advance(4 * 60)
    equal(send(headers), (None, None))
    advance(week)
    refused_as(("InvalidSignatureException", r"Signature expired: \w{16} is now earlier than \w{16} \(\w{16} - 5 min\.\)"), send(headers))
    refused(("InvalidSignatureException", "Signature expired: .*"), client().list_user_pools, MaxResults=1)
    ahead = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=30)
    future = headers | {"x-amz-date": form(ahead)}
    message = rf"Signature not yet current: {form(ahead)} is still later than \w{{16}} \(\w{{16}} \+ 5 min\.\)"
    refused_as(("InvalidSignatureException", message), send(future))


run(
    boto3_signs_with_every_known_key,
    another_secret_or_key_is_refused,
    unsigned_operations_stay_open,
    the_aws_cli_signs,
    what_is_signed_cannot_be_changed,
    the_form_of_a_request_does_not_matter,
    headers_may_be_repeated_and_hold_spaces,
    the_hash_of_the_body_counts_whatever_a_header_says,
    a_signature_is_for_its_day_and_service,
    a_date_is_needed_in_its_form,
    an_old_signature_is_refused_and_so_is_one_of_the_future,
)
