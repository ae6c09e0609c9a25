"""The letters of an incident, drawn from what was filled in: to the people, and to the agency (art. 46 (2))."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.facts import facts
from balairung.ground.common.paper import mark_drawing, pdf, printable
from balairung.kernel.people.house import house_url, the_regency
from balairung.rooms.privacy.models import Incident
from balairung.rooms.privacy.rules import KIND, exposed_words, is_special, main_office

SOURCE = Path(__file__).parent / "templates" / "privacy" / "report.typ"


def missing(incident: Incident) -> list[str]:
    """Which parts of the minimum content nobody has written yet."""
    parts = [
        (incident.exposed, _("data yang terungkap")), (incident.happened, _("kapan dan bagaimana terungkap")),
        (incident.handling, _("penanganan")), (incident.recovery, _("pemulihan")),
    ]  # fmt: skip
    return [word for text, word in parts if not text]


def letter_subject(incident: Incident) -> str:
    return _("Pemberitahuan tentang data pribadi Anda (%(ref)s)") % {"ref": incident.ref}


def letter_body(incident: Incident) -> str:
    """To each person: what, when and how, what is done, what they can do, whom to ask."""
    regency, office = the_regency(), main_office()
    keys = incident.exposed_keys
    parts = [
        _("Data pribadi Anda yang kami simpan terungkap kepada pihak yang tidak berhak. Kami meminta maaf."),
        _("Yang terungkap: %(what)s.") % {"what": ", ".join(words.lower() for words in exposed_words(keys))},
        _("Kapan dan bagaimana: %(text)s") % {"text": incident.happened},
        _("Yang kami lakukan: %(text)s") % {"text": incident.handling},
        _("Pemulihan, dan yang dapat Anda lakukan: %(text)s") % {"text": incident.recovery},
        _("Kami tidak pernah meminta kata sandi, PIN, atau kode dalam pesan. Bila ada yang memintanya, abaikan."),
        _("Bertanya: %(office)s, atau %(url)s. Nomor insiden %(ref)s.") % {
            "office": office.name if office else "-", "url": f"{house_url()}/data-saya/", "ref": incident.ref,
        },
        regency.name if regency else "",
    ]  # fmt: skip
    return "\n\n".join(filter(None, parts))


def agency_pdf(incident: Incident, people: int, *, at: datetime) -> bytes:
    """The letter to the agency on A4. Paper speaks Indonesian."""
    with override("id"):
        said = printable(agency_words(incident, people, at))
    return pdf(SOURCE.read_bytes(), said | {"mark": mark_drawing()}, stamp=at)


def agency_words(incident: Incident, people: int, at: datetime) -> dict[str, Any]:
    """Everything that stands on it."""
    regency, office = the_regency(), main_office()
    drill = _("LATIHAN. Surat ini tidak dikirim. ") if incident.drill else ""
    return {
        "house": regency.name if regency else "Balairung", "office": office.name if office else "",
        "title": _("Pemberitahuan kegagalan pelindungan data pribadi"), "ref": incident.ref,
        "to": _(facts(KIND)["agency"]["name"]), "drill": drill,
        "lead": _("Sesuai Pasal 46 Undang-Undang Nomor 27 Tahun 2022, kami memberitahukan hal berikut."),
        "rows": [[label, text or _("belum diisi")] for label, text in _rows(incident, people)],
        "note": _("Dibuat sistem pada %(moment)s dari catatan insiden.") % {"moment": long_moment(at)},
    }  # fmt: skip


def _rows(incident: Incident, people: int) -> list[tuple[str, str]]:
    exposed = "; ".join(exposed_words(incident.exposed_keys))
    if is_special(incident.exposed_keys):
        exposed += ". " + _("Termasuk data yang bersifat spesifik (Pasal 4 ayat (2)).")
    told = long_moment(incident.letters_at) if incident.letters_at else _("belum")
    return [
        (_("Insiden"), incident.title), (_("Diketahui"), long_moment(incident.known_at)),
        (_("Data yang terungkap"), exposed), (_("Kapan dan bagaimana terungkap"), incident.happened),
        (_("Orang yang terdampak"), _people(incident, people)), (_("Penanganan"), incident.handling),
        (_("Pemulihan"), incident.recovery), (_("Pemilik data diberi tahu"), told),
    ]  # fmt: skip


def _people(incident: Incident, people: int) -> str:
    if incident.since is None or incident.until is None:
        return _("belum dicari")
    facts_said = {"people": people, "nameless": incident.nameless, "since": long_date(incident.since),
                  "until": long_date(incident.until)}  # fmt: skip
    words = _("%(people)d orang dengan kontak, %(nameless)d catatan tanpa kontak; catatan %(since)s sampai %(until)s")
    return words % facts_said
