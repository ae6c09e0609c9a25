"""An incident from the moment it is known until it is closed: filled in, its people found, told, reported (art. 46)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, note, open_obligation
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.privacy import access, moves, notices, wording
from balairung.rooms.privacy.models import Incident
from balairung.rooms.privacy.rules import BREACH, KIND, main_office
from balairung.rooms.privacy.spreading import room_names

FARTHEST = timedelta(days=365)
Step = Incident.Step


@transaction.atomic
def open_incident(*, title: str, known_at: datetime, drill: bool, by: Actor, at: datetime) -> Incident:
    """From the moment it is known three times 24 hours run, nights and holidays too; a drill has the same clocks."""
    require(access.is_ppdp(by) or access.inspects(by) or by.administers)
    line, office = clean_line(title), main_office()
    if not line:
        raise Refused(_("Tuliskan dalam satu kalimat apa yang terjadi."))
    if known_at > at or known_at < at - FARTHEST:
        raise Refused(_("Waktu diketahuinya tidak mungkin. Periksa tanggal dan jamnya."))
    if office is None:
        raise Refused(_("Belum ada kantor yang bertanggung jawab atas data pribadi."))
    obligation = open_obligation(
        kind=KIND, prefix=BREACH, subject=(_("Latihan: %(title)s") % {"title": line} if drill else line)[:200],
        owner=Owner(office), by=by, at=at, state=State.ACTIVE, step="tell", priority=0 if drill else 1,
        clocks=[clock_rule(KIND, name, since=known_at) for name in ("tell", "report")], facts={"drill": drill},
    )  # fmt: skip
    made = Incident.objects.create(
        obligation=obligation, drill=drill, title=line[:160], known_at=known_at, recorded_by_id=by.person_id
    )
    open_index(obligation, text=obligation.subject)
    notices.tell_opened(made, at=at)
    return made


@transaction.atomic
def describe(
    incident: Incident, *, exposed: Sequence[str], happened: str, handling: str, recovery: str, by: Actor, at: datetime
) -> None:
    """What the letters will say. It may be changed until they leave."""
    _require_open(incident, by)
    if unknown := set(exposed) - set(facts(KIND)["exposed"]):
        raise Refused(_("Jenis data ini tidak dikenal: %(keys)s.") % {"keys": ", ".join(sorted(unknown))})
    said = {
        "exposed": ",".join(exposed), "happened": clean_text(happened), "handling": clean_text(handling),
        "recovery": clean_text(recovery),
    }  # fmt: skip
    if not Incident.objects.filter(pk=incident.pk, letters_at__isnull=True).update(**said):
        raise Stale(_("Surat sudah mulai dikirim, jadi isinya tidak berubah lagi."))
    note(incident.obligation, verb="note", by=by, at=at, words=_("Isi surat ditulis atau diubah."))


@transaction.atomic
def search(incident: Incident, *, rooms: Sequence[str], since: date, until: date, by: Actor, at: datetime) -> None:
    """Find whom it touches, from the records of these rooms in these days; the worker looks, and adds up."""
    _require_open(incident, by)
    names = dict(room_names())
    if not rooms or set(rooms) - set(names):
        raise Refused(_("Pilih catatan yang terdampak."))
    if until < since or until > localdate(at):
        raise Refused(_("Rentang tanggalnya tidak mungkin. Periksa kedua tanggal itu."))
    mine = Incident.objects.filter(pk=incident.pk, letters_at__isnull=True).exclude(search=Step.WANTED)
    if not mine.update(rooms=",".join(rooms), since=since, until=until, search=Step.WANTED, mark="", nameless=0):
        raise Stale(_("Pencarian sedang berjalan, atau surat sudah mulai dikirim."))
    incident.affected.all().delete()
    words = _("Orang yang terdampak dicari: %(rooms)s.") % {"rooms": ", ".join(names[room] for room in rooms)}
    note(incident.obligation, verb="note", by=by, at=at, words=words)


@transaction.atomic
def tell(incident: Incident, *, by: Actor, at: datetime) -> Event:
    """The letters leave, to everybody who was found; of a drill none does. Its clock is met with the order to send."""
    require(access.can_handle(by, incident))
    if missing := wording.missing(incident):
        raise Refused(_("Lengkapi dahulu isi surat: %(what)s.") % {"what": ", ".join(missing)})
    if incident.search != Step.FOUND:
        raise Refused(_("Cari dahulu siapa yang terdampak, dan tunggu sampai pencariannya selesai."))
    if not Incident.objects.filter(pk=incident.pk, letters_at__isnull=True).update(letters_at=at):
        raise Stale(_("Surat sudah mulai dikirim."))
    incident.letters_at = at
    people = incident.affected.count()
    return make_move(
        incident.obligation, moves.TELL, by=by, at=at, facts={"people": people, "nameless": incident.nameless}
    )


@transaction.atomic
def report(incident: Incident, *, text: str, files: Sequence[File] = (), by: Actor, at: datetime) -> Event:
    """The letter went to the agency: how, and with what receipt."""
    require(access.can_handle(by, incident))
    if missing := wording.missing(incident):
        raise Refused(_("Lengkapi dahulu isi surat: %(what)s.") % {"what": ", ".join(missing)})
    attach(files, about=(KIND, incident.ref))
    event = make_move(incident.obligation, moves.REPORT, by=by, at=at, words=text, evidence=list(files))
    Incident.objects.filter(pk=incident.pk).update(agency_at=at)
    incident.agency_at = at
    return event


@transaction.atomic
def close(incident: Incident, *, text: str, by: Actor, at: datetime) -> Event:
    """Told, reported, mended: what was learned stays in the register."""
    require(access.can_handle(by, incident))
    if incident.letters_at is None or incident.agency_at is None:
        raise Refused(_("Beri tahu dahulu warga yang terdampak dan lembaga. Setelah itu insiden dapat ditutup."))
    return make_move(incident.obligation, moves.CLOSE, by=by, at=at, words=text)


@transaction.atomic
def dismiss(incident: Incident, *, text: str, by: Actor, at: datetime) -> Event:
    """Looked into, and nobody's data were exposed; not once people were told that they were."""
    require(access.can_handle(by, incident))
    if incident.letters_at is not None:
        raise Refused(_("Warga sudah diberi tahu, jadi insiden ini ditutup dengan “Tutup insiden”."))
    return make_move(incident.obligation, moves.DISMISS, by=by, at=at, words=text)


def _require_open(incident: Incident, by: Actor) -> None:
    require(access.can_handle(by, incident))
    if not incident.obligation.is_open:
        raise Refused(_("Insiden ini sudah ditutup."))
