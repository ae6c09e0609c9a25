"""`python -m tests.doors`: the contract servers of all doors, and the telephone page in front of them."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time

from tests.doors.telephone.handset import open_tabs
from tests.doors.telephone.page import Page


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.doors", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("BALAIRUNG_TELEPHONE") or 8010))
    parser.add_argument("--while", dest="pid", type=int, default=0, help="end when this process has ended")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        try:
            page = stack.enter_context(Page(open_tabs(stack), given.port))
        except OSError as problem:
            print(f"Telepon peraga tidak dapat dibuka di port {given.port}: {problem.strerror}", file=sys.stderr)
            return 1
        if not given.pid:
            print(f"Telepon peraga: {page.url}", flush=True)
        while not given.pid or _lives(given.pid):
            time.sleep(1)
    return 0


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
