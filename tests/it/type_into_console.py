"""Types into a console as somebody at a terminal does: python type_into_console.py PROGRAM FOLDER."""

import os
import pty
import select
import signal
import sys
import termios

PROGRAM, FOLDER = sys.argv[1:]


class Terminal:
    """A console in a terminal of its own."""

    def __init__(self):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(FOLDER)
            os.environ["TERM"] = "xterm"
            os.execv(PROGRAM, [PROGRAM, "console"])
        self.seen = self.all = ""

    def type(self, text):
        os.write(self.terminal, text.encode())

    def expect(self, text):
        """Waits until `text` is there, and forgets all that was there before."""
        while text not in self.seen:
            ready, _, _ = select.select([self.terminal], [], [], 60)
            if not ready:
                sys.exit(f"{text!r} did not come; there was {self.seen!r}")
            came = os.read(self.terminal, 65536).decode(errors="replace")
            self.seen += came
            self.all += came
        self.seen = self.seen.split(text, 1)[1]

    def expect_silence(self):
        """What is typed from now on is not shown."""
        if termios.tcgetattr(self.terminal)[3] & termios.ECHO:
            sys.exit("the question came before the terminal was silent")

    def end(self):
        self.type("\x04")
        _, status = os.waitpid(self.process, 0)
        return os.waitstatus_to_exitcode(status)


def main():
    signal.alarm(300)
    console = Terminal()
    console.expect("> ")
    # Tab completes what only one name fits.
    console.type("ph.api.list_user_pools {\r")
    console.type("MaxRes\t1 }\r")
    console.expect("UserPools = {")
    console.expect("> ")
    # Ctrl-C gives up a line, and ends an entry that runs.
    console.type("half a line\x03")
    console.expect("> ")
    console.type("print 'on it' while true do end\r")
    console.expect("\non it")
    console.type("\x03")
    console.expect("interrupted")
    console.expect("> ")
    console.type("print 'asleep' ph.sleep(3600)\r")
    console.expect("\nasleep")
    console.type("\x03")
    console.expect("interrupted")
    console.expect("> ")
    # So it does when it comes in the moment before the entry runs.
    for _ in range(10):
        console.type("while true do end\r")
        os.kill(console.process, signal.SIGINT)
        console.expect("interrupted")
        console.expect("> ")
    # Lines that come together are entries one after the other, though one runs as the next ones come.
    console.type("for i = 1, 1e6 do end print(6 * 7)\rprint(6 * 8)\rprint(6 * 9)\r")
    console.expect("\n42")
    console.expect("\n48")
    console.expect("\n54")
    console.expect("> ")
    # What is asked for in secret is neither shown nor kept.
    console.type("secret = ph.prompt_secret 'Password?'\r")
    console.expect("Password? ")
    console.expect_silence()
    console.type("Hunter2!\r")
    console.expect("> ")
    console.type("secret\r")
    console.expect("secret(prompt)")
    console.expect("> ")
    # The entry before comes back.
    console.type("\x1b[A\r")
    console.expect("secret(prompt)")
    console.expect("> ")
    if "Hunter2!" in console.all:
        sys.exit("a secret was shown")
    code = console.end()
    if code != 0:
        sys.exit(f"the console ended with {code}")


main()
