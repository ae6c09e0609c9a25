"""What draws pages, letters, posters and pictures: nobody's words are its source, it asks nobody, and it has an end.

Strangers' own bytes are opened in a cell: tests/kernel/files/test_cell.py.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from balairung.ground.common.paper import pdf, printable
from tests.attack.corpus import CORPUS
from tests.test_house import place, source, tree

#: Each says in Typst what another engine would obey.
TYPST = (
    '#import "qzx.typ"', '#read("/etc/passwd")', '#image("/etc/passwd")', '#include "../../etc/passwd"', "#qzx()",
    '#link("javascript:qzx()")[qzx]', '#eval("1+1")', "$ qzx $", "]#qzx[", '"; #panic()', "\\u{202e}qzx", "@qzx <qzx>",
    '#plugin("qzx.wasm")', "#while true {}", '#json("qzx.json")', "https://qzx.example/",
)  # fmt: skip
SHEET = b'#let told = json(bytes(sys.inputs.data))\n#set document(title: "Uji")\n#set text(lang: "id")\n#told.kata'


@pytest.mark.parametrize("words", [*TYPST, *CORPUS])
def test_words_on_paper_are_words(words: str) -> None:
    drawn = pdf(SHEET, {"kata": printable(words)}, stamp=0)
    assert drawn.startswith(b"%PDF")
    assert b"root:" not in drawn
    assert b"/JavaScript" not in drawn


def test_what_is_drawn_was_written_by_us() -> None:
    """The source of a sheet is a file of ours: it is never put together from words."""
    found = []
    for path in source():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"typst.compile", "pdf", "paper.pdf"}:
                first = node.args[0] if node.args else None
                mixed = isinstance(first, ast.JoinedStr | ast.BinOp)
                found += [place(path, node)] if mixed else []
    assert found == []


def test_a_sheet_reads_no_file_of_the_machine() -> None:
    with pytest.raises(Exception, match=r"(?i)access denied|not found|failed|outside"):
        pdf(b'#read("/etc/passwd")', {}, stamp=0)


#: Everything that draws or reads, in a process in which a socket cannot be made.
DEAF = """
import json, socket, sys
import django
django.setup()
def refuse(*words, **more):
    raise AssertionError("somebody asks the network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from balairung.ground.common.paper import pdf
from balairung.ground.common import qr
from balairung.kernel.files.cell import clean_here
from tests.kernel.files.samples import photo, pdf as page
from tests.attack.test_renderers import SHEET
drawn = [len(pdf(SHEET, {"kata": "https://qzx.example/"}, stamp=0))]
drawn.append(len(clean_here("picture", photo(), reads="JPEG", writes="JPEG").content))
drawn.append(len(clean_here("document", page()).content))
print(json.dumps(drawn))
"""


def test_nothing_that_draws_asks_the_network(tmp_path: Path) -> None:
    own = {
        "DJANGO_SETTINGS_MODULE": "balairung.config.settings",
        "BALAIRUNG_DATA": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", DEAF],
        cwd=Path(__file__).parents[2],
        env=own,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert all(size > 500 for size in json.loads(done.stdout))


def test_a_long_text_is_drawn_in_a_moment() -> None:
    """As much as a form takes is no load for the engine: nobody holds a process with a letter."""
    began = time.process_time()
    pdf(SHEET, {"kata": printable("qzx &<>#$ " * 5000)}, stamp=0)
    assert time.process_time() - began < 20
