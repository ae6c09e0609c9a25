"""Who calls addresses: one client for those that strangers give, and whoever else calls somebody is known by name.

What that client refuses is in tests/ground/test_outbound.py: every form of every address of the inside, at the moment
of connecting, without redirects.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_house import SOURCE, functions, imported, place, source, tree

#: What can call somebody: imported nowhere but where a line below says why.
CALLING = (
    "httpx", "httpcore", "requests", "urllib.request", "urllib3", "http.client", "socket", "ssl", "smtplib", "imaplib",
    "imap_tools", "poplib", "ftplib", "telnetlib", "aiohttp", "websockets", "paramiko", "xmlrpc", "pywebpush",
    "django.core.mail", "subprocess", "asyncio",
)  # fmt: skip
#: module: what it calls with, and who says which address that is.
CALLS = {
    "ground/common/outbound.py": "the one client for addresses of strangers",
    "kernel/documents/signers/bsre.py": "names of httpx only; calls through outbound",
    "kernel/documents/keeping.py": "runs a library's coroutine; what it fetches goes through outbound",
    "kernel/documents/signers/checking.py": "runs a library's coroutine; it is told to fetch nothing",
    "kernel/documents/verifying.py": "turns a certificate into bytes, calls nobody",
    "surface/maturity/photographing.py": "a browser of our own that is shown one page as a file",
    "surface/opendata/parquet.py": "a process of our own, in a folder of its own, with nothing in its environment",
    "kernel/messaging/doors/wire.py": "a vendor whose address the operator typed, or the vendor's own",
    "kernel/messaging/doors/sms.py": "names of httpx only; calls through wire",
    "kernel/messaging/doors/voice.py": "names of httpx only; calls through wire",
    "kernel/messaging/doors/smpp.py": "a server of messages that the operator typed",
    "kernel/messaging/doors/mail.py": "the mail server of the settings",
    "kernel/messaging/doors/mailbox.py": "the mailbox that the operator typed",
    "kernel/files/cell.py": "a process of our own, without network",
    "config/demo/telephone.py": "the demonstration's telephone, on this machine",
    "config/serving.py": "our own processes",
    "config/management/commands/serve.py": "whether a door of this machine is free",
    "surface/backups/databases.py": "pg_dump, at the database of the settings",
    "surface/backups/restoring.py": "pg_restore, at the database of the settings",
    "surface/operations/checks/safety.py": "our own address, to see until when its certificate counts",
}
#: Who gives an address of a stranger to the client, so that a new place is looked at here.
STRANGERS = {
    "kernel/documents/signers/bsre.py", "kernel/documents/signers/pades.py", "kernel/documents/keeping.py",
    "kernel/messaging/doors/push.py", "kernel/receipts/witnesses.py", "surface/api/sending.py",
    "surface/api/actions.py", "surface/open311/media.py",
}  # fmt: skip


def test_whoever_can_call_somebody_is_known() -> None:
    found = {place(path) for path in source() for name, _node in imported(path) if _calls(name)}
    assert found == CALLS.keys()


def _calls(name: str) -> bool:
    return any(f"{name}.".startswith(f"{one}.") for one in CALLING)


def test_whoever_calls_a_stranger_is_known() -> None:
    found = {place(path) for path in source() for name, _node in imported(path) if _is_the_client(name)}
    assert found == STRANGERS


def _is_the_client(name: str) -> bool:
    return f"{name}.".startswith("balairung.ground.common.outbound.")


def test_no_client_follows_where_it_is_sent() -> None:
    """A redirect would lead past whatever was looked at before."""
    found = []
    for path in source():
        for node in ast.walk(tree(path)):
            words = node.keywords if isinstance(node, ast.Call) else []
            found += [place(path, word.value) for word in words if word.arg == "follow_redirects" and _true(word.value)]
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            found += [place(path, node)] if called.endswith("urlopen") and isinstance(node, ast.Call) else []
    assert found == []


def _true(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and value.value is False)


def test_pages_name_no_file_of_another_site() -> None:
    """No script, style, picture or typeface comes from elsewhere, in no sheet and in no script of ours either."""
    own = [*SOURCE.rglob("*.css"), *SOURCE.rglob("*.html")]
    found = [path for path in own if "leaflet" not in path.parts and _fetches(path)]
    assert list(map(place, found)) == []


def _fetches(path: Path) -> bool:
    text = path.read_text()
    return any(mark in text for mark in ("url(http", "url(//", 'src="http', 'src="//', "@import", 'rel="preconnect"'))


@pytest.mark.parametrize("word", ["eval", "exec", "compile", "__import__"])
def test_nothing_that_somebody_wrote_is_run(word: str) -> None:
    found = [
        place(path, node)
        for path in source()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == word
    ]
    assert found == []


#: Read back by the very run that wrote them, from a folder that only this process may enter.
OWN_SPOOL = {"surface/opendata/making.py pickle"}
SAFE_LOADERS = {"yaml.CSafeLoader", "_Loader"}  # the second is the first, with less


def test_nothing_is_unpacked_that_runs() -> None:
    """Pickles, YAML with objects, XML with a document type: each runs or reads something when it is opened."""
    wrong = ("pickle", "marshal", "shelve", "dill", "lxml", "xml.dom", "xml.sax")
    found = {f"{place(path)} {name}" for path in source() for name, _node in imported(path) if name.startswith(wrong)}
    assert found == OWN_SPOOL
    loads = [node for path in source() for node in ast.walk(tree(path)) if _loads_yaml(node)]
    assert {ast.unparse(node.keywords[0].value) for node in loads if isinstance(node, ast.Call)} == SAFE_LOADERS


def _loads_yaml(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"yaml.load", "yaml.load_all", "yaml.unsafe_load"}


def test_no_shell_is_asked() -> None:
    found = []
    for path in source():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                found += [place(path, node) for word in node.keywords if word.arg == "shell"]
                found += [place(path, node)] if ast.unparse(node.func) in {"os.system", "os.popen"} else []
    assert found == []
    assert sum(1 for path in source() for _one in functions(path)) > 1000
