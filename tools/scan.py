"""Scanners that none of us wrote look for holes: wapiti on every page, Schemathesis on every operation of the API.

`make scan` builds a demonstration in a folder of its own (`--data`), serves it on this machine without limits, lets
each scanner look for so many minutes (`--minutes`), and writes docs/security/scans.md. What is medium or worse and
stands not in `EXPLAINED` ends it with 1. Wapiti lives in an environment of its own beside the data: it brings a hundred
packages that nobody here needs. Only this machine is asked, and modules that ask others are left out.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx

from tools.locked import ROOT

REPORT = ROOT / "docs" / "security" / "scans.md"
WAPITI = "wapiti3==3.2.3"
#: Without those that call a server of wapiti's makers (ssrf, xxe, log4shell, …) and those that guess names of files.
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,shellshock,"
    "sql,timesql,upload,xss"
)
LEVELS = ("info", "low", "medium", "high", "critical")
#: Limits would tell the scanner to come back later; they have tests of their own.
LIMITS = ("FILING", "UNPROVED", "FOLLOWING", "UPLOAD", "PLACE", "QUEUE", "TRACKING", "API", "OPEN311", "OPEN_DATA")
PASSWORD, OFFICER = "balairung-demo", "koordinator@contoh.id"
#: Scanner, kind and path of what was found, and why it is no hole.
EXPLAINED: tuple[tuple[str, str, str, str], ...] = (
    ("wapiti", "(Cross Site Request Forgery|CSRF).*", "/(bahasa/setlang|tanda-terima/periksa|v)/",
     "needs none: it chooses the language of one's own browser, or reads what was sent and writes nothing"),
    ("wapiti", "(HttpOnly|Secure) Flag cookie", ".*", "behind TLS all cookies have it: tests/attack/test_headers.py"),
    ("schemathesis", "ST204", ".*", "a key of idempotency that was used is told before the method that is not there"),
    ("schemathesis", "ST201", "POST /reports", "a part of a form that the document does not name is left unread"),
)  # fmt: skip

#: What a scanner found and we did not know: when, who, what it was, the test that holds it since.
MENDED = (
    ("2026-11-23", "Schemathesis", "a report handed on to an office named by one invisible sign was a failure (500)",
     "tests/ground/ui/test_choose_from_list.py"),
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    scanner: str
    level: str
    kind: str
    place: str
    words: str

    @property
    def why_not(self) -> str:
        """Why it is no hole; nothing where nobody said so."""
        fits = (why for who, kind, place, why in EXPLAINED if who == self.scanner and self._is(kind, place))
        return next(fits, "")

    @property
    def counts(self) -> bool:
        return LEVELS.index(self.level) >= LEVELS.index("medium")

    def _is(self, kind: str, place: str) -> bool:
        return bool(re.fullmatch(kind, self.kind) and re.fullmatch(place, self.place))


@dataclass
class Look:
    """What one scanner did, and what it found."""

    name: str
    did: str
    found: list[Finding]


# --- the house -------------------------------------------------------------------------------------------------------


@contextmanager
def served(data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demonstration on a free port: its address, and the environment in which its commands run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"BALAIRUNG_{name}_LIMIT": "0" for name in LIMITS} | {"BALAIRUNG_DATA": str(data)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALAIRUNG_", "DATABASE_URL"))}
    environment, base = kept | own, f"http://127.0.0.1:{port}"
    data.mkdir(parents=True, exist_ok=True)
    with open(data / "serve.log", "w") as log:
        command = [sys.executable, "-m", "balairung.config.cli", "demo", "--port", str(port), "--threads", "4"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(base, process)
            yield base, environment
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(base: str, process: "subprocess.Popen[bytes]") -> None:
    """The year of a demonstration takes a minute or two to live."""
    for _second in range(900):
        if process.poll() is not None:
            raise SystemExit("the demonstration did not start: see serve.log in the data folder")
        try:
            httpx.get(base, timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(1)
    raise SystemExit("the demonstration did not answer")


def session_of(base: str) -> str:
    """The cookies of an officer who signed in as people do."""
    with httpx.Client(base_url=base, follow_redirects=True) as browser:
        page = browser.get("/akun/login/").text
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {"login": OFFICER, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1) if token else ""}
        browser.post("/akun/login/", data=form).raise_for_status()
        if "sesi" not in browser.cookies:
            raise SystemExit("the demonstration let nobody in")
        return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


# --- the scanners ----------------------------------------------------------------------------------------------------


def wapiti(data: Path) -> Path:
    """The program, installed beside the data when it is not there."""
    program = data / "scanners" / "bin" / "wapiti"
    if not program.exists():
        venv.create(data / "scanners", with_pip=True)
        subprocess.run([data / "scanners" / "bin" / "pip", "install", "-q", WAPITI], check=True)
    return program


def look_at_pages(base: str, data: Path, minutes: float, cookies: str = "") -> Look:
    """Crawl, then attack what was found; with cookies as an officer."""
    who = "an officer" if cookies else "a stranger"
    told = data / f"wapiti-{'officer' if cookies else 'stranger'}.json"
    bounds = {
        "--max-scan-time": f"{minutes * 30:.0f}", "--depth": "8", "--tasks": "4",
        "--max-attack-time": f"{minutes * 60 / MODULES.count(','):.0f}",  # for each of them
        "--endpoint": base, "--dns-endpoint": "localhost",  # nobody else is asked
        "--max-links-per-page": "60", "--max-files-per-dir": "30", "--max-parameters": "12", "--scope": "folder",
    }  # fmt: skip
    command = [
        str(wapiti(data)), "--url", f"{base}/", "--module", MODULES,
        *(word for pair in bounds.items() for word in pair),
        "--exclude", f"{base}/akun/logout/", "--exclude", f"{base}/static/*", "--flush-session", "--store-session",
        str(data / "crawled"), "--format", "json", "--output", str(told), "--no-bugreport", "-v", "0",
        *(["--cookie-value", cookies] if cookies else []),
    ]  # fmt: skip
    _within(command, minutes, data / f"{told.stem}.log")
    said: dict[str, Any] = json.loads(told.read_text()) if told.exists() else {}
    found = [
        Finding("wapiti", LEVELS[one["level"]], kind, one["path"], one["info"].split("\n")[0])
        for part in ("vulnerabilities", "anomalies")
        for kind, ones in said.get(part, {}).items()
        for one in ones
    ]
    pages = said.get("infos", {}).get("crawled_pages_nbr", 0)
    return Look(f"wapiti as {who}", f"{WAPITI}; {pages} requests crawled; modules {MODULES.replace(',', ', ')}", found)


def look_at_programs(base: str, data: Path, minutes: float, environment: dict[str, str]) -> Look:
    """Every operation of the OpenAPI document, well-formed and malformed, with a key that may everything."""
    key = [sys.executable, "-m", "balairung.config.cli", "key", "make", "Pemindai", *SCOPES, "--email", OFFICER]
    made = subprocess.run(key, env=environment, capture_output=True, text=True, check=True).stdout
    text = re.search(r"bal_[a-z2-9]{8}_[a-z2-9]{40}", made)
    told = data / "schemathesis.xml"
    command = [
        str(Path(sys.executable).parent / "schemathesis"), "run", f"{base}/api/v1/openapi.json",
        "--header", f"Authorization: Bearer {text.group() if text else ''}", "--max-time", f"{minutes * 60:.0f}",
        "--exclude-checks", "positive_data_acceptance",  # that a rule refuses what has the right shape is its business
        "--continue-on-failure", "--seed", "12", "--max-examples", "60", "--report-junit-path", str(told), "--no-color",
    ]  # fmt: skip
    said = _within(command, minutes, data / "schemathesis.log")
    cases = list(ElementTree.parse(told).getroot().iter("testcase")) if told.exists() else []
    found = [Finding("schemathesis", *_told(one.get("message", "")), case.get("name", ""), (one.text or "")[:300])
             for case in cases for one in [*case.iter("failure"), *case.iter("error")]]  # fmt: skip
    counted = re.search(r"(\d+) (?:generated|cases)", said)
    version = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    did = f"schemathesis {version}; {len(cases)} operations; {counted.group(1) if counted else 'many'} requests"
    return Look("Schemathesis on the API", did, found)


SCOPES = ("reports.file", "reports.read", "reports.work", "webhooks")


#: Its codes for a failure of the server, for what was deleted and is still there, for doors that open without a key or
#: with somebody else's. All others are about words of the document.
WORSE = ("ST101", "ST102", "ST301", "ST401", "ST402")


def _told(message: str) -> tuple[str, str]:
    """How bad, and what: by the code that Schemathesis gives it."""
    return "high" if message.startswith(WORSE) or not message else "low", message[:80] or "failure"


def _within(command: list[str], minutes: float, log: Path) -> str:
    """Run it; after twice its time it is ended, and what it wrote until then counts."""
    with open(log, "w") as out:
        try:
            subprocess.run(command, stdout=out, stderr=out, timeout=minutes * 120 + 60, check=False, cwd=log.parent)
        except subprocess.TimeoutExpired:
            out.write("\nended: its time was over\n")
    return log.read_text()


# --- the report ------------------------------------------------------------------------------------------------------


def report(looks: list[Look], minutes: float) -> str:
    """For people: what was looked at, what was found, why it is no hole."""
    lines = [
        "# Scanners that none of us wrote", "",
        "`make scan` writes this page: a demonstration on this machine, its limits off, each scanner for up to",
        f"{minutes:g} minutes. Medium and worse is mended or explained, or the command fails.", "",
        f"Last: {datetime.now(UTC):%Y-%m-%d}.", "",
    ]  # fmt: skip
    for look in looks:
        lines += [f"## {look.name}", "", f"{look.did}.", "", *_table(look), ""]
    mended = [f"| {day} | {who} | {what} | `{test}` |" for day, who, what, test in MENDED]
    lines += [
        "## Mended because of a scan",
        "",
        "| when | scanner | what | held by |",
        "|---|---|---|---|",
        *mended,
        "",
    ]
    return "\n".join(lines) + "\n"


def _table(look: Look) -> list[str]:
    """A row for each kind of finding, the worst first."""
    alike: dict[tuple[int, str, str], list[str]] = {}
    for one in look.found:
        alike.setdefault((-LEVELS.index(one.level), one.kind, one.why_not), []).append(one.place)
    rows = [
        f"| {LEVELS[-level]} | {kind} | {len(places)} | {_named(places)} | {why or '–'} |"
        for (level, kind, why), places in sorted(alike.items())
    ]
    return (
        ["| level | what | times | where | why it is none |", "|---|---|---|---|---|", *rows] if rows else ["Nothing."]
    )


def _named(places: list[str]) -> str:
    once = sorted(set(places))
    return ", ".join(f"`{place}`" for place in once[:3]) + (" …" if len(once) > 3 else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "scan")
    parser.add_argument("--minutes", type=float, default=5, help="for each scanner")
    parser.add_argument("--no-report", action="store_true", help="print it instead")
    given = parser.parse_args()
    data = given.data.resolve()
    with served(data) as (base, environment):
        looks = [
            look_at_programs(base, data, given.minutes, environment),
            look_at_pages(base, data, given.minutes),
            look_at_pages(base, data, given.minutes, session_of(base)),
        ]
    text = report(looks, given.minutes)
    print(text) if given.no_report else REPORT.write_text(text)
    open_ones = [one for look in looks for one in look.found if one.counts and not one.why_not]
    for one in open_ones:
        print(f"{one.scanner}: {one.level}: {one.kind} at {one.place}: {one.words}")
    return len(open_ones) > 0


if __name__ == "__main__":
    sys.exit(main())
