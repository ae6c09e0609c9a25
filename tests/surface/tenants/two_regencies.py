"""A program: two regencies in one PostgreSQL, a full life in the first, and the second asked for all of it.

`main` is run by test_two_regencies.py in a process of its own, with the settings of a house of many regencies. It says
in JSON what came of each question.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.test.utils import setup_test_environment
from django.urls import include, path, reverse
from django.utils import timezone

from balairung.config.work import run_once
from balairung.ground.common.errors import Refused
from balairung.ground.common.streams import EventStream
from balairung.ground.postgresql.places import here, there
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event, Obligation
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.models import Draft, Holding, Person, Post
from balairung.rooms.complaints.models import Complaint
from balairung.surface.tenants.actions import PUBLIC, add_tenant
from balairung.surface.tenants.directory import Place, inside, places
from balairung.surface.tenants.models import Tenant
from tests.surface.life import CANARY, PASSWORD, Life
from tests.test_house import Address, addresses

A, B = "a.localhost", "b.localhost"
TAKING = {"complaints:taken", *(f"services:take{page}" for page in ("", "_page", "_check", "_resume"))}
#: Pages for those who keep services, drives, plans or the index: they ask who it is before they look for anything.
KEEPING = {f"services:{page}" for page in ("package", "package_file", "check_package")} | {
    "pacts:outside", "programmes:move_end", "innovations:entry", "innovations:mark_entry",
    "learning:change_competence", "learning:shut_competence",
    "maturity:team", "maturity:charge_part", "maturity:leave_team", "disclosure:lift",
    "records:lift",
}  # fmt: skip
FORGED = {"doors:called": (403,)}  # a door that is there answers a stranger so; one that is not with 404
#: A form that was sent empty; links of letters, which say that they are no longer good, whoever asks.
SILENT = {(422, "people:preview"), (410, "devices:deny"), (410, "recovery:stop_here")}
Answer = Any  # what Django's test client returns


@contextmanager
def home(host: str) -> Iterator[None]:
    """Inside one transaction of the regency of this host."""
    place = next(place for place in places() if place.host == host)
    with inside(place), transaction.atomic():
        yield


def browser(host: str) -> Client:
    return Client(raise_request_exception=False, headers={"host": host})


def program(host: str, key: str) -> Client:
    """Whoever shows this key there."""
    return Client(raise_request_exception=False, headers={"host": host, "authorization": f"Bearer {key}"})


def signed_in(host: str, role: str) -> Client:
    """By the page, so that the session is where the page puts it."""
    client = browser(host)
    client.post(reverse("account_login"), {"login": f"{role}@contoh.id", "password": PASSWORD})
    assert client.cookies.get(settings.SESSION_COOKIE_NAME), f"{role} could not sign in at {host}"
    return client


def elsewhere(client: Client, host: str) -> Client:
    """The same cookies at another host, as a thief would send them."""
    other = browser(host)
    other.cookies = client.cookies
    return other


def content(answer: Answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return str(body, errors="replace")


def both(client: Client, url: str) -> list[Answer]:
    return [client.get(url), client.post(url)]


# --- questions ----------------------------------------------------------------------------------------------------


def every_address_of_the_other(a: Life, visitors: dict[str, Client]) -> dict[str, list[str]]:
    """What B gave to whom at an address of A, unless it was 404, the door, or a refusal of the method."""
    given: dict[str, list[str]] = {name: [] for name in visitors}
    for address in addresses():
        for url in a.paths(address):
            for name, client in visitors.items():
                given[name] += [
                    f"{address.name}: {what}" for answer in both(client, url) if (what := _given(answer, address))
                ]
    return given


def _given(answer: Answer, address: Address) -> str:
    text = content(answer)
    if CANARY in text:
        return "shows what belongs to A"
    if answer.status_code in (404, 405) or (answer.status_code, address.name) in SILENT:
        return ""
    if address.audience == "programs" and answer.status_code in (401, 422):
        return ""  # the door of the API: no key of this regency, or nothing in the request that could be asked for
    if answer.status_code == 429 and address.name.startswith(("reception:", "proofs:")):
        return ""  # one wrong code too many
    if answer.status_code == 403 and address.name in TAKING | KEEPING:
        return ""  # only those who take down what others say, or keep services, get further
    if address.name == "complaints:step" and answer.request["REQUEST_METHOD"] == "POST":
        return ""  # whatever is posted begins a draft of B's own
    if answer.status_code == 403 and address.audience in ("leaders", "operators", "overseers"):
        return ""  # the door of the page itself: nobody has looked for the thing yet
    if answer.status_code == 302 and answer["Location"].startswith(reverse("account_login")):
        return ""
    if address.name == "account_reset_password_from_key" and 'name="password1"' not in text:
        return ""
    return str(answer.status_code)


def _status(answer: Answer) -> int:
    content(answer)
    status: int = answer.status_code
    return status


def the_same_at_home(a: Life, *visitors: Client) -> list[str]:
    """Addresses that lead nowhere in A either: then the question before proved nothing."""
    seen = {
        address.name for address in addresses() for url in a.paths(address) for client in visitors
        if _status(client.get(url)) in (200, 302, 405, 410, 422, *FORGED.get(address.name, ()))
    }  # fmt: skip
    return sorted({address.name for address in addresses() if a.paths(address)} - seen)


def pages_without_parameters(b: Client) -> list[str]:
    """Pages of B, asked with everything that A has, that show something of A."""
    plain = [address for address in addresses() if not address.parameters and not address.name.startswith("uji")]
    urls = [reverse(address.name) for address in plain if address.name != "account_logout"]
    exports = [
        reverse("people:export", args=[sheet, form])
        for sheet in ("holders", "posts", "offices")
        for form in ("csv", "xlsx")
    ]
    return [url for url in urls + exports if CANARY in content(b.get(url))]


def search_by_number(a: Life, b: Client) -> list[int]:
    return [b.get(reverse("search:search"), {"q": one.ref}).status_code for one in a.complaints]


def nothing_of_a_changed(a: Life) -> list[object]:
    with home(A):
        return [
            sorted(Obligation.objects.values_list("ref", "seq", "state")), Event.objects.count(),
            Complaint.objects.count(), Holding.objects.count(), Post.objects.filter(closed_on=None).count(),
        ]  # fmt: skip


def hosts() -> dict[str, Any]:
    def name(host: str, **headers: str) -> object:
        answer = Client(raise_request_exception=False, headers={"host": host, **headers}).get("/")
        found = re.search(r"Kota (Madiun|Surakarta)", content(answer))
        return found[1] if found else answer.status_code

    strange = ("", f"{A}@{B}", f"{A} {B}", f"{A}/{B}", f"{A}.", f"x.{A}", "jahat.id")
    plain = (A, "A.LocalHost", f"{A}:9999", B, "c.localhost", "localhost", "127.0.0.1")
    asked = {host: name(host) for host in (*plain, *strange)}
    asked["forwarded"] = name(B, **{"x-forwarded-host": A, "x-host": A, "forwarded": f"host={A}"})
    return asked


def outside_any_regency() -> list[str]:
    """What a query finds that forgot its regency."""
    found = []
    for model in (Obligation, Person, Notice):
        try:
            model.objects.count()
        except DatabaseError as problem:
            found.append(type(problem).__name__)
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        found.append(cursor.fetchone()[0])
    return found


def statements(of: Callable[[], object]) -> dict[str, Any]:
    """Which ways of setting the path were used, and what is left of it on the connection."""
    ways: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "search_path" in sql:
            ways.add(sql.split(" TO ")[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        of()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        left = cursor.fetchone()[0]
    return {"ways": sorted(ways), "left": left, "schema": getattr(connection, "regency_schema", None)}


def fail_after_writing(request: HttpRequest) -> HttpResponse:
    save_draft(kind="uji", body={}, at=timezone.now())
    if request.GET.get("bagaimana") == "jawab":
        return HttpResponse("gagal", status=500)
    raise RuntimeError("after writing")


def stream_slowly(request: HttpRequest) -> StreamingHttpResponse:
    """Asks the database only while it is being read."""
    return StreamingHttpResponse(f"{person.name}\n" for person in Person.objects.order_by("name").iterator())


def stream_events(request: HttpRequest) -> EventStream:
    """Holds no transaction, and still knows where it is when it asks."""
    place = here()

    def events() -> Iterator[bytes]:
        assert not connection.in_atomic_block
        with there(place):
            names = [person.name for person in Person.objects.order_by("name")]
        yield from (f"{name}\n".encode() for name in names)

    return EventStream(events())


urlpatterns = [
    path("uji/gagal/", fail_after_writing, name="uji-gagal"),
    path("uji/alir/", stream_slowly, name="uji-alir"),
    path("uji/detak/", stream_events, name="uji-detak"),
    path("", include("balairung.config.urls")),
]


def failures() -> list[int]:
    """Drafts that a failed request left behind, one way of failing after the other."""
    left = []
    for how in ("jawab", "jatuh"):
        status = browser(A).get("/uji/gagal/", {"bagaimana": how}).status_code
        with home(A):
            left += [status, Draft.objects.filter(kind="uji").count()]
    return left


def streams() -> dict[str, Any]:
    """Read in turns: each goes on with its own people, and one broken off leaves the connection as it was."""
    first: Answer = browser(A).get("/uji/alir/")
    second: Answer = browser(B).get("/uji/alir/")
    names = {A: content(first), B: content(second)}
    broken: Answer = browser(A).get("/uji/alir/")
    next(iter(broken.streaming_content))
    broken.close()
    after = content(browser(B).get("/uji/alir/"))
    events = [content(browser(host).get("/uji/detak/")) for host in (A, B)]
    return {
        "events": events == [names[A], names[B]],
        "a": CANARY in names[A] and "Merpati" not in names[A],
        "b": "Merpati" in names[B] and CANARY not in names[B],
        "after": after == names[B],
        "in a transaction": connection.in_atomic_block,
    }


def worker() -> dict[str, Any]:
    """One round, weeks later: both are served, each letter leads to its own regency."""
    problems: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            problems.append(record.getMessage())

    listener = Listener(level=logging.WARNING)
    logging.getLogger("balairung").addHandler(listener)
    for _round in range(2):  # what is closed in the one has its leaf in the next
        run_once(now=timezone.now() + timedelta(days=60))
    counts = {}
    for host in (A, B):
        with home(host):
            counts[host] = [
                Event.objects.filter(verb="escalate").count() > 0,
                Event.objects.filter(leaf=None).count(),
                Notice.objects.exclude(outcome="sent").exclude(problem="spent").count(),  # codes used up meanwhile
            ]
    letters = [path.read_text() for path in Path(settings.MAIL_DIRECTORY).glob("*.eml")]
    links = [re.findall(r"http://([^/]+)/lacak", letter) for letter in letters]
    logging.getLogger("balairung").removeHandler(listener)
    return {"counts": counts, "problems": problems, "links": sorted({link for found in links for link in found})}


def broken_regency() -> dict[str, Any]:
    """The whole schema of A is gone: B is served all the same, and A is missed."""
    logging.getLogger("balairung").setLevel(logging.CRITICAL)
    with home(B):
        before = Event.objects.filter(verb="escalate").count()
    with home(A), connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA kab_3577 RENAME TO away")
    run_once(now=timezone.now() + timedelta(days=90))
    with home(B):
        raised = Event.objects.filter(verb="escalate").count() > before
    return {"raised in b": raised, "a": browser(A).get("/").status_code, "b": browser(B).get("/").status_code}


def refusals() -> dict[str, str]:
    """What is asked for wrongly, and the sentence that says so."""
    asked: dict[str, dict[str, str]] = {
        "both taken": {"code": "33.72", "host": A},
        "host taken": {"code": "33.74", "host": A},
        "schema taken": {"code": "33.74", "host": "c.localhost", "schema": "kab_3577"},
        "no such code": {"code": "99.99", "host": "c.localhost"},
        "a province": {"code": "33", "host": "c.localhost"},
        "the directory's": {"code": "33.74", "host": "c.localhost", "schema": "public"},
        "the server's": {"code": "33.74", "host": "c.localhost", "schema": "pg_toast"},
        "no name": {"code": "33.74", "host": "c.localhost", "schema": 'x"; DROP SCHEMA kab_3577'},
        "an address": {"code": "33.74", "host": "http://c.localhost/"},
        "a port": {"code": "33.74", "host": "c.localhost:8000"},
    }
    return {name: _refusal(named) for name, named in asked.items()}


def _refusal(named: dict[str, str]) -> str:
    before = [place.host for place in places()]
    try:
        add_tenant(**named, at=timezone.now())
    except Refused as refusal:
        with inside(PUBLIC), transaction.atomic():
            return str(refusal) if Tenant.objects.count() == len(before) else "a row was left behind"
    return "made"


def crowd() -> dict[str, int]:
    """Six visitors at once, each now here and now there; how often one saw the wrong regency."""
    wrong, right = [0], [0]
    lock = threading.Lock()

    def visit(number: int) -> None:
        for turn in range(8):
            host, name = ((A, "Madiun"), (B, "Surakarta"))[(number + turn) % 2]
            text = content(browser(host).get("/"))
            with lock:
                right[0] += f"Kota {name}" in text
                wrong[0] += f"Kota {'Surakarta' if name == 'Madiun' else 'Madiun'}" in text
        connection.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"wrong": wrong[0], "right": right[0]}


def moves_across(a: Life) -> str:
    """An object of A in the hands of code that serves B: nothing is found to move."""
    from balairung.rooms.complaints.moves import VERIFY

    with home(B):
        try:
            make_move(a.complaints[0].obligation, VERIFY, by=SYSTEM, at=a.now)
        except Exception as problem:
            return type(problem).__name__
    return "moved"


def nested() -> str:
    with home(A):
        try:
            with inside(Place("default", "kab_3372", B)):
                return "entered"
        except RuntimeError as problem:
            return str(problem)


def main() -> None:
    """Print what came of everything."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setup_test_environment()
    logging.getLogger("django").setLevel(logging.CRITICAL)
    with override_settings(
        ROOT_URLCONF=__name__,
        SECOND_FACTOR="offered",
        ALLOWED_HOSTS=[".localhost", "localhost", "127.0.0.1"],
        STORAGES={**settings.STORAGES, "staticfiles": plain},
    ):
        json.dump(all_questions(), sys.stdout)


def all_questions() -> dict[str, Any]:
    """The last one leaves A in ruins."""
    a, b = (Life(word, partial(home, host)) for host, word in ((A, CANARY), (B, "Merpati")))
    operator, coordinator, officer = (signed_in(A, role) for role in ("administrator", "coordinator", "liaison"))
    own_operator, own_coordinator = signed_in(B, "administrator"), signed_in(B, "coordinator")
    visitors = {
        "anybody": browser(B),
        "operator of A": elsewhere(operator, B),
        "coordinator of A": elsewhere(coordinator, B),
        "liaison of A": elsewhere(officer, B),
        "operator of B": own_operator,
        "coordinator of B": own_coordinator,
        "program of A": program(B, a.key),
        "program of B": program(B, b.key),
    }
    before = nothing_of_a_changed(a)
    return {
        "given": every_address_of_the_other(a, visitors),
        "addresses": len([address for address in addresses() if a.paths(address)]),
        "unchanged": nothing_of_a_changed(a) == before,
        "nowhere at home": the_same_at_home(a, operator, coordinator, program(A, a.key)),
        "shown": {name: pages_without_parameters(client) for name, client in visitors.items()},
        "search": search_by_number(a, own_coordinator),
        "home search": search_by_number(a, coordinator),
        "hosts": hosts(),
        "outside": outside_any_regency(),
        "statements": statements(lambda: [own_coordinator.get(reverse("obligations:inbox")), run_once()]),
        "failures": failures(),
        "streams": streams(),
        "across": moves_across(a),
        "nested": nested(),
        "crowd": crowd(),
        "refusals": refusals(),
        "worker": worker(),
        "broken": broken_regency(),
    }
