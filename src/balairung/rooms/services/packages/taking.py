"""A package of another regency: read with suspicion, looked at, then adopted as a draft to be published here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Office, Regency
from balairung.kernel.people.standard import find_regency
from balairung.rooms.services.definition import rights
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.comparing import Difference, differences
from balairung.rooms.services.definition.faults import Fault
from balairung.rooms.services.definition.publishing import digest_of, draft_of, known_offices, save_draft
from balairung.rooms.services.definition.reading import Misshapen, read
from balairung.rooms.services.definition.shape import At, Definition, Step
from balairung.rooms.services.models import Package, Service, Version
from balairung.rooms.services.packages.container import Parcel, unwrap
from balairung.rooms.services.packages.places import Spoken, spoken_of
from balairung.rooms.services.packages.register import agreement_named, held_by

MOST_TOLD = 5


class Trust(StrEnum):
    """What we know of the key that signed it."""

    KNOWN = "known"  # this giver's, compared before
    NEW = "new"  # the first from this giver: compare it with what they read aloud
    CHANGED = "changed"  # this giver had another one: either it was renewed, or somebody pretends


@dataclass(frozen=True)
class Seat:
    """A step and which office of ours does it: `office` for an agency's (None: it has none here), else in words."""

    step: Step
    key: str
    office: Office | None


@dataclass(frozen=True)
class Preview:
    """Everything that is looked at before a package is adopted."""

    parcel: Parcel
    definition: Definition
    official: str  # the giver's name in the nation's list
    trust: Trust
    before: Sequence[str]  # fingerprints that this giver had
    service: Service | None  # ours with the same key
    draft: Version | None  # that somebody works on
    same: bool  # what stands here already
    seats: Sequence[Seat]
    offices: Mapping[str, Office | None]  # agencies that it names, and ours with the same key
    here: Sequence[Difference]  # from what is in force here to this
    since: Sequence[Difference]  # from what this giver gave before to this
    earlier: Package | None
    spoken: Sequence[Spoken]
    faults: Sequence[Fault]

    @property
    def short(self) -> str:
        """The fingerprint as it is read aloud."""
        return grouped(self.parcel.fingerprint)


def grouped(fingerprint: str) -> str:
    """`9F3A 22C1 …`: sixteen groups of four."""
    return " ".join(fingerprint[place : place + 4].upper() for place in range(0, len(fingerprint), 4))


# --- reading -------------------------------------------------------------------------------------------------------


def read_package(content: bytes) -> Preview:
    """What the file holds and what it would mean here. `Refused` says what is wrong with it; nothing is written."""
    parcel, definition, official, regency = _opened(content)
    service = Service.objects.select_related("current").filter(key=definition.key).first()
    offices = _offices(definition)
    earlier = _earlier(parcel)
    current = service.current if service else None
    return Preview(
        parcel=parcel, definition=definition, official=official, trust=trust_of(parcel), before=_fingerprints(parcel),
        service=service, draft=draft_of(service) if service else None,
        same=bool(current and current.digest == parcel.digest),
        seats=[Seat(step, key := _agency(step, definition), offices.get(key)) for step in definition.steps],
        offices=offices,
        here=differences(Definition.model_validate(current.body), definition) if current else [],
        since=differences(held_by(earlier), definition) if earlier else [], earlier=earlier,
        spoken=spoken_of(definition, parcel.giver.code, regency),
        faults=faults(definition, offices=known_offices() | set(offices)),  # those that are not here are chosen
    )  # fmt: skip


def _opened(content: bytes) -> tuple[Parcel, Definition, str, Regency]:
    """The package, its definition, the giver's name in the nation's list, and this regency."""
    parcel = unwrap(content)
    regency = the_regency()
    if regency is None or parcel.giver.code == regency.code:
        raise Refused(_("Paket ini berasal dari daerah ini sendiri. Yang diterima di sini hanya dari daerah lain."))
    official = find_regency(parcel.giver.code).name
    if foreign := _taken().exclude(giver_code=parcel.giver.code).filter(fingerprint=parcel.fingerprint).first():
        sentence = _("Kunci paket ini milik %(other)s, padahal paketnya mengaku dari %(giver)s. Paket ini ditolak.")
        raise Refused(sentence % {"other": foreign.giver_name, "giver": official})
    definition = _definition(parcel)
    if (definition.key, definition.name) != (parcel.service.key, parcel.service.name):
        raise Refused(_("Nama layanan pada sampul paket berbeda dengan isinya. Minta berkas yang baru."))
    return parcel, definition, official, regency


def _definition(parcel: Parcel) -> Definition:
    try:
        return read(parcel.definition)
    except Misshapen as problem:
        told = " ".join(map(str, problem.faults[:MOST_TOLD]))
        sentence = _("Isi layanan di dalam paket ini tidak dapat dipakai aplikasi ini. %(told)s")
        raise Refused(sentence % {"told": told}) from problem


def trust_of(parcel: Parcel) -> Trust:
    """Whether the giver's key was compared before; asked of the register, so that it cannot be forgotten."""
    before = _fingerprints(parcel)
    if parcel.fingerprint in before:
        return Trust.KNOWN
    return Trust.CHANGED if before else Trust.NEW


def _fingerprints(parcel: Parcel) -> list[str]:
    rows = _taken().filter(giver_code=parcel.giver.code).order_by("exchanged_at", "id")
    return list(dict.fromkeys(rows.values_list("fingerprint", flat=True)))


def _earlier(parcel: Parcel) -> Package | None:
    """What this giver gave of the same service before, and was not this."""
    rows = _taken().filter(giver_code=parcel.giver.code, service_key=parcel.service.key)
    return rows.exclude(digest=parcel.digest).order_by("-exchanged_at", "-id").first()


def _taken() -> QuerySet[Package]:
    return Package.objects.filter(direction=Package.Direction.TAKEN)


# --- offices -------------------------------------------------------------------------------------------------------


def _agency(step: Step, definition: Definition) -> str:
    """The key of the agency that does the step; "" for villages, districts and the leader."""
    return (step.office or definition.office or "") if step.at == At.AGENCY else ""


def _named(definition: Definition) -> Iterable[str | None]:
    yield definition.office
    yield from (step.office for step in definition.steps)
    if definition.letter:
        yield definition.letter.signer.office


def _offices(definition: Definition) -> dict[str, Office | None]:
    """The agencies that it names in the order in which they appear, and ours with the same key."""
    keys = list(dict.fromkeys(key for key in _named(definition) if key))
    ours = {office.key: office for office in Office.objects.filter(key__in=keys, closed_on__isnull=True)}
    return {key: ours.get(key) for key in keys}


def moved(definition: Definition, offices: Mapping[str, str]) -> Definition:
    """The same with our offices in place of the giver's; what is not in `offices` keeps its key."""

    def ours(key: str | None) -> str | None:
        return offices.get(key, key) if key else key

    letter = definition.letter
    if letter:
        signer = letter.signer.model_copy(update={"office": ours(letter.signer.office)})
        letter = letter.model_copy(update={"signer": signer})
    steps = tuple(step.model_copy(update={"office": ours(step.office)}) for step in definition.steps)
    return definition.model_copy(update={"office": ours(definition.office), "steps": steps, "letter": letter})


# --- adopting ------------------------------------------------------------------------------------------------------


@transaction.atomic
def adopt(
    content: bytes,
    *,
    offices: Mapping[str, str],
    vouched: str = "",
    agreement: str = "",
    by: Actor,
    at: datetime,
) -> Version:
    """A draft of this service with where it came from; what is in force stays until somebody publishes the draft.

    `offices` has ours for each agency that it names; `vouched` says who at the giver read the fingerprint aloud, and
    must be there for a key that was not compared before. Everything is read and checked anew.
    """
    parcel, definition, official, _regency = _opened(content)
    adopted = moved(definition, offices)
    require(rights.can_edit(by, adopted.office or ""), rights.ONLY)
    _require_offices(adopted)
    reader = clean_line(vouched)[:160]
    if trust_of(parcel) != Trust.KNOWN and not reader:
        raise Refused(
            _("Sidik kunci pemberi belum dicocokkan. Telepon pemberi, cocokkan, lalu tulis siapa yang membacakannya.")
        )
    service = Service.objects.select_related("current").filter(key=definition.key).first()
    if service and service.current and service.current.digest == digest_of(adopted):
        raise Refused(_("Layanan ini sudah sama persis dengan yang berlaku di sini. Tidak ada yang perlu diterima."))
    if service and draft_of(service):
        raise Refused(_("Masih ada naskah layanan ini yang dikerjakan. Terbitkan atau buang dahulu naskah itu."))
    package = _kept(parcel, official, reader, agreement_named(agreement, at), by, at)
    note = _("Dari %(giver)s, versi %(number)d") % {"giver": official, "number": parcel.version.number}
    return save_draft(service, adopted, note=note, package=package, by=by, at=at)


def _require_offices(definition: Definition) -> None:
    missing = sorted({key for key in _named(definition) if key} - known_offices())
    if missing:
        sentence = _("Pilih kantor di sini untuk: %(keys)s.")
        raise Refused(sentence % {"keys": ", ".join(missing)})


def _kept(parcel: Parcel, official: str, vouched: str, agreement: str, by: Actor, at: datetime) -> Package:
    """The line of the register: the same file taken again, after its draft was dropped, is the same line."""
    said = {
        "service_key": parcel.service.key, "service_name": parcel.service.name, "version": parcel.version.number,
        "giver_code": parcel.giver.code, "giver_name": official, "giver_address": parcel.giver.address,
        "vouched": vouched, "content": parcel.content, "agreement": agreement, "published_at": parcel.published_at,
        "exchanged_at": at, "exchanged_by_id": by.person_id,
    }  # fmt: skip
    taken = Package.Direction.TAKEN
    return Package.objects.get_or_create(
        direction=taken, fingerprint=parcel.fingerprint, digest=parcel.digest, defaults=said
    )[0]
