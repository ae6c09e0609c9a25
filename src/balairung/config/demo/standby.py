"""Somebody is always awake in the demonstration: who may act for whom, who keeps watch, who was called and answered."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import F, Min, Q
from django.utils.timezone import localdate, localtime

from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.texts import person_name
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.contacts import ask_code, confirm_code
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.people.actions import add_person, appoint, record_absence
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.delegating import Given, Terms, answer_assignment, delegate, record_basis
from balairung.kernel.people.models import Absence, Delegation, Holding, LegalBasis, Office, Person, Post
from balairung.kernel.rosters.actions import answer_swap, ask_swap, cover, make_roster, set_layer
from balairung.kernel.rosters.duty import shifts_of
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.recounting import recount
from balairung.rooms.delegations.actions import accept, open_statements, submit
from balairung.rooms.delegations.models import Statement
from balairung.rooms.duty.actions import accept as accept_alarm
from balairung.rooms.duty.actions import explain
from balairung.rooms.duty.alarms import watch
from balairung.rooms.duty.answering import answer
from balairung.rooms.duty.drills import month_end, plan_drill, run, set_automatic
from balairung.rooms.duty.models import Alarm, Call, Ring
from balairung.rooms.duty.reach import required_posts
from balairung.rooms.duty.scores import publish_due
from balairung.rooms.duty.summoning import summon

DOORS = ("whatsapp", "sms", "voice")
CODE = re.compile(r"\b\d{6}\b")
#: Offices that never sleep, and how their watch changes: unit, length, handover.
WATCHES = {"bpbd": ("day", 1, 8), "damkar": ("hour", 12, 7), "satpolpp": ("day", 1, 8), "rsud": ("hour", 8, 6)}
DISTRICTS, VILLAGES = 2, 3  # that keep a roster too
TEAM = 4
CAMAT = (
    ("service", "izin-keramaian-kecil"), ("service", "izin-usaha-mikro"), ("service", "layanan-kependudukan"),
    ("letter", "dispensasi-nikah"), ("letter", "keterangan-tidak-mampu"),
)  # fmt: skip
AWAKE = 130  # nights, up to now, in which the worker looked at midnight too
DRILLED = (Office.Kind.AGENCY, Office.Kind.BOARD)


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    rng = random.Random(SEED + 9)
    end = stage.end
    stage.plan(end - timedelta(days=170), partial(_decrees, stage))
    stage.plan(end - timedelta(days=135), partial(_keep_watch, stage, rng))
    stage.plan(end - timedelta(days=130), partial(_prove, rng))
    for night in range(AWAKE):
        stage.plan(_midnight(end, night), _climb)
    for month in range(3, 0, -1):
        begin = _month_before(end, month)
        stage.plan(begin + timedelta(hours=9), partial(_drill, stage, rng))
        stage.plan(month_end(localdate(begin)) + timedelta(days=6, hours=9), _publish)
        stage.plan(month_end(localdate(begin)) + timedelta(days=2, hours=10), partial(_explain, stage, rng))
    stage.plan(end - timedelta(days=13), _worry)
    stage.plan(end - timedelta(days=5), partial(_stand_in, stage))
    stage.plan(end - timedelta(days=2), partial(_change_turns, stage))
    stage.plan(end - timedelta(hours=30), partial(_call, stage, rng))
    stage.plan(end - timedelta(minutes=5), partial(_last, stage))


# --- authority -------------------------------------------------------------------------------------------------------


def _decrees(stage: Stage, at: datetime) -> None:
    """A regulation for every camat, the secretary a.n., a deputy in the regent's seat, one for days of absence."""
    today, regent = localdate(at), _post("regent")
    camats = list(Post.objects.filter(office__kind=Office.Kind.DISTRICT, role=Post.Role.HEAD).order_by("order", "id"))
    own = [Given(subject, key, own_region=True) for subject, key in CAMAT]
    basis = _basis("regent_regulation", 27, "Pelimpahan Sebagian Kewenangan Bupati kepada Camat", at)
    terms = Terms("delegation", today, reporting="quarterly")
    delegate(basis=basis, giver=regent, receivers=camats, matters=own, terms=terms, by=SYSTEM, at=at)
    small = [Given("service", "izin-reklame-kecil", own_region=True)]
    terms = replace(terms, scale_limit="small")
    delegate(basis=basis, giver=regent, receivers=camats, matters=small, terms=terms, by=SYSTEM, at=at)
    basis = _basis("regent_decree", 188, "Pelimpahan Penandatanganan Naskah Dinas", at)
    signed = [Given("letter", "undangan"), Given("letter", "surat-tugas")]
    delegate(basis=basis, giver=regent, receivers=[_post("secretary")], matters=signed,
             terms=Terms("mandate", today, may_pass_on=True), by=SYSTEM, at=at)  # fmt: skip
    delegate(basis=basis, giver=regent, receivers=[_post("deputy_regent")],
             matters=[Given("attendance", "upacara"), Given("attendance", "musrenbang")],
             terms=Terms("mandate", today), by=SYSTEM, at=at)  # fmt: skip
    basis = _basis("order", 800, "Penerima Pemberitahuan selama Kepala Dinas Berhalangan", at)
    head, second = _post("head", "pupr"), _post("secretary_of_office", "pupr")
    delegate(basis=basis, giver=head, receivers=[second], matters=[Given("escalation")],
             terms=Terms("mandate", today, only_in_absence=True), by=SYSTEM, at=at)  # fmt: skip
    stage.plan(at + timedelta(days=9), partial(_assign, stage))


def _assign(stage: Stage, at: datetime) -> None:
    """One assignment with money for some villages, and one without, which a village refuses."""
    heads = list(Post.objects.filter(office__kind=Office.Kind.VILLAGE, role=Post.Role.HEAD).order_by("order", "id")[:8])
    today, regent = localdate(at), _post("regent")
    funded = Terms("assignment", today, cost=15_000_000, fund="APBD, bantuan keuangan khusus", reporting="quarterly")
    basis = _basis("regent_decree", 212, "Penugasan Pendataan Bangunan kepada Desa", at)
    service = [Given("service", "pengawasan-izin", own_region=True)]
    delegate(basis=basis, giver=regent, receivers=heads[:5], matters=service, terms=funded, by=SYSTEM, at=at)
    basis = _basis("regent_decree", 213, "Penugasan Pelayanan Pengantar Kependudukan kepada Desa", at)
    service = [Given("service", "layanan-kependudukan", own_region=True)]
    bare = Terms("assignment", today, cost=0)
    rows = delegate(basis=basis, giver=regent, receivers=heads[5:], matters=service, terms=bare, by=SYSTEM, at=at)
    stage.plan(at + timedelta(days=4), partial(_refuse, rows))


def _refuse(rows: Sequence[Delegation], at: datetime) -> None:
    """One village says no, one yes, and one has not answered."""
    words = "Desa tidak memiliki tenaga dan anggaran untuk pelayanan ini."
    for row, accepted in zip(rows, (False, True), strict=False):
        if village := _holder(row.receiver, at):
            answer_assignment(row, accepted=accepted, words="" if accepted else words, by=village, at=at)


def _report(at: datetime) -> None:
    """Most camats gave their report of the quarter; half of those were read."""
    open_statements(now=at)
    rows = Statement.objects.select_related("obligation__owner_office", "receiver", "giver").order_by("id")
    for place, statement in enumerate(rows):
        writer, reader = _holder(statement.receiver, at), _holder(statement.giver, at)
        if writer and reader and place % 4:
            text = "Layanan yang dilimpahkan berjalan; jumlahnya kami tulis di tabel. Tidak ada keberatan dari warga."
            submit(statement, text=text, by=writer, at=at)
            if place % 4 > 1:
                accept(statement, text="Diterima.", by=reader, at=at)


# --- watches ---------------------------------------------------------------------------------------------------------


def _keep_watch(stage: Stage, rng: random.Random, at: datetime) -> None:
    """The offices that never sleep, two districts and a few villages outside office hours."""
    for key, (unit, length, hour) in WATCHES.items():
        if office := Office.objects.filter(key=key).first():
            _roster(office, "Siaga 24 jam", "always", (unit, length, hour), _team(office, rng, at), at)
    for kind, most in ((Office.Kind.DISTRICT, DISTRICTS), (Office.Kind.VILLAGE, VILLAGES)):
        for office in Office.objects.filter(kind=kind).order_by("order", "key")[:most]:
            _roster(office, "Piket malam", "outside_hours", ("week", 1, 8), _team(office, rng, at), at)


def _team(office: Office, rng: random.Random, at: datetime) -> list[Person]:
    """Colleagues beside those who hold a post there already."""
    free = Post.objects.filter(office=office, role__in=("section_head", "staff", "secretary_of_office"))
    vacant = free.exclude(pk__in=Holding.objects.current(at).values("post")).order_by("order", "id")
    for number, post in enumerate(vacant[:TEAM]):
        person = add_person(name=person_name(rng), email=f"jaga{number}.{office.key}@contoh.id", by=SYSTEM, at=at)
        appoint(person=person, post=post, since=localdate(at), by=SYSTEM, at=at)
    rows = Holding.objects.current(at).filter(post__office=office).select_related("person").order_by("id")
    return list({row.person_id: row.person for row in rows}.values())


def _roster(
    office: Office, name: str, coverage: str, turn: tuple[str, int, int], people: Sequence[Person], at: datetime
) -> None:
    unit, length, hour = turn
    roster = make_roster(office=office, name=name, coverage=coverage, public=True, by=SYSTEM, at=at)
    set_layer(roster, place=1, unit=unit, length=length, starts_on=localdate(at), handover=time(hour),
              members=people, since=at, by=SYSTEM, at=at)  # fmt: skip


def _change_turns(stage: Stage, at: datetime) -> None:
    """A swap that was taken, one that waits, somebody who stands in, and two nights without anybody."""
    rosters = list(Roster.objects.select_related("office").order_by("made_at", "id"))
    taken, waiting, empty = rosters[0], rosters[1], rosters[4]
    for roster, words in ((taken, "Acara keluarga"), (waiting, "Kontrol ke dokter")):
        people = list(Person.objects.filter(turns__layer__roster=roster).distinct().order_by("id"))
        shifts = {one.pk: [shift for shift in shifts_of(one, at, at + timedelta(days=9)) if shift.since > at]
                  for one in people}  # fmt: skip
        asker, asked = [one for one in people if shifts[one.pk]][:2]
        turn = shifts[asker.pk][-1]
        swap = ask_swap(roster, place=1, since=turn.since, until=turn.until, asked=asked, words=words,
                        by=actor_of(asker, at), at=at)  # fmt: skip
        if roster == taken:
            answer_swap(swap, accept=True, by=actor_of(asked, at), at=at)
    night = localtime(stage.end).replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=3)
    cover(empty, place=1, person=None, since=night, until=night + timedelta(hours=40), by=SYSTEM, at=at)


def _stand_in(stage: Stage, at: datetime) -> None:
    """The head of one agency is away for a week; another acts as Plh."""
    head, second = _post("head", "dinsos"), _post("liaison", "dinsos")
    first, last = localdate(at), localdate(stage.end) + timedelta(days=4)
    away, acting = _holding(head, at), _holding(second, at)
    if away and acting and not Absence.objects.filter(person=away.person, until__gte=first).exists():
        record_absence(person=away.person, since=first, until=last, reason="Diklat kepemimpinan", by=SYSTEM, at=at)
        appoint(person=acting.person, post=head, since=first, until=last, capacity="plh", by=SYSTEM, at=at)


# --- drills ----------------------------------------------------------------------------------------------------------


def _prove(rng: random.Random, at: datetime) -> None:
    """Most who must be reachable, or are on duty, told us the code that came to their telephone."""
    _open(at)
    required = Q(holdings__in=Holding.objects.current(at).filter(post__in=required_posts()))
    people = Person.objects.filter(required | Q(turns__isnull=False))
    for number, person in enumerate(people.distinct().order_by("id")):
        if rng.random() < 0.9:
            channel, address = rng.choice(("whatsapp", "whatsapp", "sms")), f"+62800{5_000_000 + number}"
            contact = ask_code(channel, address, person, at=at)
            code = CODE.search(Notice.objects.get(key=f"code:{contact.pk}:{at.isoformat()}").body)
            assert code
            confirm_code(channel, address, code[0], person, at=at)
    _shut(at)


def _drill(stage: Stage, rng: random.Random, at: datetime) -> None:
    """A month's drill of the agencies; who answers by message, who by telephone, who not at all."""
    _open(at)
    plan_drill(by=stage.cast.secretary(), at=at, share=100, kinds=DRILLED)
    _ring_until(rng, month_end(localdate(at)))
    _shut(at)


def _ring_until(rng: random.Random, end: datetime) -> None:
    """What the worker does while telephones ring."""
    while (now := Call.objects.aggregate(soon=Min("next_at"))["soon"]) and now < end:
        run(now=now)
        _sent(now)
        rings = Ring.objects.filter(call__state=Call.State.RINGING, skipped="", at=now).select_related("person")
        for ring in rings.order_by("id"):
            if rng.random() < 0.45:
                answer(ring, means=Call.Means.LINK, by=SYSTEM, at=now + timedelta(seconds=rng.randint(20, 170)))
    run(now=end)


def _explain(stage: Stage, rng: random.Random, at: datetime) -> None:
    """Most offices say why nobody answered, and the secretary reads it."""
    text = (
        "Nomor kepala kantor berganti. Nomor baru sudah dipastikan, dan petugas jaga sekarang menerima panggilan juga."
    )
    rows = Alarm.objects.filter(obligation__step="explain").select_related("obligation__owner_office", "call")
    for alarm in rows.order_by("pk"):
        officer = stage.cast.officer(alarm.obligation.owner_office_id)
        if officer and rng.random() < 0.7:
            explain(alarm, text=text, by=officer, at=at)
            accept_alarm(alarm, by=stage.cast.secretary(), at=at + timedelta(hours=3))


def _call(stage: Stage, rng: random.Random, at: datetime) -> None:
    """The regent needs a camat, at night; and this month's drill goes on while one looks."""
    _open(at)
    camat = Post.objects.filter(office__kind=Office.Kind.DISTRICT, role=Post.Role.HEAD).order_by("order", "id")[3]
    summon(camat, words="Sungai meluap di wilayah Anda. Bagaimana keadaannya?", by=stage.cast.regent(), at=at)
    _ring_until(rng, at + timedelta(hours=1))
    _shut(at)


def _publish(at: datetime) -> None:
    publish_due(now=at)


def _worry(at: datetime) -> None:
    """The worker's alarms of the day, and the reports of the quarter."""
    watch(now=at)
    _report(at)


def _last(stage: Stage, at: datetime) -> None:
    """Monthly drills go on by themselves; every roster is counted."""
    set_automatic(True, by=stage.cast.secretary(), at=at)
    while recount(now=at):
        continue


# --- at hand ---------------------------------------------------------------------------------------------------------


def _open(at: datetime) -> None:
    """The doors of telephones, for the time that is played; nothing leaves by them."""
    for channel in DOORS:
        gateways.connect(channel, {}, at=at)


def _shut(at: datetime) -> None:
    for channel in DOORS:
        gateways.connect(channel, {}, at=at, opened=False)
    _sent(at)


def _sent(at: datetime) -> None:
    """As if the vendors had brought what waits for them."""
    waiting = Notice.objects.filter(channel__in=DOORS, outcome=Notice.Outcome.WAITING, person__isnull=False)
    codes = Notice.objects.filter(channel__in=DOORS, outcome=Notice.Outcome.WAITING, key__startswith="code:")
    for rows in (waiting, codes):
        rows.update(outcome=Notice.Outcome.SENT, sent_at=F("written_at"), delivered_at=F("written_at"))


def _midnight(end: datetime, nights: int) -> datetime:
    """Minutes after day clocks run out."""
    return localtime(end - timedelta(days=nights)).replace(hour=0, minute=4, second=0, microsecond=0)


def _climb(at: datetime) -> None:
    escalate(now=at)


def _month_before(end: datetime, months: int) -> datetime:
    begin = localtime(end).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _month in range(months):
        begin = localtime(begin - timedelta(days=1)).replace(day=1)
    return begin


def _post(role: str, office: str = "") -> Post:
    rows = Post.objects.filter(role=role, **({"office__key": office} if office else {}))
    return rows.select_related("office").order_by("order", "id")[0]


def _basis(kind: str, number: int, about: str, at: datetime) -> LegalBasis:
    return record_basis(kind=kind, number=f"{number} Tahun {localdate(at).year}", dated=localdate(at), about=about,
                        by=SYSTEM, at=at)  # fmt: skip


def _holding(post: Post, at: datetime) -> Holding | None:
    return Holding.objects.current(at).filter(post=post).select_related("person").order_by("id").first()


def _holder(post: Post, at: datetime) -> Actor | None:
    found = _holding(post, at)
    return actor_of(found.person, at) if found else None
