"""What the tours have in common: steps that run one after another, and what they expect.

A step is a function whose name says what it shows. It fails when it raises; the next one runs all
the same, and the tour ends with the number of steps that failed.
"""

import re
import sys
import traceback

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def run(*steps):
    """Runs the steps, prints those that fail with where they did, and exits."""
    failed = 0
    for step in steps:
        try:
            step()
        except Exception:
            failed += 1
            print(f"FAILED {step.__name__}\n{traceback.format_exc()}", flush=True)
    print(f"{len(steps) - failed} of {len(steps)} steps passed")
    sys.exit(1 if failed else 0)


def equal(actual, expected):
    """Fails unless both are the same."""
    if actual != expected:
        raise AssertionError(f"got {actual!r}, expected {expected!r}")


def contains(actual, expected):
    """Fails unless a text holds another, or a dict everything of another."""
    if isinstance(expected, dict):
        equal({name: actual.get(name) for name in expected}, expected)
    elif expected not in actual:
        raise AssertionError(f"got {actual!r}, which does not hold {expected!r}")


def matches(actual, pattern):
    """Fails unless the whole text has the form of the pattern."""
    if not re.fullmatch(pattern, actual or ""):
        raise AssertionError(f"got {actual!r}, which is not of the form {re.compile(pattern).pattern}")
