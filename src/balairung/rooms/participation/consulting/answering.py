"""Closing a consultation makes its office owe an answer; the answer is written part by part."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.participation import access
from balairung.rooms.participation.models import (
    Consultation,
    ConsultForum,
    ConsultSection,
    ForumGroup,
    SectionAnswer,
    Undertaking,
)
from balairung.rooms.participation.owing import owe, require_day

log = logging.getLogger(__name__)
LONGEST = 4000


def close_due(*, now: datetime) -> int:
    """The offices of consultations whose last day is over owe an answer; return how many (settings.LOOPS)."""
    with transaction.atomic():
        rows = list(Consultation.objects.to_close(localdate(now)).select_related("office"))
    return sum(_try_to_close(one, now) for one in rows)


def _try_to_close(consultation: Consultation, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return _close(consultation, now)
    except Exception:
        log.exception("no answer is owed to a consultation: %s", consultation.ref)
        return 0


@transaction.atomic
def _close(consultation: Consultation, now: datetime) -> int:
    if not Consultation.objects.filter(pk=consultation.pk, closed_at__isnull=True).update(closed_at=now):
        return 0
    text = _("Jawab masukan warga: %(title)s") % {"title": consultation.title}
    owe(
        Undertaking.Kind.ANSWER, office=consultation.office, text=text, due_on=None, by=SYSTEM, at=now,
        consultation=consultation,
    )  # fmt: skip
    return 1


def answer_section(
    section: ConsultSection, *, heard: str, changed: str, kept: str, by: Actor, at: datetime
) -> SectionAnswer:
    """Written, and written over, until it is published. Whoever changed nothing says why."""
    consultation = section.consultation
    require(access.can_keep(by, consultation.office_id))
    said = {name: clean_text(text)[:LONGEST] for name, text in
            {"heard": heard, "changed": changed, "kept": kept}.items()}  # fmt: skip
    if consultation.answered_at:
        raise Refused(_("Jawaban ini sudah diumumkan dan tidak berubah lagi."))
    if not said["heard"]:
        raise Refused(_("Tuliskan dahulu apa yang Anda dengar dari warga."))
    if not (said["changed"] or said["kept"]):
        raise Refused(_("Tuliskan apa yang diubah, atau mengapa tidak ada yang diubah."))
    defaults = {**said, "written_at": at}
    answer, _made = SectionAnswer.objects.update_or_create(section=section, defaults=defaults)
    return answer


# --- the forum -------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_forum(
    consultation: Consultation, *, held_on: date, place: str, summary: str, groups: dict[str, int], by: Actor,
    at: datetime,
) -> ConsultForum:  # fmt: skip
    """The minutes of a Forum Konsultasi Publik: where, who by group, what was said."""
    require(access.can_keep(by, consultation.office_id))
    line, text = clean_line(place)[:160], clean_text(summary)[:LONGEST]
    there = {group: people for group, people in groups.items() if people}
    if not (line and text):
        raise Refused(_("Tempat dan ringkasan forum harus terisi."))
    if held_on > localdate(at):
        raise Refused(_("Forum ini belum berlangsung. Catat berita acaranya sesudahnya."))
    if not set(there) - {"provider"}:
        raise Refused(_("Forum konsultasi publik dihadiri warga. Isi berapa orang dari paling sedikit satu kelompok."))
    by_person: dict[str, Any] = {"recorded_at": at, "recorded_by_id": by.person_id}
    made = ConsultForum.objects.create(
        consultation=consultation, held_on=held_on, place=line, summary=text, **by_person
    )
    ForumGroup.objects.bulk_create([ForumGroup(forum=made, group=name, people=n) for name, n in there.items()])
    return made


@transaction.atomic
def agree(forum: ConsultForum, *, text: str, office: Office, due_on: date, by: Actor, at: datetime) -> Undertaking:
    """What the forum agreed on: an office owes it by a day."""
    require(access.can_keep(by, forum.consultation.office_id))
    line = clean_line(text)
    if not line or len(line) > 300:
        raise Refused(_("Tuliskan kesepakatannya dalam satu kalimat, paling banyak 300 huruf."))
    require_day(due_on, localdate(at))
    return owe(
        Undertaking.Kind.AGREED, office=office, text=line, due_on=due_on, by=by, at=at, source="forum",
        consultation=forum.consultation, forum=forum,
    )  # fmt: skip
