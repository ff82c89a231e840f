"""A Lambda service in this process, and an emulator that calls its functions."""

import copy
import http.server
import json
import subprocess
import threading
import urllib.parse

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"


class Lambdas:
    """Functions by name, and what they were called with, oldest first."""

    def __init__(self):
        self.functions = {}
        self.events = []

    def function(self, body):
        """Serves a function, which is given an event's request and response, and fills in the response."""
        self.functions[body.__name__] = body
        return body

    def take_events(self):
        """What the functions were called with since the last time."""
        events, self.events = self.events, []
        return events

    def answer(self, name, event):
        """The event as the function leaves it, or the error that it raised; and whether it raised one."""
        self.events.append(copy.deepcopy(event))
        try:
            self.functions[name](event["request"], event["response"])
            return event, False
        except Exception as error:
            return {"errorMessage": str(error), "errorType": type(error).__name__}, True

    def serve(self):
        """The port of the service, which ends with the process."""
        handler = type("Handler", (Invocations,), {"lambdas": self})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_port

    def start_emulator(self, program):
        """`poolhouse emulator` with all functions: the process, and the URL that it says."""
        port = self.serve()
        arguments = ["emulator", "--port", "0"]
        for name in self.functions:
            arguments += ["--function", f"{ARN}{name}=http://127.0.0.1:{port}"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen([program, *arguments], stdout=subprocess.PIPE, stderr=quiet, text=True)
        return process, process.stdout.readline().split()[-1]


class Invocations(http.server.BaseHTTPRequestHandler):
    """The one call of the Lambda API: POST /2015-03-31/functions/{ARN}/invocations."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        arn = urllib.parse.unquote(self.path.split("/")[3])
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer, failed = self.lambdas.answer(arn.removeprefix(ARN), event)
        payload = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        if failed:
            self.send_header("X-Amz-Function-Error", "Unhandled")
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        """Says nothing of requests."""
