"""The second key: whether those who work are there, and can do what their posts ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Post
from balairung.rooms.learning.capacity import reads
from balairung.rooms.learning.capacity.gaps import Sum as Pairs
from balairung.rooms.learning.capacity.gaps import together
from balairung.rooms.learning.capacity.reads import Looked
from balairung.rooms.learning.models import OfficeDay, TrainingPlace
from balairung.rooms.learning.models import Reading as BookReading
from balairung.surface.maturity.keys.judging import NOTHING, Counted, Figure, Key, Reading, rule_of, share, told
from balairung.surface.maturity.keys.spans import spans

NAME = "capacity"


def capacity(actor: Actor, at: datetime) -> Key:
    looks = [reads.look(span.until) for span in spans(at)]
    figures = [
        _figure("competences", _("Kompetensi yang diminta jabatan terpenuhi"), competences(looks),
                reverse("learning:capacity_offices")),
        _figure("hours", _("Jam belajar setiap orang"), hours(looks, at), reverse("learning:trainings")),
        _figure("readings", _("Pegawai yang membaca"), readings(looks, at), reverse("learning:books")),
        _figure("presence", _("Pegawai hadir pada hari kerja"), presence(at),
                reverse("learning:everything") if actor.leads else reverse("learning:desk")),
        _figure("posts", _("Jabatan struktural terisi pejabat definitif"), posts(at), reverse("people:organisation")),
    ]  # fmt: skip
    return Key(NAME, _("Kapasitas"), _("Apakah orangnya ada, dan mampu mengerjakan tugasnya?"), figures)


def _figure(key: str, title: str, counted: Counted, href: str) -> Figure:
    return Figure(key, title, rule_of(NAME, key), counted, href)


def competences(looks: Sequence[Looked]) -> Counted:
    """Of every competence that a post asks of whoever holds it: those that were shown at the level that is asked."""
    sums = [together(one.picture.pairs) if one.levels else Pairs() for one in looks]
    now, before = (share(one.met, one.pairs) for one in sums)
    said = ngettext(
        "%(part)s dari %(count)s pasangan pejabat dan kompetensi yang diminta jabatannya sudah terpenuhi.",
        "%(part)s dari %(count)s pasangan pejabat dan kompetensi yang diminta jabatannya sudah terpenuhi.",
        now.cases,
    )
    return told(now, before, sums[0].met, said, _("Belum ada kompetensi yang dinilai."))


def hours(looks: Sequence[Looked], at: datetime) -> Counted:
    """Lesson hours that were finished, for each of those who hold a post for good."""
    done = TrainingPlace.objects.filter(state=TrainingPlace.State.DONE)
    readings, totals = [], []
    for span, looked in zip(spans(at), looks, strict=True):
        people = reads.holdings(span.until).order_by().values("person")
        found = done.filter(span.holds_day("training__until"), person__in=people).aggregate(total=Sum("hours"))
        totals.append(found["total"] or 0)
        readings.append(_for_each(totals[-1], len(_people(looked))))
    said = ngettext(
        "%(part)s jam pelajaran diselesaikan dalam 12 bulan oleh %(count)s pemangku jabatan bersama-sama.",
        "%(part)s jam pelajaran diselesaikan dalam 12 bulan oleh %(count)s pemangku jabatan bersama-sama.",
        readings[0].cases,
    )
    empty = _("Belum ada pelatihan yang dicatat selesai dalam 12 bulan.")
    return told(readings[0], readings[1], totals[0], said, empty)


def _for_each(total: int, people: int) -> Reading:
    """Where nobody finished anything, nothing was written down rather than nothing learned."""
    return Reading(Fraction(total, people), people) if total and people else NOTHING


def _people(looked: Looked) -> set[Any]:
    return {one.person for one in looked.held}


def readings(looks: Sequence[Looked], at: datetime) -> Counted:
    """Of those who hold a post: who finished at least one book or article of the list."""
    found = []
    for span, looked in zip(spans(at), looks, strict=True):
        rows = BookReading.objects.filter(span.holds_day("finished_on")).order_by()
        readers = set(rows.values_list("person", flat=True).distinct()) & _people(looked)
        found.append((len(readers), share(len(readers), len(_people(looked))) if readers else NOTHING))
    (part, now), (_part, before) = found
    said = ngettext(
        "%(part)s dari %(count)s pemangku jabatan menamatkan sedikitnya satu bacaan dalam 12 bulan.",
        "%(part)s dari %(count)s pemangku jabatan menamatkan sedikitnya satu bacaan dalam 12 bulan.",
        now.cases,
    )
    return told(now, before, part, said, _("Belum ada yang mencatat bacaannya dalam 12 bulan."))


def presence(at: datetime) -> Counted:
    """Of the working days that were expected of people: those worked, at the office or on duty elsewhere."""
    parts = dict(zip(("now", "before"), spans(at), strict=True))
    sums: dict[str, Any] = {}
    for name, span in parts.items():
        for field in ("expected", "present", "duty"):
            sums[f"{name}_{field}"] = Coalesce(Sum(field, filter=span.holds_day("day")), 0)
    found = OfficeDay.objects.filter(day__gte=parts["before"].days[0], day__lte=parts["now"].days[1]).aggregate(**sums)
    worked = {name: found[f"{name}_present"] + found[f"{name}_duty"] for name in parts}
    now, before = (share(worked[name], found[f"{name}_expected"]) for name in parts)
    said = ngettext(
        "Dari %(count)s hari kerja pegawai dalam 12 bulan, %(part)s dijalani di kantor atau dinas luar.",
        "Dari %(count)s hari kerja pegawai dalam 12 bulan, %(part)s dijalani di kantor atau dinas luar.",
        now.cases,
    )
    return told(now, before, worked["now"], said, _("Belum ada kantor yang mencatat kehadiran."))


def posts(at: datetime) -> Counted:
    """Of the posts with an echelon and those who lead: held by somebody for themselves. An acting holder fills none."""
    (now, part), (before, _was) = (_held(span.until) for span in spans(at))
    said = ngettext(
        "%(part)s dari %(count)s jabatan struktural dipegang pejabat definitif; sisanya kosong atau dijabat pelaksana "
        "tugas.",
        "%(part)s dari %(count)s jabatan struktural dipegang pejabat definitif; sisanya kosong atau dijabat pelaksana "
        "tugas.",
        now.cases,
    )
    return told(now, before, part, said, _("Belum ada jabatan struktural dalam susunan organisasi."))


def _held(at: datetime) -> tuple[Reading, int]:
    structural = Q(role__in=Post.LEADING) | ~Q(echelon="")
    there = Q(closed_on=None) | Q(closed_on__gt=localdate(at))
    own = Holding.objects.current(at).filter(post=OuterRef("pk"), capacity=Holding.Capacity.DEFINITIVE)
    rows = Post.objects.filter(structural, there).order_by().annotate(held=Exists(own))
    found = rows.aggregate(whole=Count("pk"), part=Count("pk", filter=Q(held=True)))
    return share(found["part"], found["whole"]), found["part"]
