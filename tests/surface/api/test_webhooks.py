"""Webhooks: from the ledger over real HTTP to a receiver that checks the signature by code of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Event, Leaf
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.appointments import end_holding
from balairung.kernel.people.keys import revoke_key
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions as verbs
from balairung.rooms.complaints.models import Complaint
from balairung.surface.api import actions
from balairung.surface.api.events import EVENTS
from balairung.surface.api.following import follow
from balairung.surface.api.models import Delivery, Webhook
from balairung.surface.api.sending import GIVEN_UP, PATIENCE, send
from balairung.surface.api.signing import new_secret, signed
from balairung.surface.api.tidying import tidy
from tests import make
from tests.surface.api.programs import Program, program
from tests.surface.api.receiver import Receiver, receiving, verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city(settings: Settings) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    make.regency()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator()


@pytest.fixture
def kadis() -> Person:
    return make.holder("pupr", "head", "Pak Kadis")


@pytest.fixture
def desk(kadis: Person) -> Program:
    return program(kadis)


def hooked(desk: Program, receiver: Receiver, *events: str) -> Webhook:
    """Added through the API, as a program does it."""
    answer = desk.post("/webhooks", {"url": receiver.url, "events": list(events)})
    assert answer.status_code == 201, answer.text
    receiver.secret = answer.json()["secret"]
    return Webhook.objects.select_related("key__person").get(pk=answer.json()["id"])


def told(at: datetime | None = None) -> int:
    """What the worker does in a round."""
    now = at or timezone.now()
    number_leaves(now=now, whole=True)
    follow(now=now)
    return send(now=now)


def kinds(receiver: Receiver) -> list[str]:
    return [message["type"] for message in receiver.taken.values()]


def lived(rahma: Actor, siti: Actor, **more: Any) -> Complaint:
    at = timezone.now()
    made = make.forwarded(rahma, at=at, **more)
    verbs.answer(made, text="Kami tangani minggu ini.", by=siti, at=at)
    verbs.resolve(made, text="Sudah ditutup.", files=[make.photo()], by=siti, at=at)
    return made


# --- there and back ----------------------------------------------------------------------------------------------


def test_what_happens_is_told_signed_and_once(desk: Program, receiver: Receiver, rahma: Actor, kadis: Person) -> None:
    hooked(desk, receiver)
    made = lived(rahma, make.officer("pupr", "staff", "Siti"), name="Bu Sri", contact="sri@contoh.id")
    assert told() == 5
    assert receiver.doubts == []
    assert kinds(receiver) == [
        "report.filed", "report.verified", "report.forwarded", "report.answered", "report.resolved",
    ]  # fmt: skip
    last = list(receiver.taken.values())[-1]["data"]
    assert (last["ref"], last["office"], last["state"], last["step"], last["seq"]) == (
        made.ref, "pupr", "waiting", "confirm", 5,
    )  # fmt: skip
    assert desk.get(last["url"].partition("/api/v1")[2]).json()["seq"] == 5
    assert told() == 0
    assert len(receiver.raw) == 5


def test_a_message_holds_no_words_of_anybody(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    """The words are read with the key: a log, a queue, a wrong address tells nothing."""
    hooked(desk, receiver)
    words = {"text": "Kebun Bu Sri terendam lumpur galian.", "name": "Bu Sri", "contact": "sri@contoh.id",
             "place": "di belakang rumah Sri"}  # fmt: skip
    lived(rahma, make.officer("pupr", "staff", "Siti"), **words)
    told()
    sent = b"\n".join(body for _headers, body in receiver.raw).decode().lower()
    assert len(receiver.raw) == 5
    for word in ("sri", "kebun", "tangani", "ditutup", "siti", "lumpur"):
        assert word not in sent


def test_a_webhook_hears_only_what_its_person_may_see(receiver: Receiver, rahma: Actor) -> None:
    """One of another office, one that is about one's own, one that was handed on before it was told."""
    hooked(program(make.holder("dinkes", "head")), receiver)
    lived(rahma, make.officer("pupr", "staff", "Siti"))
    make.complaint(accused=make.office("dinkes"), at=timezone.now())
    told()
    assert receiver.raw == []
    make.forwarded(rahma, to="dinkes", at=timezone.now())
    told()
    assert kinds(receiver) == ["report.filed", "report.verified", "report.forwarded"]


def test_whoever_leaves_the_post_hears_no_more(desk: Program, receiver: Receiver, rahma: Actor, kadis: Person) -> None:
    hook = hooked(desk, receiver)
    end_holding(kadis.holdings.get(), until=timezone.localdate() - timedelta(days=1), by=SYSTEM, at=timezone.now())
    make.forwarded(rahma, at=timezone.now())
    assert told() == 0
    hook.refresh_from_db()
    assert hook.cursor == Leaf.objects.order_by("-index")[0].index


def test_a_key_that_is_revoked_takes_its_webhooks_along(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver)
    make.forwarded(rahma, at=timezone.now())
    number_leaves(now=timezone.now(), whole=True)
    follow(now=timezone.now())
    revoke_key(desk.key, by=SYSTEM, at=timezone.now())
    assert told() == 0
    assert receiver.raw == []


def test_only_the_events_that_it_asked_for(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.resolved", "report.answered")
    lived(rahma, make.officer("pupr", "staff", "Siti"))
    told()
    assert kinds(receiver) == ["report.answered", "report.resolved"]


def test_nothing_from_before_and_nothing_lost_between_rounds(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    make.forwarded(rahma, at=timezone.now())
    number_leaves(now=timezone.now(), whole=True)
    hooked(desk, receiver, "report.forwarded")
    for _round in range(3):
        make.forwarded(rahma, at=timezone.now())
        make.forwarded(rahma, at=timezone.now())
        told()
    assert len(receiver.taken) == 6


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["report", "note", "number", "follow", "pause", "resume"]), max_size=12))
def test_in_whatever_order_the_worker_runs_each_line_is_owed_once(rahma: Actor, steps: list[str]) -> None:
    """A model: what was written since the webhook began, whenever it was paused, is owed exactly once at the end."""
    now, key = timezone.now(), program(Person.objects.get(pk=str(rahma.person_id))).key
    number_leaves(now=now, whole=True)
    hook = actions.add_webhook(key=key, url="https://contoh.go.id/", events=[], by=rahma, at=now)
    made: list[Complaint] = []
    deeds: dict[str, Callable[[], object]] = {
        "report": lambda: made.append(make.complaint(at=now)),
        "note": lambda: verbs.note(made[-1], text="Catatan.", by=rahma, at=now) if made else None,
        "number": lambda: number_leaves(now=now, whole=True),
        "follow": lambda: follow(now=now),
        "pause": lambda: actions.pause_webhook(hook, by=rahma, at=now),
        "resume": lambda: actions.resume_webhook(hook, by=rahma, at=now),
    }
    for step in [*steps, "resume", "number", "follow", "follow"]:
        deeds[step]()
    refs = list(Delivery.objects.filter(webhook=hook).order_by("id").values_list("ref", flat=True))
    assert sorted(refs) == sorted(one.ref for one in made)


# --- the wire ----------------------------------------------------------------------------------------------------


def test_the_signature_of_the_specification() -> None:
    """The example of the specification and of its libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(max_size=200), st.integers(-400, 400), st.sampled_from(["", "id", "stamp", "body", "secret"]))
def test_what_was_altered_or_is_old_is_not_believed(body: bytes, age: int, altered: str) -> None:
    secret, now = new_secret(), 1_800_000_000
    headers = signed(secret, "msg_1", now - age, body)
    headers |= {"id": {"webhook-id": "msg_2"}, "stamp": {"webhook-timestamp": str(now - age + 1)}}.get(altered, {})
    judged = verify(
        new_secret() if altered == "secret" else secret, headers, body + (b"x" if altered == "body" else b""), now
    )
    assert (judged == "") == (not altered and abs(age) <= 300)


def test_a_replay_is_the_same_message_and_grows_old(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    make.forwarded(rahma, at=timezone.now())
    told()
    headers, body = receiver.raw[0]
    assert verify(receiver.secret, headers, body, time.time()) == ""
    assert receiver.take(headers, body) == 204
    assert len(receiver.taken) == 1  # the same id
    assert verify(receiver.secret, headers, body, time.time() + 301) == "time"


def test_a_redirect_is_no_answer_and_is_not_followed(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    with receiving() as elsewhere:
        receiver.location = elsewhere.url
        make.forwarded(rahma, at=timezone.now())
        told()
        assert elsewhere.raw == []
    assert Delivery.objects.get().status == 302
    assert Delivery.objects.get().outcome == "waiting"


def test_an_address_inside_is_refused_when_it_is_called(
    desk: Program, receiver: Receiver, rahma: Actor, settings: Settings
) -> None:
    """What a name means is looked at each time: one that was outside yesterday may lie inside today (rebinding)."""
    hook = hooked(desk, receiver, "report.forwarded")
    settings.OUTBOUND_ALLOW = []
    make.forwarded(rahma, at=timezone.now())
    told()
    assert receiver.raw == []
    assert Delivery.objects.get().reason == "url"
    for url in ("https://localhost/", "https://127.0.0.1.:8443/"):
        Webhook.objects.filter(pk=hook.pk).update(url=url, retry_at=None)
        Delivery.objects.update(try_at=timezone.now(), reason="")
        told()
        assert Delivery.objects.get().reason == "address"


@pytest.mark.parametrize(
    "url",
    ["http://contoh.go.id/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/",
     "https://2130706433/", "https://contoh.go.id:22/", "ftp://contoh.go.id/", "https://a:b@contoh.go.id/", "x", ""],
)  # fmt: skip
def test_an_address_that_can_never_be_called_is_refused_at_once(desk: Program, settings: Settings, url: str) -> None:
    settings.OUTBOUND_ALLOW = []
    assert desk.post("/webhooks", {"url": url}).status_code == 422
    assert not Webhook.objects.exists()


# --- patience ----------------------------------------------------------------------------------------------------


def test_what_is_refused_is_tried_again_and_then_settled(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    receiver.status = 500
    make.forwarded(rahma, at=timezone.now())
    now = timezone.now()
    told(now)
    row = Delivery.objects.get()
    assert (row.attempts, row.status, row.try_at) == (1, 500, now + PATIENCE[0])
    assert told(now + timedelta(seconds=4)) == 0
    receiver.status = 200
    assert told(now + timedelta(seconds=5)) == 1
    row.refresh_from_db()
    assert (row.outcome, row.attempts, row.status, row.try_at) == ("sent", 2, 200, None)
    assert Webhook.objects.get().failing_since is None
    assert {headers["webhook-id"] for headers, _body in receiver.raw} == {row.message_id}


def test_one_bad_message_holds_up_no_other(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    receiver.status = 422
    make.forwarded(rahma, at=timezone.now())
    now, admin = timezone.now(), rahma_admin()
    for step in [timedelta(), *PATIENCE]:
        now += step
        receiver.status = 422
        send(now=now) if Delivery.objects.exists() else told(now)
        receiver.status = 200  # anything else is taken
        actions.try_webhook(Webhook.objects.select_related("key__person").get(), by=admin, at=now)
        send(now=now)
    assert Delivery.objects.get(event="report.forwarded").outcome == "failed"
    assert Webhook.objects.get().state == "active"


def rahma_admin() -> Actor:
    return make.officer("kominfo", "administrator")


def test_an_address_that_does_not_answer_holds_up_nobody(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    dead = hooked(desk, receiver, "report.forwarded")
    Webhook.objects.filter(pk=dead.pk).update(url="http://127.0.0.1:9/")
    hooked(desk, receiver, "report.forwarded")
    for _each in range(4):
        make.forwarded(rahma, at=timezone.now())
    now = timezone.now()
    assert told(now) == 4
    assert len(receiver.taken) == 4
    rows = Delivery.objects.filter(webhook=dead)
    assert sum(row.attempts for row in rows) == 1  # and not four times ten seconds
    told(now + timedelta(seconds=6))
    assert sum(row.attempts for row in rows.all()) == 2


def test_one_that_fails_for_days_is_disabled_and_its_keepers_are_told(
    desk: Program, receiver: Receiver, rahma: Actor
) -> None:
    hook, keeper = hooked(desk, receiver, "report.forwarded"), make.holder("kominfo", "administrator", "Pengelola")
    Webhook.objects.filter(pk=hook.pk).update(url="http://127.0.0.1:9/")
    make.forwarded(rahma, at=timezone.now())
    start = now = timezone.now()
    told(now)
    while now < start + GIVEN_UP + timedelta(days=1):
        now += timedelta(hours=6)
        told(now)
    hook.refresh_from_db()
    assert hook.state == "disabled"
    notices = Notice.objects.filter(subject__startswith="Webhook dimatikan")
    assert {notice.person for notice in notices} == {keeper, hook.key.person}
    assert "127.0.0.1:9" not in notices[0].body
    make.forwarded(rahma, at=now)
    told(now)
    Webhook.objects.filter(pk=hook.pk).update(url=receiver.url)
    actions.resume_webhook(Webhook.objects.select_related("key__person").get(pk=hook.pk), by=rahma_admin(), at=now)
    told(now + timedelta(days=2))
    assert len(receiver.taken) == 2  # what happened meanwhile follows


def test_one_that_says_that_it_is_gone_is_asked_no_more(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    receiver.status = 410
    make.forwarded(rahma, at=timezone.now())
    told()
    assert Webhook.objects.get().state == "disabled"
    assert told(timezone.now() + timedelta(days=1)) == 0
    assert len(receiver.raw) == 1


def test_a_worker_that_dies_gives_it_back_by_the_clock(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    make.forwarded(rahma, at=timezone.now())
    now = timezone.now()
    number_leaves(now=now, whole=True)
    follow(now=now)
    Delivery.objects.update(try_at=now + timedelta(minutes=2))  # as a worker leaves it that was killed
    assert send(now=now) == 0
    assert send(now=now + timedelta(minutes=2)) == 1


def test_the_log_goes_after_thirty_days(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hooked(desk, receiver, "report.forwarded")
    make.forwarded(rahma, at=timezone.now())
    told()
    assert tidy(now=timezone.now() + timedelta(days=29)) == 0
    assert tidy(now=timezone.now() + timedelta(days=31)) == 1
    assert Event.objects.exists()


# --- by programs, and on the pages -------------------------------------------------------------------------------


def test_a_program_keeps_its_webhooks(desk: Program, receiver: Receiver) -> None:
    hook = hooked(desk, receiver, "report.filed")
    path = f"/webhooks/{hook.pk}"
    said = desk.get(path).json()
    assert (said["url"], said["events"], said["state"]) == (receiver.url, ["report.filed"], "active")
    assert "secret" not in said
    assert [row["id"] for row in desk.get("/webhooks").json()] == [str(hook.pk)]
    assert desk.call("PATCH", path, {"events": [], "active": False}).json()["state"] == "paused"
    assert desk.post(f"{path}/test").status_code == 422
    assert desk.call("PATCH", path, {"active": True}).json()["events"] == []
    assert desk.post(f"{path}/test").status_code == 202
    assert send(now=timezone.now()) == 1
    assert kinds(receiver) == ["webhook.test"]
    log = desk.get(f"{path}/deliveries").json()
    assert [(row["event"], row["outcome"], row["status"]) for row in log] == [("webhook.test", "sent", 204)]
    assert desk.call("PATCH", path, {"events": ["lain"]}).status_code == 422
    assert desk.call("DELETE", path).status_code == 204
    assert desk.get(path).status_code == 404


def test_the_webhook_of_another_key_does_not_exist(desk: Program, receiver: Receiver, kadis: Person) -> None:
    hook, other = hooked(desk, receiver), program(kadis)
    path = f"/webhooks/{hook.pk}"
    calls = [("GET", path), ("PATCH", path), ("DELETE", path), ("POST", f"{path}/test"), ("GET", f"{path}/deliveries")]
    for method, place in calls:
        assert other.call(method, place, {} if method == "PATCH" else None).status_code == 404, method
    assert other.get("/webhooks").json() == []


def test_a_key_has_so_many_webhooks_and_no_more(desk: Program) -> None:
    for _each in range(20):
        assert desk.post("/webhooks", {"url": "https://contoh.go.id/"}).status_code == 201
    assert desk.post("/webhooks", {"url": "https://contoh.go.id/"}).status_code == 422


def test_only_its_person_and_administrators_manage_it(desk: Program, receiver: Receiver, rahma: Actor) -> None:
    hook = hooked(desk, receiver)
    for act in (actions.pause_webhook, actions.resume_webhook, actions.remove_webhook, actions.try_webhook):
        with pytest.raises(NotAllowed):
            act(hook, by=rahma, at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.add_webhook(key=desk.key, url="https://contoh.go.id/", events=[], by=rahma, at=timezone.now())
    narrow = program(None, ["reports.file"]).key
    with pytest.raises(Refused, match="wewenang"):
        actions.add_webhook(key=narrow, url="https://contoh.go.id/", events=[], by=rahma_admin(), at=timezone.now())


@pytest.fixture
def operator(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator", "Pengelola")))
    return client


def test_the_page_adds_tries_pauses_and_removes(operator: Client, desk: Program, receiver: Receiver) -> None:
    assert "Belum ada webhook" in operator.get(reverse("webhooks:list")).text
    given = {"key": str(desk.key.pk), "url": receiver.url, "events": ["report.filed", "report.closed"]}
    added = operator.post(reverse("webhooks:add"), given)
    hook = Webhook.objects.get()
    assert hook.secret in added.text
    receiver.secret = hook.secret
    detail = reverse("webhooks:detail", args=[hook.pk])
    assert hook.secret not in operator.get(detail).text
    assert "report.closed" in operator.get(detail).text
    operator.post(reverse("webhooks:act", args=[hook.pk, "uji"]))
    send(now=timezone.now())
    assert kinds(receiver) == ["webhook.test"]
    assert "diterima" in operator.get(detail).text
    operator.post(reverse("webhooks:act", args=[hook.pk, "jeda"]))
    assert Webhook.objects.get().state == "paused"
    assert operator.post(reverse("webhooks:act", args=[hook.pk, "uji"])).status_code == 422
    operator.post(reverse("webhooks:act", args=[hook.pk, "lanjut"]))
    assert Webhook.objects.get().state == "active"
    assert "Program uji" in operator.get(reverse("webhooks:list")).text
    assert operator.get(reverse("webhooks:act", args=[hook.pk, "hapus"])).status_code == 405
    operator.post(reverse("webhooks:act", args=[hook.pk, "hapus"]))
    assert not Webhook.objects.exists()


def test_the_form_says_what_is_wrong(operator: Client, settings: Settings, desk: Program) -> None:
    settings.OUTBOUND_ALLOW = []
    wrong = operator.post(reverse("webhooks:add"), {"key": str(desk.key.pk), "url": "http://127.0.0.1/"})
    assert (wrong.status_code, "https://" in wrong.text) == (422, True)
    assert operator.post(reverse("webhooks:add"), {}).status_code == 422


def test_every_event_of_the_document_has_a_verb_of_the_ledger() -> None:
    verbs_of = {name for name in EVENTS if callable(getattr(verbs, name, None))}
    assert set(EVENTS) - verbs_of == {"open", "escalate"}
