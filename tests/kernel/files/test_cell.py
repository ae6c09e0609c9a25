"""Strangers' bytes are opened in a process that can reach nothing and does not last."""

import json
import os
import subprocess
import sys

import pytest

from balairung.ground.common.errors import Refused
from balairung.kernel.files import cell
from balairung.kernel.files.cell import clean_apart
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.copies import Fault, Unfit
from tests.kernel.files.samples import endless_scans, photo, upload

SHUT = "from balairung.kernel.files import cell; cell._close_doors(); "


def inside(code: str) -> subprocess.CompletedProcess[bytes]:
    """What a decoder that was taken over might try, behind the same doors."""
    return subprocess.run([sys.executable, "-I", "-c", SHUT + code], capture_output=True, env={}, cwd="/")


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd')",
        "open('/tmp/baru', 'w')",
        "import _socket; _socket.socket()",
        "import os; os.pipe()",
        "import os; os.system('id')",
    ],
)
def test_nothing_can_be_opened(code: str) -> None:
    tried = inside(f"import builtins\nr = {code.rpartition('; ')[2]}" if ";" not in code else code)
    assert tried.stdout == b""
    assert tried.returncode != 0 or code.endswith("system('id')")


def test_memory_has_an_end() -> None:
    assert b"MemoryError" in inside(f"b'x' * {2 * cell.MEMORY}").stderr


def test_no_secret_is_at_hand() -> None:
    os.environ["BALAIRUNG_RAHASIA"] = "jangan"
    try:
        told = inside("import os; print(dict(os.environ))").stdout
    finally:
        del os.environ["BALAIRUNG_RAHASIA"]
    assert b"jangan" not in told


def test_an_endless_task_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell, "SECONDS", 0.01)
    with pytest.raises(Unfit) as unfit:
        clean_apart("picture", photo(), reads="JPEG", writes="JPEG")
    assert unfit.value.fault is Fault.HEAVY
    with pytest.raises(Refused, match="terlalu berat untuk diolah"):
        clean(upload(photo()))


def test_a_fault_is_told_as_a_word() -> None:
    with pytest.raises(Unfit) as unfit:
        clean_apart("picture", endless_scans(), reads="JPEG", writes="JPEG")
    assert unfit.value.fault is Fault.DAMAGED


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/javascript", ""])
def test_what_comes_out_is_of_a_type_that_we_give(media_type: str) -> None:
    """A cell that was taken over may say anything."""
    head = {"media_type": media_type, "width": 1, "height": 1, "position": None, "preview": 0}
    with pytest.raises(Unfit):
        cell._read(json.dumps(head).encode() + b"\n<script>")
