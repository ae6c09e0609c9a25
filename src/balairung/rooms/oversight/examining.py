"""An examination is begun, its findings are written, and all of it is sent once: then offices owe, and nobody edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.rupiah import MOST, in_words
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Obligation, Remark, State, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.search.actions import open_index
from balairung.rooms.oversight import access, notices
from balairung.rooms.oversight.models import Amendment, Examination, Finding, Involved, Recommendation
from balairung.rooms.oversight.models.recommendations import FOLLOW_UP

KIND = "oversight"
NOON = time(12)
OWN_HOUSE = gettext_lazy("Inspektorat tidak memeriksa dirinya sendiri. Serahkan kepada Inspektorat provinsi.")
TORN = gettext_lazy("%(name)s memegang jabatan di kantor yang diperiksa, jadi tidak ikut memeriksanya.")
Excluded = list[tuple[Post, Person | None]]


@dataclass(frozen=True)
class Plan:
    """An examination as its letter of assignment says it. Without a `lead` where others examined."""

    letter: str
    about: str
    kind: str
    offices: Sequence[Office]
    period_since: date
    period_until: date
    started_on: date
    ended_on: date | None = None
    source: str = Examination.Source.INSPECTORATE
    confidential: bool = False
    lead: Person | None = None
    technical: Person | None = None
    members: Sequence[Person] = field(default_factory=list)

    @property
    def team(self) -> dict[Person, str]:
        """Who is what in it; whoever is named twice is what was named first."""
        found: dict[Person, str] = {}
        named = [(self.lead, Involved.Part.LEAD), (self.technical, Involved.Part.TECHNICAL)]
        for person, part in [*named, *((one, Involved.Part.MEMBER) for one in self.members)]:
            if person is not None:
                found.setdefault(person, part)
        return found

    def columns(self) -> dict[str, object]:
        return {
            "letter": clean_line(self.letter), "about": clean_line(self.about), "kind": self.kind,
            "source": self.source, "period_since": self.period_since, "period_until": self.period_until,
            "started_on": self.started_on, "ended_on": self.ended_on, "confidential": self.confidential,
        }  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A finding as it was typed; `loss` in rupiah."""

    title: str
    condition: str
    criterion: str
    cause: str
    effect: str
    code: str = ""
    loss: Decimal = Decimal(0)
    loss_kind: str = ""


def open_examination(plan: Plan, *, by: Actor, at: datetime) -> Examination:
    """One examination, not sent yet. The same letter of the same examiner stands once."""
    require(access.can_open(by), _("Pemeriksaan dicatat oleh Inspektorat."))
    made = Examination(recorded_at=at, recorded_by_id=by.person_id)
    return _keep(made, plan, by, at)


def change_examination(examination: Examination, plan: Plan, *, by: Actor, at: datetime) -> Examination:
    """While it is not sent. Only the Inspektur makes a secret one open again."""
    require(access.can_change(by, examination))
    if examination.confidential and not plan.confidential:
        require(access.is_inspector(by), _("Hanya Inspektur yang membuka pemeriksaan rahasia."))
        if examination.involved.filter(part=Involved.Part.SUBJECT).exists():
            raise Refused(_("Pemeriksaan yang menyebut orang yang diperiksa tetap rahasia."))
    return _keep(examination, plan, by, at)


def _keep(examination: Examination, plan: Plan, by: Actor, at: datetime) -> Examination:
    _check(plan, at)
    for name, value in plan.columns().items():
        setattr(examination, name, value)
    try:
        with transaction.atomic():
            examination.save()
            examination.offices.set(plan.offices)
            _seat_team(examination, plan)
    except IntegrityError as problem:
        raise Refused(
            _("Surat tugas ini sudah dicatat, atau seseorang disebut dua kali. Periksa nomor dan timnya.")
        ) from problem
    return examination


def _seat_team(examination: Examination, plan: Plan) -> None:
    examination.involved.exclude(part=Involved.Part.SUBJECT).delete()
    rows = [Involved(examination=examination, person=person, part=part) for person, part in plan.team.items()]
    Involved.objects.bulk_create(rows)


def _check(plan: Plan, at: datetime) -> None:
    if not clean_line(plan.letter) or not clean_line(plan.about) or not plan.offices:
        raise Refused(_("Nomor surat tugas, perihal, dan kantor yang diperiksa harus terisi."))
    if plan.period_until < plan.period_since:
        raise Refused(_("Masa yang diperiksa berakhir sebelum dimulai. Periksa kedua tanggal itu."))
    if plan.ended_on and plan.ended_on < plan.started_on:
        raise Refused(_("Pemeriksaan berakhir sebelum dimulai. Periksa kedua tanggal itu."))
    if any(office.kind == Office.Kind.INSPECTORATE for office in plan.offices):
        raise Refused(OWN_HOUSE)
    if plan.source == Examination.Source.INSPECTORATE and plan.lead is None:
        raise Refused(_("Pilih dahulu ketua timnya."))
    _check_team(plan, at)


def _check_team(plan: Plan, at: datetime) -> None:
    """Everybody sits in the Inspektorat, and nobody in what is examined."""
    held = Holding.objects.current(at).filter(person__in=[person.pk for person in plan.team])
    offices = {office.pk for office in plan.offices}
    sitting = {row.person_id for row in held.filter(post__office__kind=Office.Kind.INSPECTORATE)}
    torn = {row.person_id for row in held.filter(post__office__in=offices)}
    for person in plan.team:
        if person.pk not in sitting:
            raise Refused(_("%(name)s tidak bertugas di Inspektorat, jadi tidak dapat menjadi anggota tim.") % {
                "name": person.name})  # fmt: skip
        if person.pk in torn:
            raise Refused(TORN % {"name": person.name})


@transaction.atomic
def add_office(examination: Examination, *, office: Office, by: Actor, at: datetime) -> None:
    """One more examined office; nobody of its people may be in the team."""
    require(access.can_change(by, examination))
    if office.kind == Office.Kind.INSPECTORATE:
        raise Refused(OWN_HOUSE)
    team = examination.involved.exclude(part=Involved.Part.SUBJECT).values("person")
    torn = Holding.objects.current(at).filter(person__in=team, post__office=office).select_related("person").first()
    if torn:
        raise Refused(TORN % {"name": torn.person.name})
    examination.offices.add(office)


@transaction.atomic
def name_subject(examination: Examination, *, person: Person, by: Actor, at: datetime) -> None:
    """Somebody that it is about: it does not exist for them any more, whatever post they hold."""
    require(access.can_change(by, examination))
    if not examination.confidential:
        raise Refused(_("Tandai dahulu pemeriksaan ini rahasia. Baru sesudah itu orang yang diperiksa dicatat."))
    heads = Holding.objects.current(at).filter(post__office__kind=Office.Kind.INSPECTORATE, post__role=Post.Role.HEAD)
    if heads.filter(person=person).exists():
        raise Refused(_("Inspektur tidak diperiksa kantornya sendiri. Serahkan kepada Inspektorat provinsi."))
    if examination.involved.filter(person=person).exists():
        raise Refused(_("%(name)s sudah tercatat dalam pemeriksaan ini.") % {"name": person.name})
    Involved.objects.create(examination=examination, person=person, part=Involved.Part.SUBJECT)


# --- what was found --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_finding(examination: Examination, found: Found, *, by: Actor, at: datetime) -> Finding:
    require(access.can_change(by, examination))
    last = examination.findings.aggregate(last=Max("place"))["last"] or 0
    return Finding.objects.create(examination=examination, place=last + 1, **_finding(found))


@transaction.atomic
def change_finding(finding: Finding, found: Found, *, by: Actor, at: datetime) -> None:
    """While it is not sent."""
    require(access.can_change(by, finding.examination))
    asked = sum(finding.recommendations.values_list("value", flat=True), Decimal(0))
    if asked > found.loss:
        raise Refused(
            _("Rekomendasinya sudah meminta %(sum)s disetor, lebih daripada nilai temuan ini.")
            % {"sum": in_words(asked)}
        )
    Finding.objects.filter(pk=finding.pk, sent_at__isnull=True).update(**_finding(found))


@transaction.atomic
def drop_finding(finding: Finding, *, by: Actor, at: datetime) -> None:
    """With its recommendations, while it is not sent."""
    require(access.can_change(by, finding.examination))
    finding.recommendations.all().delete()
    finding.delete()


def _finding(found: Found) -> dict[str, object]:
    texts = {name: clean_text(getattr(found, name)) for name in ("condition", "criterion", "cause", "effect")}
    title = clean_line(found.title)
    if not title or not all(texts.values()):
        raise Refused(_("Judul, kondisi, kriteria, sebab, dan akibat harus terisi."))
    if not 0 <= found.loss <= MOST:
        raise Refused(_("Nilai temuan tidak boleh kurang dari nol, dan paling banyak %(most)s.") % {
            "most": in_words(MOST)})  # fmt: skip
    if bool(found.loss) != bool(found.loss_kind):
        raise Refused(_("Nilai dan jenisnya diisi keduanya, atau dikosongkan keduanya."))
    return {"title": title, "code": clean_line(found.code), "loss": found.loss, "loss_kind": found.loss_kind, **texts}


@transaction.atomic
def add_recommendation(
    finding: Finding, *, office: Office, text: str, value: Decimal = Decimal(0), by: Actor, at: datetime
) -> Recommendation:
    """What an examined office must do; `value` (rupiah) is what it must pay back of the finding's loss."""
    require(access.can_change(by, finding.examination))
    words = clean_text(text)
    if not words:
        raise Refused(_("Tuliskan dahulu rekomendasinya."))
    if not finding.examination.offices.filter(pk=office.pk).exists():
        raise Refused(_("Pilih kantor yang diperiksa: kantor lain tidak menerima rekomendasi dari pemeriksaan ini."))
    asked = sum(finding.recommendations.values_list("value", flat=True), Decimal(0))
    if value < 0 or asked + value > finding.loss:
        raise Refused(
            _("Yang diminta disetor tidak boleh lebih daripada nilai temuan. Sisanya %(rest)s.")
            % {"rest": in_words(finding.loss - asked)}
        )
    last = finding.recommendations.aggregate(last=Max("place"))["last"] or 0
    return Recommendation.objects.create(finding=finding, place=last + 1, office=office, text=words, value=value)


@transaction.atomic
def drop_recommendation(recommendation: Recommendation, *, by: Actor, at: datetime) -> None:
    """While it is not sent."""
    require(access.can_change(by, recommendation.finding.examination))
    recommendation.delete()


@transaction.atomic
def keep_report(
    examination: Examination, *, number: str, reported_on: date, received_on: date, files: Sequence[File] = (),
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Number and date of the report (LHP), when the offices received it, and the report itself."""
    require(access.can_change(by, examination))
    if not clean_line(number):
        raise Refused(_("Tuliskan dahulu nomor laporannya."))
    if not reported_on <= received_on <= localdate(at):
        raise Refused(_("Laporan diterima kantor paling cepat pada tanggalnya sendiri, dan paling lambat hari ini."))
    columns = {"report_number": clean_line(number), "reported_on": reported_on, "received_on": received_on}
    Examination.objects.filter(pk=examination.pk, sent_at__isnull=True).update(**columns)
    attach(files, about=(KIND, str(examination.pk)))
    examination.refresh_from_db(fields=list(columns))


# --- sent ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def send(examination: Examination, *, by: Actor, at: datetime) -> list[Recommendation]:
    """Each recommendation becomes an obligation of its office; from now on the database refuses to change a word."""
    require(access.can_send(by, examination), _("Laporan hasil pemeriksaan dikirim oleh Inspektur."))
    locked = Examination.objects.select_for_update().get(pk=examination.pk)
    if locked.sent_at:
        raise Stale(_("Pemeriksaan ini sudah dikirim orang lain. Muat ulang halamannya."))
    rows = list(Recommendation.objects.filter(finding__examination=locked).select_related("office", "finding"))
    _check_complete(locked, rows)
    excluded, calendars = _excluded(locked, at), Calendars()
    for row in sorted(rows, key=lambda one: (one.finding.place, one.place)):
        row.finding.examination = locked
        _owe(row, excluded, calendars, by, at)
    locked.findings.update(sent_at=at)
    Examination.objects.filter(pk=locked.pk).update(sent_at=at, sent_by=by.person_id)
    examination.refresh_from_db(fields=["sent_at", "sent_by"])
    return rows


def _check_complete(examination: Examination, rows: Iterable[Recommendation]) -> None:
    if not examination.report_number or examination.received_on is None:
        raise Refused(_("Catat dahulu nomor dan tanggal laporan hasil pemeriksaan."))
    answered = {row.finding_id for row in rows}
    if not answered:
        raise Refused(_("Belum ada temuan dengan rekomendasi yang dapat dikirim."))
    if bare := examination.findings.exclude(pk__in=answered).first():
        raise Refused(_("Temuan “%(title)s” belum mempunyai rekomendasi.") % {"title": bare.title})


def _excluded(examination: Examination, at: datetime) -> Excluded:
    """For whom a secret one does not exist although they see everything: the coordinators, and whom it is about."""
    if not examination.confidential:
        return []
    posts = list(Post.objects.filter(role=Post.Role.COORDINATOR).order_by("order", "id"))
    subjects = [row.person for row in examination.involved.filter(part=Involved.Part.SUBJECT).select_related("person")]
    held = Holding.objects.current(at).filter(person__in=[one.pk for one in subjects]).select_related("post")
    own = {row.person_id: row.post for row in held}
    anchors = [(posts[0] if posts else own.get(one.pk), one) for one in subjects]
    return [*((post, None) for post in posts), *((post, one) for post, one in anchors if post)]


def _owe(row: Recommendation, excluded: Excluded, calendars: Calendars, by: Actor, at: datetime) -> Obligation:
    examination = row.finding.examination
    assert examination.received_on is not None  # _check_complete
    received = min(make_aware(datetime.combine(examination.received_on, NOON), regency_zone()), at)
    obligation = open_obligation(
        kind=KIND, prefix="E", subject=clean_line(row.text)[:200], owner=Owner(row.office), by=by, at=at,
        state=State.ACTIVE, step=FOLLOW_UP, clocks=[clock_rule(KIND, "follow_up", since=received)],
        visibility=Visibility.SECRET if examination.confidential else Visibility.INTERNAL, excluded=excluded,
        case=examination.pk, words=row.text, audience=Remark.Audience.OFFICERS,
        facts={"finding": row.finding.place, "recommendation": row.place}, calendars=calendars,
    )  # fmt: skip
    row.obligation = obligation
    row.save(update_fields=["obligation"])
    open_index(obligation, text=notices.found_by(row))
    notices.tell_sent(row, at=at)
    return obligation


@transaction.atomic
def amend(finding: Finding, *, text: str, by: Actor, at: datetime) -> Amendment:
    """A correction of what was sent: a line more, for everybody who reads the finding."""
    require(access.can_amend(by, finding.examination))
    words = clean_text(text)
    if not words:
        raise Refused(_("Tuliskan dahulu ralatnya."))
    return Amendment.objects.create(finding=finding, text=words, at=at, by_id=by.person_id)
