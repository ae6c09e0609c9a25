"""A draft is written down part by part, and announced; from then on its words do not change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_reference
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.participation import access
from balairung.rooms.participation.models import Consultation, ConsultSection
from balairung.rooms.participation.owing import KIND, PREFIX
from balairung.rooms.participation.rules import kind_word, least_days

MOST_SECTIONS = 40
LONGEST_DAYS = 366


def prepare_consultation(
    *, office: Office, kind: str, title: str, summary: str, opens_on: date, closes_on: date, service_key: str = "",
    files: Sequence[File] = (), by: Actor, at: datetime,
) -> Consultation:  # fmt: skip
    """Nobody outside sees it before it is announced."""
    require(access.can_keep(by, office.pk), _("Konsultasi dibuka oleh kantornya sendiri atau sekretaris daerah."))
    made = Consultation(
        ref=new_reference(PREFIX), office=office, kind=kind, title=clean_line(title), summary=clean_text(summary),
        service_key=clean_line(service_key), opens_on=opens_on, closes_on=closes_on, made_at=at,
        made_by_id=by.person_id,
    )  # fmt: skip
    if not (made.title and made.summary):
        raise Refused(_("Judul dan ringkasan harus terisi."))
    _check_days(made, localdate(at))
    _require_service(made)
    with transaction.atomic():
        made.save(force_insert=True)
        attach(files, about=(KIND, made.ref))
        _write_standard(made)
    return made


def _require_service(made: Consultation) -> None:
    named: list[tuple[str, str]] = import_string(settings.SURVEY_SERVICES)(made.office, [made.service_key])
    if made.service_key and made.service_key not in dict(named):
        raise Refused(_("Layanan dengan kunci itu tidak ada. Salin kata terakhir dari alamat halaman layanannya."))


def _write_standard(made: Consultation) -> None:
    """The parts of a service standard as they stand today: the office writes the new words over them."""
    if not (made.service_key and made.kind == "standard"):
        return
    parts: list[tuple[str, str]] = import_string(settings.STANDARD_PARTS)(made.service_key)
    ConsultSection.objects.bulk_create(
        ConsultSection(consultation=made, number=number, kind=ConsultSection.Kind.ARTICLE, title=title, text=text)
        for number, (title, text) in enumerate(parts, start=1)
    )


def _check_days(made: Consultation, today: date) -> None:
    days = (made.closes_on - made.opens_on).days + 1
    if made.opens_on < today:
        raise Refused(_("Hari pembukaannya sudah lewat. Pilih hari ini atau sesudahnya."))
    if days < (least := least_days(made.kind)):
        raise Refused(_("%(kind)s dibuka paling sedikit %(days)d hari, agar warga sempat membaca.") % {
            "kind": kind_word(made.kind), "days": least
        })  # fmt: skip
    if days > LONGEST_DAYS:
        raise Refused(_("Konsultasi ini dibuka lebih dari satu tahun. Periksa tanggalnya."))


@transaction.atomic
def add_section(
    consultation: Consultation, *, kind: str, title: str, text: str = "", by: Actor, at: datetime
) -> ConsultSection:
    """An article or a question, at the end."""
    require(access.can_keep(by, consultation.office_id))
    kept = _draft(consultation)
    last = kept.sections.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_SECTIONS:
        raise Refused(_("Paling banyak %(most)d bagian. Gabungkan yang serupa.") % {"most": MOST_SECTIONS})
    line = clean_line(title)
    if not line:
        raise Refused(_("Tuliskan dahulu judul bagiannya."))
    return ConsultSection.objects.create(
        consultation=kept, number=last + 1, kind=kind, title=line[:160], text=clean_text(text)
    )


@transaction.atomic
def change_section(
    consultation: Consultation, *, number: int, kind: str, title: str, text: str = "", by: Actor, at: datetime
) -> None:
    """Other words at the same place."""
    require(access.can_keep(by, consultation.office_id))
    line = clean_line(title)[:160]
    if not line:
        raise Refused(_("Tuliskan dahulu judul bagiannya."))
    rows = ConsultSection.objects.filter(consultation=_draft(consultation), number=number)
    rows.update(kind=kind, title=line, text=clean_text(text))


@transaction.atomic
def drop_section(consultation: Consultation, *, number: int, by: Actor, at: datetime) -> None:
    """Out again, as long as nobody has seen it; what follows moves up."""
    require(access.can_keep(by, consultation.office_id))
    kept = _draft(consultation)
    ConsultSection.objects.get(consultation=kept, number=number).delete()
    for place, row in enumerate(kept.sections.order_by("number"), start=1):
        ConsultSection.objects.filter(pk=row.pk).update(number=place)


@transaction.atomic
def keep_draft(consultation: Consultation, *, files: Sequence[File], by: Actor, at: datetime) -> None:
    """The draft itself, as a file that everybody may open."""
    require(access.can_keep(by, consultation.office_id))
    _draft(consultation)
    attach(files, about=(KIND, consultation.ref))


@transaction.atomic
def announce(consultation: Consultation, *, by: Actor, at: datetime) -> None:
    """From now on everybody sees it. Where the first day has passed meanwhile, both days move."""
    require(access.can_keep(by, consultation.office_id))
    kept, today = _draft(consultation), localdate(at)
    if not kept.sections.exists():
        raise Refused(_("Tambahkan dahulu paling sedikit satu bagian atau satu pertanyaan."))
    if kept.opens_on < today:
        kept.closes_on += timedelta(days=(today - kept.opens_on).days)
        kept.opens_on = today
    kept.announced_at = at
    kept.save(update_fields=["announced_at", "opens_on", "closes_on"])


def _draft(consultation: Consultation) -> Consultation:
    """The row, locked, that is not announced yet."""
    kept = Consultation.objects.select_for_update(of=("self",)).select_related("office").get(pk=consultation.pk)
    if kept.announced_at:
        raise Stale(_("Konsultasi ini sudah diumumkan, jadi naskahnya tidak berubah lagi."))
    return kept
