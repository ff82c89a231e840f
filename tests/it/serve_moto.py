"""Runs moto's server on a free port of this machine until standard input ends. Prints the port."""

import faulthandler
import sys

faulthandler.dump_traceback_later(120, exit=True)  # a start that hangs ends the run, and says where

from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
faulthandler.cancel_dump_traceback_later()
_, port = server.get_host_and_port()
print(port, flush=True)
sys.stdout = sys.stderr  # nobody reads the pipe any more
sys.stdin.read()
