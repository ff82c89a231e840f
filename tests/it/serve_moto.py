"""Runs moto's server on a free port of this machine until standard input ends. Prints the port."""

import faulthandler
import sys
import threading

faulthandler.dump_traceback_later(120, exit=True)  # a start that hangs ends the run, and says where

from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402


class Turns:
    """Answers one request after the other: moto's conditional writes look first and write then, and S3's are atomic."""

    def __init__(self, app):
        self.app = app
        self.turn = threading.Lock()

    def __call__(self, environ, start_response):
        with self.turn:
            return list(self.app(environ, start_response))


class Silent(MotoRequestHandler):
    def log_request(self, *_args):
        pass


app = Turns(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
faulthandler.cancel_dump_traceback_later()
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdout = sys.stderr  # nobody reads the pipe any more
sys.stdin.read()
