"""The cell in which strangers' bytes are opened: a process of its own, with little memory, little time, and no doors.

Decoders of pictures, sound, film and PDF are large and written in C; every year one is found that a crafted file takes
over. Here such a file finds nothing: no settings and no secrets in its environment, no file and no network (a process
that may open no further descriptor opens no socket either), and an end after some seconds. What comes out is a few
numbers and bytes, and their type must be one of those that we give out.
"""

import json
import logging
import resource
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from threading import BoundedSemaphore
from typing import Any, Final

from balairung.kernel.files.copies import EXTENSIONS, Copy, Fault, Unfit

log = logging.getLogger(__name__)
TASKS: Final = {"picture": "pictures", "document": "pdf", "recording": "recordings", "cover": "covering"}
SECONDS = 30
MEMORY = 1024 * 1024 * 1024
_at_once = BoundedSemaphore(2)  # cells of one web process: more would only share the same processors


def clean_apart(task: str, content: bytes, **options: Any) -> Copy:
    """What the task makes of these bytes; `Unfit` when it makes nothing of them. See `TASKS`."""
    command = [sys.executable, "-I", "-m", __name__, json.dumps({"task": task, **options})]
    try:
        with _at_once:
            done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={}, cwd="/")
    except subprocess.TimeoutExpired as error:
        raise Unfit(Fault.HEAVY) from error
    if done.returncode:  # killed by one of its limits, or by what it read
        log.warning("a cell ended with %s: %s", done.returncode, done.stderr[-500:].decode(errors="replace"))
        raise Unfit(Fault.HEAVY)
    return _read(done.stdout)


def clean_here(task: str, content: bytes, **options: Any) -> Copy:
    """The same in this process, for bytes that the house made itself."""
    return _attempt(_task(task), content, options)


def main() -> None:
    """What runs in the cell: the bytes come in at the front, the copy goes out at the back."""
    asked = json.loads(sys.argv[1])
    task = _task(asked.pop("task"))
    _close_doors()
    try:
        told = _written(_attempt(task, sys.stdin.buffer.read(), asked))
    except Unfit as unfit:
        told = json.dumps({"fault": unfit.fault}).encode()
    sys.stdout.buffer.write(told)


def _task(name: str) -> Callable[..., Copy]:
    clean: Callable[..., Copy] = import_module(f"balairung.kernel.files.{TASKS[name]}").clean
    return clean


def _attempt(task: Callable[..., Copy], content: bytes, options: dict[str, Any]) -> Copy:
    try:
        return task(content, **options)
    except Unfit:
        raise
    except MemoryError as error:
        raise Unfit(Fault.HEAVY) from error
    except Exception as error:  # a decoder may raise anything at all over a stranger's bytes
        raise Unfit(Fault.DAMAGED) from error


def _close_doors() -> None:
    """From here on nothing is opened: what a task needs was imported before."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # stdin, stdout, stderr are there already
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _written(copy: Copy) -> bytes:
    head = {
        "media_type": copy.media_type, "width": copy.width, "height": copy.height, "position": copy.position,
        "preview": len(copy.preview),
    }  # fmt: skip
    return json.dumps(head).encode() + b"\n" + copy.preview + copy.content


def _read(told: bytes) -> Copy:
    """What came out of the cell, which may have been taken over: nothing but numbers and bytes is read from it."""
    head, _line, body = told.partition(b"\n")
    facts = json.loads(head)
    if "fault" in facts:
        raise Unfit(Fault(facts["fault"]))
    if facts["media_type"] not in EXTENSIONS:
        raise Unfit(Fault.DAMAGED)
    preview, place = int(facts["preview"]), facts["position"]
    return Copy(
        media_type=facts["media_type"],
        content=body[preview:],
        preview=body[:preview],
        width=int(facts["width"]) if facts["width"] else None,
        height=int(facts["height"]) if facts["height"] else None,
        position=(f"{float(place[0]):.5f}", f"{float(place[1]):.5f}") if place else None,
    )


if __name__ == "__main__":
    main()
