"""A card is kept as a draft, proved with files, sent once; what it meets and who judges it follows in one transaction.

From a telephone it comes in pieces: first the photographs, one by one, then the card, which names them. Whatever is
sent again finds what is there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, plain
from balairung.kernel.files.actions import attach, prepare
from balairung.kernel.files.models import File
from balairung.kernel.files.upload import Upload
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office, Region
from balairung.rooms.innovations import access, actions, notices
from balairung.rooms.innovations.models import Exhibit, Innovation, Stage, Status
from balairung.rooms.innovations.models.cards import DATED
from balairung.rooms.innovations.months import month_named, month_of
from balairung.rooms.innovations.rules import check_dates
from balairung.rooms.innovations.similar import Alike, alike
from balairung.rooms.innovations.wording import affair_choices, form_choices

MOST_PROOFS = 12  # of one card
MOST_PEOPLE = 100_000_000
Source = Innovation.Source


@dataclass(frozen=True)
class Told:
    """Everything that a card says. A draft may say little; only the name is always there."""

    name: str
    problem: str = ""
    novelty: str = ""
    what: str = ""
    who: str = ""
    people: int | None = None
    form: str = ""
    affair: str = ""
    digital: bool = False
    replicable: bool = False
    how_to: str = ""
    photos_open: bool = False
    stage: str = Stage.INITIATIVE
    initiated_on: date | None = None
    trialled_on: date | None = None
    applied_on: date | None = None

    def fields(self) -> dict[str, Any]:
        """As they are kept."""
        return {**asdict(self), "name": clean_line(self.name)[:160]}


# --- photographs ------------------------------------------------------------------------------------------------------


def fingerprint(upload: Upload) -> str:
    """SHA-256 of what came, as 64 hex digits."""
    digest = hashlib.sha256()
    upload.seek(0)
    for part in upload.chunks():
        digest.update(part)
    upload.seek(0)
    return digest.hexdigest()


def keep_proof(upload: Upload, *, token: str, sha256: str = "", by: Actor, at: datetime) -> Exhibit:
    """Keep a file until its card comes; one that is there already is not kept twice."""
    require(access.can_file_some(by))
    hashed, print_of = hashed_token(token), fingerprint(upload)
    if sha256 and print_of != sha256:
        raise Refused(_("Foto ini tidak sampai utuh. Foto dikirim ulang sendiri."))
    known = Exhibit.objects.filter(token=hashed, sha256=print_of).select_related("file").first()
    if known:
        return known
    if Exhibit.objects.filter(token=hashed).count() >= MOST_PROOFS:
        raise Refused(_("Satu kartu memuat paling banyak %(most)d bukti.") % {"most": MOST_PROOFS})
    return _keep(prepare(upload, at=at), hashed, print_of, by, at)


def _keep(file: File, hashed: str, sha256: str, by: Actor, at: datetime) -> Exhibit:
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            return Exhibit.objects.create(
                token=hashed, sha256=sha256, file=file, sent_by_id=by.person_id, added_at=at
            )  # fmt: skip
    except IntegrityError:  # another tab sent the same a moment ago; the bytes of this one are swept
        return Exhibit.objects.select_related("file").get(token=hashed, sha256=sha256)


def hashed_token(token: str) -> str:
    return keyed_hash("innovation", token)


def missing_proofs(token: str, wanted: Sequence[str], *, by: Actor) -> list[str]:
    """Which of these photographs have not come yet."""
    rows = Exhibit.objects.filter(token=hashed_token(token), sent_by=by.person_id).values_list("sha256", flat=True)
    had = set(rows)
    return [one for one in dict.fromkeys(wanted) if one not in had]


def known_card(token: str, *, by: Actor) -> Innovation | None:
    """The card that this token already became, if this officer sent it."""
    rows = Innovation.objects.select_related("office")
    return rows.filter(token=hashed_token(token), written_by=by.person_id).first()


# --- the card ---------------------------------------------------------------------------------------------------------


def write(
    told: Told, *, office: Office, token: str, own_idea: bool = False, origin: Innovation | None = None, by: Actor,
    at: datetime,
) -> Innovation:  # fmt: skip
    """One draft for each token, with the files that came under it; written again, it says what was said last."""
    require(access.can_file(by, office), _("Kartu inovasi diisi petugas kantornya sendiri."))
    _check_words(told)
    hashed = hashed_token(token)
    if known := Innovation.objects.filter(token=hashed).select_related("office").first():
        require(known.written_by_id == by.person_id)
        return change(known, told, by=by, at=at) if known.editable else known
    try:
        return _write(told, office, hashed, own_idea, origin, by, at)
    except IntegrityError:
        known = Innovation.objects.filter(token=hashed, written_by=by.person_id).select_related("office").first()
        if known is None:
            raise
        return known


@transaction.atomic
def _write(
    told: Told, office: Office, hashed: str, own_idea: bool, origin: Innovation | None, by: Actor, at: datetime
) -> Innovation:
    office = Office.objects.select_for_update(of=("self",)).select_related("region").get(pk=office.pk)
    _refuse_closed(office)
    card = Innovation.objects.create(
        ref=new_reference("F"), token=hashed, office=office, region=office.region, created_at=at, origin=origin,
        source=Source.OFFICIAL if own_idea else Source.OFFICE, written_by_id=by.person_id,
        proposer=by.name if own_idea else "", **told.fields(),
    )  # fmt: skip
    _take(card)
    return card


@transaction.atomic
def change(card: Innovation, told: Told, *, by: Actor, at: datetime) -> Innovation:
    """Write on: while it is a draft, or was sent back to be completed."""
    require(access.can_change(by, card))
    _check_words(told)
    card = _locked(card)
    if not card.editable:
        raise Refused(_("Kartu ini sudah dikirim dan tidak diubah lagi. Tunggu hasil penilaiannya."))
    for name, value in told.fields().items():
        setattr(card, name, value)
    card.save(update_fields=list(told.fields()))
    _take(card)
    return card


def prove(card: Innovation, uploads: Sequence[Upload], *, stage: str = "", by: Actor, at: datetime) -> list[Exhibit]:
    """More files for this card, also after it was approved."""
    require(access.can_change(by, card))
    kept = [_prove(card, upload, by, at) for upload in uploads]
    with transaction.atomic():
        attach([one.file for one in kept], about=(notices.KIND, card.ref))
        Exhibit.objects.filter(pk__in=[one.pk for one in kept], card=None).update(card=card, stage=stage or card.stage)
    return kept


def _prove(card: Innovation, upload: Upload, by: Actor, at: datetime) -> Exhibit:
    print_of = fingerprint(upload)
    known = Exhibit.objects.filter(token=card.token, sha256=print_of).select_related("file").first()
    if known:
        return known
    if Exhibit.objects.filter(token=card.token).count() >= 3 * MOST_PROOFS:
        raise Refused(_("Kartu ini sudah memuat bukti paling banyak."))
    return _keep(prepare(upload, at=at), card.token, print_of, by, at)


@transaction.atomic
def drop(card: Innovation, *, by: Actor, at: datetime) -> None:
    """A draft that nobody sent goes, with its files."""
    require(access.can_change(by, card))
    card = _locked(card)
    if card.status != Status.DRAFT:
        raise Refused(_("Hanya naskah yang dapat dihapus."))
    card.delete()


def resembling(card: Innovation) -> list[Alike]:
    """What may be the same as this draft; its origin is meant to be."""
    return alike(card.name, office=card.office, without=[card.pk, card.origin_id])


@transaction.atomic
def submit(card: Innovation, *, different: bool = False, by: Actor, at: datetime) -> Innovation:
    """Send it to whoever judges it; the oldest month that its office still owes is met.

    `different`: somebody looked at the titles that resemble it and says that it is another.
    """
    require(access.can_change(by, card))
    card = _locked(card)
    returned = card.status == Status.RETURNED
    if card.status not in {Status.DRAFT, Status.RETURNED}:
        return card  # a second press
    _check_whole(card, localdate(at))
    if not returned:
        _refuse_closed(card.office)
        _refuse_twice(card, different)
        return _send(card, by, at)
    review = card.reviews.standing().filter(stage="").select_related("obligation", "card__office").get()
    actions.resubmit(review, by=by, at=at)
    card.refresh_from_db(fields=["status"])
    return card


def _send(card: Innovation, by: Actor, at: datetime) -> Innovation:
    duty = _oldest_duty(card.office)
    month = month_named(duty.period) if duty else None
    card.status, card.submitted_at, card.duty = Status.SUBMITTED, at, duty
    card.month = month or month_of(localdate(at))
    card.save(update_fields=["status", "submitted_at", "duty", "month"])
    if duty:
        actions.file(duty, card=card, by=by, at=at)
    actions.open_review(card, by=by, at=at)
    notices.tell_adopted(card, at)
    return card


def _oldest_duty(office: Office | None) -> Obligation | None:
    """The month longest owed. One card meets one month."""
    rows = Obligation.objects.open().filter(kind=notices.KIND, origin="monthly", owner_office=office)
    return rows.select_for_update(of=("self",)).order_by("period", "id").first() if office else None


# --- a citizen's idea ------------------------------------------------------------------------------------------------


def propose(
    told: Told, *, region: Region | None, files: Sequence[File], name: str = "", contact: str = "", token: str,
    by: Actor, at: datetime,
) -> Innovation:  # fmt: skip
    """An idea of somebody who lives here: judged before anybody reads it. One for each token."""
    hashed = keyed_hash("proposal", token)
    if known := Innovation.objects.filter(token=hashed).first():
        return known
    _check_words(told)
    try:
        return _propose(told, region, files, name, contact, hashed, by, at)
    except IntegrityError:
        return Innovation.objects.get(token=hashed)


@transaction.atomic
def _propose(
    told: Told, region: Region | None, files: Sequence[File], name: str, contact: str, hashed: str, by: Actor,
    at: datetime,
) -> Innovation:  # fmt: skip
    card = Innovation.objects.create(
        ref=new_reference("F"), token=hashed, region=region, source=Source.CITIZEN, proposer=clean_line(name)[:120],
        contact=contact, created_at=at, submitted_at=at, month=month_of(localdate(at)), status=Status.SUBMITTED,
        **told.fields(),
    )  # fmt: skip
    attach(files, about=(notices.KIND, card.ref))
    Exhibit.objects.bulk_create(
        Exhibit(token=hashed, sha256=file.sha256, file=file, card=card, stage=card.stage, added_at=at)
        for file in {file.sha256: file for file in files}.values()
    )
    actions.open_review(card, by=by, at=at)
    return card


# --- what is checked --------------------------------------------------------------------------------------------------


def _check_words(told: Told) -> None:
    if not plain(told.name):
        raise Refused(_("Beri nama inovasinya."))
    if told.people is not None and not 0 <= told.people <= MOST_PEOPLE:
        raise Refused(_("Jumlah penerima manfaat ditulis dengan angka, misalnya 120."))
    if told.stage not in Stage.values:
        raise Refused(_("Pilih tahapnya dari daftar."))


def _check_whole(card: Innovation, today: date) -> None:
    """Raise `Refused` with everything that is still missing."""
    texts = {
        _("masalah"): card.problem, _("apa yang baru"): card.novelty, _("cara kerjanya"): card.what,
        _("penerima manfaat"): card.who, _("jumlah penerima manfaat"): card.people,
        _("bentuk"): card.form in dict(form_choices()), _("urusan"): card.affair in dict(affair_choices()),
    }  # fmt: skip
    missing = [words for words, said in texts.items() if not said]
    if missing:
        raise Refused(_("Belum lengkap: %(missing)s. Isian Anda tersimpan sebagai naskah.") % {
            "missing": ", ".join(missing)})  # fmt: skip
    check_dates([(one, getattr(card, DATED[one])) for one in Stage if one.rank <= Stage(card.stage).rank], today)
    if not card.exhibits.exists():
        raise Refused(_("Tambahkan paling sedikit satu bukti: foto atau PDF. Isian Anda tersimpan sebagai naskah."))


def _refuse_closed(office: Office | None) -> None:
    if office and office.closed_on:
        raise Refused(_("%(office)s sudah dihapus dan tidak mengirim kartu lagi.") % {"office": office.name})


def _refuse_twice(card: Innovation, different: bool) -> None:
    found = resembling(card)
    if same := next((one for one in found if one.own and one.same), None):
        raise Refused(_("%(same)s sudah dikirim kantor Anda. Ubah namanya bila inovasi ini memang lain.") % {
            "same": same})  # fmt: skip
    if found and not different:
        told = {"found": "; ".join(map(str, found))}
        raise Refused(
            _("Mirip dengan yang sudah ada: %(found)s. Bila memang berbeda, centang “Ini inovasi yang berbeda”.") % told
        )


def _locked(card: Innovation) -> Innovation:
    rows = Innovation.objects.select_for_update(of=("self",)).select_related(
        "office__region", "region", "origin__office"
    )
    return rows.get(pk=card.pk)


def _take(card: Innovation) -> None:
    """The files that came under its token belong to it now."""
    rows = list(Exhibit.objects.filter(token=card.token, card=None).select_related("file"))
    attach([one.file for one in rows], about=(notices.KIND, card.ref))
    Exhibit.objects.filter(pk__in=[one.pk for one in rows]).update(card=card, stage=card.stage)
