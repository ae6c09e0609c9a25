"""Words kept ready: keeping them, finding the one for a step, and filling in their variables.

A variable is a word in curly brackets; all variables are replaced in one pass, so that what a citizen wrote is never
read as one. A blank such as "[isi tanggal]" stays: a person fills it in before the words may leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.redaction import redact
from balairung.kernel.obligations.models import Clock, Visibility
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.journal import label_of, write_line
from balairung.kernel.people.models import Change, Office
from balairung.rooms.complaints import access
from balairung.rooms.complaints.models import Complaint, Phrase, Topic

VARIABLE = re.compile(r"\{([^{}\n]{0,40})\}")
BLANK = re.compile(r"\[isi\b[^\[\]\n]*\]", re.IGNORECASE)
TO_ALL = frozenset({"answer", "resolve"})  # words of these steps may be read by everyone
TO_REPORTER = frozenset({"ask", "refuse"})  # and these by nobody but the reporter and the officers


@dataclass(frozen=True)
class Setting:
    """What the variables are filled from: which report, in whose mouth, when, and whether it may name the reporter."""

    complaint: Complaint
    by: Actor
    at: datetime
    alone: bool  # nobody but the reporter will read it


@dataclass(frozen=True)
class Variable:
    """A word in curly brackets, what it stands for, and where it comes from."""

    key: str
    means: str | Promise
    value: Callable[[Setting], str]


def _title(here: Setting) -> str:
    found = here.complaint
    return found.title if here.alone else found.public_title or redact(found.title)


def _greeting(here: Setting) -> str:
    """By name only where nobody else reads it and where the officer may know it."""
    named = here.alone and access.sees_name(here.by, here.complaint)
    return f"{_('Bapak/Ibu')} {here.complaint.reporter_name if named else ''}".strip()


def _office(here: Setting) -> str:
    office = here.complaint.obligation.owner_office
    return office.name if office else _("kantor kami")


def _due(here: Setting) -> str:
    """By when the whole report is dealt with; else the next date that the office owes."""
    rows = here.complaint.obligation.clocks.filter(met_at=None, dropped_at=None, party=Clock.Party.OFFICE)
    whole = rows.filter(name="resolve").order_by("-due_at").first()
    due = whole.due_at if whole else here.complaint.obligation.next_at
    return long_date(due) if due else _("waktu yang kami kabarkan kemudian")


def _place(here: Setting) -> str:
    region = here.complaint.region
    words = [here.complaint.place if here.alone else "", str(region) if region else ""]
    return ", ".join(filter(None, words)) or _("tempat yang dilaporkan")


VARIABLES = (
    Variable("nomor", gettext_lazy("nomor laporan"), lambda here: here.complaint.ref),
    Variable("judul", gettext_lazy("judul laporan"), _title),
    Variable("sapaan", gettext_lazy("Bapak/Ibu, dengan nama bila hanya pelapor yang membaca"), _greeting),
    Variable("kantor", gettext_lazy("kantor yang menangani"), _office),
    Variable("tenggat", gettext_lazy("batas waktu penanganan"), _due),
    Variable("petugas", gettext_lazy("nama Anda"), lambda here: here.by.name),
    Variable("tanggal", gettext_lazy("tanggal hari ini"), lambda here: long_date(here.at)),
    Variable("tempat", gettext_lazy("tempat kejadian"), _place),
)
KNOWN = {variable.key: variable for variable in VARIABLES}


def fill(text: str, complaint: Complaint, *, verb: str, by: Actor, at: datetime) -> str:
    """The words with every known variable replaced, for the step in which they are used."""
    here = Setting(complaint, by, at, _alone(complaint, verb))

    def value(found: re.Match[str]) -> str:
        known = KNOWN.get(found[1].strip().lower())
        return known.value(here) if known else found[0]

    return VARIABLE.sub(value, text)


def _alone(complaint: Complaint, verb: str) -> bool:
    secret = complaint.obligation.visibility != Visibility.PUBLIC
    return verb in TO_REPORTER or (verb in TO_ALL and secret)


def check_variables(text: str) -> None:
    """Refuse words with a variable that nobody knows, or with a bracket that has no partner."""
    unknown = [name for name in VARIABLE.findall(text) if name.strip().lower() not in KNOWN]
    known = ", ".join(f"{{{key}}}" for key in KNOWN)
    if unknown:
        raise Refused(
            _("{%(name)s} tidak dikenal. Yang dapat dipakai: %(known)s.") % {"name": unknown[0], "known": known}
        )
    if set("{}") & set(VARIABLE.sub("", text)):
        raise Refused(_("Ada kurung kurawal tanpa pasangan. Tulis variabel seperti ini: %(known)s.") % {"known": known})


def check_blanks(text: str) -> None:
    """Refuse words in which something was still to be filled in."""
    if blank := BLANK.search(text):
        raise Refused(_("Masih ada bagian yang harus diisi: %(blank)s. Gantilah dahulu.") % {"blank": blank[0]})


def template_for(actor: Actor, complaint: Complaint, verb: str) -> Phrase | None:
    """The words with which this step most likely begins: of its topic before others, of the own office before all."""
    rows = Phrase.objects.offered_to(actor).filter(verb=verb)
    fitting = rows.filter(Q(topic=None) | Q(topic=complaint.topic)) if complaint.topic else rows.filter(topic=None)
    return min(fitting.order_by("title"), key=lambda one: (one.topic is None, one.office is None), default=None)


@transaction.atomic
def keep_phrase(
    phrase: Phrase | None,
    *,
    title: str,
    text: str,
    office: Office | None,
    by: Actor,
    at: datetime,
    verb: str = "",
    topic: Topic | None = None,
) -> Phrase:
    """Add or change words kept ready; `office` None means for every office."""
    kept = phrase or Phrase()
    require(access.can_keep(by, office) and (phrase is None or access.can_keep(by, phrase.office)), ONLY)
    check_variables(text)
    _once(kept, title, office)
    before = {} if phrase is None else {name: getattr(kept, name) for name in ("title", "text", "verb", "topic")}
    kept.title, kept.text, kept.verb, kept.topic, kept.office = title, text, verb, topic, office
    kept.save()
    changed = [label_of(Phrase, name) for name in before if before[name] != getattr(kept, name)]
    _journal(kept, ", ".join(changed) if phrase else _("ditambahkan"), by, at)
    return kept


@transaction.atomic
def drop_phrase(phrase: Phrase, *, by: Actor, at: datetime) -> None:
    """Nobody is offered these words any more; what was written with them stays."""
    require(access.can_keep(by, phrase.office), ONLY)
    _journal(phrase, _("dihapus"), by, at)
    phrase.delete()


ONLY = gettext_lazy(
    "Teks dan makro kantor diatur pimpinan atau pejabat penghubungnya; yang untuk semua kantor diatur koordinator."
)


def _once(phrase: Phrase, title: str, office: Office | None) -> None:
    if Phrase.objects.filter(title=title, office=office).exclude(pk=phrase.pk).exists():
        raise Refused(_("Sudah ada teks dengan judul “%(title)s”. Beri judul lain.") % {"title": title})


def _journal(phrase: Phrase, what: str, by: Actor, at: datetime) -> None:
    note = f"{_('Teks')} “{phrase.title}”: {what}"
    write_line(Change.Verb.CHANGE_WORDS, by=by, at=at, office=phrase.office, note=note)
