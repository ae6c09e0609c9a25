"""An announcement is written, read a second time, published, corrected in sight of all, taken back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_code
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.stemming import words_of
from balairung.rooms.announcements import access, notices, sending
from balairung.rooms.announcements.models import Announcement, Edition, Photograph, Sending, Target
from balairung.rooms.announcements.places import Aim, aim_of

KIND = notices.KIND
SIGNS = 8  # of a code: 31⁸ of them
MOST_PHOTOGRAPHS = 6
MOST_TARGETS = 60
WHOLE = Aim()


@dataclass(frozen=True)
class Words:
    """What an announcement says, and while it holds."""

    title: str
    summary: str
    body: str
    since: datetime
    until: datetime | None = None

    def cleaned(self) -> Words:
        return Words(clean_line(self.title), clean_line(self.summary), clean_text(self.body), self.since, self.until)


Shown = tuple[File, str]  # a picture, and the words for whoever does not see it


@transaction.atomic
def draft(
    *, office: Office, kind: str, words: Words, aim: Aim = WHOLE, readers: str = Announcement.Readers.PUBLIC,
    photographs: Sequence[Shown] = (), token: str, by: Actor, at: datetime,
) -> Announcement:  # fmt: skip
    """Begin one; nobody reads it yet. The same token again is the same announcement."""
    require(access.can_write(by, office.pk), _("Pengumuman kantor ini ditulis kepala atau penghubungnya."))
    if known := Announcement.objects.filter(token=token).first():
        return known
    _check(words.cleaned(), aim)
    made = Announcement.objects.create(
        code=new_code(SIGNS), token=token, kind=kind, readers=readers, office=office, begun_at=at
    )
    targets = [Target(announcement=made, region=region) for region in aim.regions]
    targets += [Target(announcement=made, service_key=key) for key in aim.services]
    Target.objects.bulk_create(targets)
    _show(_write(made, 1, words, by=by, at=at), photographs)
    return made


@transaction.atomic
def revise(announcement: Announcement, *, words: Words, aim: Aim | None = None, by: Actor, at: datetime) -> Edition:
    """Other words for the draft. Whom it is for changes only until it is published for the first time."""
    require(access.can_write(by, announcement.office_id))
    edition = _open_edition(announcement)
    _check(words.cleaned(), aim or Aim())
    _fill(edition, words, by, at)
    edition.asked_at, edition.returned = None, ""
    edition.save()
    if aim is not None and announcement.state == Announcement.State.DRAFT:
        announcement.targets.all().delete()
        targets = [Target(announcement=announcement, region=region) for region in aim.regions]
        Target.objects.bulk_create(targets + [Target(announcement=announcement, service_key=k) for k in aim.services])
    return edition


@transaction.atomic
def correct(announcement: Announcement, *, words: Words, note: str, by: Actor, at: datetime) -> Edition:
    """Write what stands anew; `note` says in public what was mended. The old words stay where everybody finds them."""
    require(access.can_write(by, announcement.office_id))
    standing = _locked(announcement)
    said = clean_line(note)
    if not said:
        raise Refused(_("Tuliskan apa yang diperbaiki. Semua orang dapat membacanya."))
    if standing.state != Announcement.State.PUBLISHED or standing.current is None:
        raise Refused(_("Yang belum terbit atau sudah ditarik tidak dapat diperbaiki."))
    if standing.editions.filter(published_at=None).exists():
        raise Stale(_("Seseorang sedang memperbaiki pengumuman ini. Lanjutkan naskah perbaikannya."))
    _check(words.cleaned(), Aim())
    made = _write(standing, standing.current.number + 1, words, note=said[:200], by=by, at=at)
    kept = standing.current.photographs.order_by("order", "id")
    Photograph.objects.bulk_create(
        Photograph(edition=made, file_id=one.file_id, alt=one.alt, order=one.order) for one in kept
    )
    return made


@transaction.atomic
def add_photographs(announcement: Announcement, *, photographs: Sequence[Shown], by: Actor, at: datetime) -> None:
    """More pictures for the draft."""
    require(access.can_write(by, announcement.office_id))
    _show(_open_edition(announcement), photographs)


@transaction.atomic
def drop_photograph(announcement: Announcement, *, photograph: UUID, by: Actor, at: datetime) -> None:
    """One picture less in the draft; in what was published before it stays."""
    require(access.can_write(by, announcement.office_id))
    dropped, _by = _open_edition(announcement).photographs.filter(pk=photograph).delete()
    if not dropped:
        raise Stale(_("Foto itu sudah tidak ada pada naskah ini. Muat ulang halamannya."))


@transaction.atomic
def submit(announcement: Announcement, *, by: Actor, at: datetime) -> bool:
    """Publish it, where that needs no second reader; else ask for one. Return whether it is published now."""
    require(access.can_keep(by, announcement))
    found = _locked(announcement)
    edition = _open_edition(found)
    wide = access.is_wide(found, aim_of(found), found.office)
    if not wide or access.speaks_at_once(by, found, at):
        _publish(found, edition, by, at)
        return True
    if edition.asked_at is None:
        edition.asked_at, edition.returned = at, ""
        edition.save(update_fields=["asked_at", "returned"])
        notices.tell_asked(found, edition, at=at)
    return False


@transaction.atomic
def release(announcement: Announcement, *, by: Actor, at: datetime) -> None:
    """The second reader lets it out."""
    found = _locked(announcement)
    edition = _asked(found)
    require(access.can_release(by, found, edition), _("Orang kedua yang membacanya: kepala kantor atau koordinator."))
    _publish(found, edition, by, at)


@transaction.atomic
def send_back(announcement: Announcement, *, words: str, by: Actor, at: datetime) -> None:
    """The second reader wants other words, and says which."""
    found = _locked(announcement)
    edition = _asked(found)
    require(access.can_release(by, found, edition))
    if not (said := clean_line(words)):
        raise Refused(_("Tuliskan apa yang perlu diubah."))
    edition.asked_at, edition.returned = None, said[:300]
    edition.save(update_fields=["asked_at", "returned"])
    notices.tell_returned(found, edition, at=at)


@transaction.atomic
def withdraw(announcement: Announcement, *, reason: str, by: Actor, at: datetime) -> None:
    """Take back what was said, with the reason in its place; what is still on its way is stopped."""
    require(access.can_keep(by, announcement))
    found = _locked(announcement)
    if not (said := clean_line(reason)):
        raise Refused(_("Tuliskan alasannya. Semua orang dapat membacanya."))
    if found.state != Announcement.State.PUBLISHED:
        raise Stale(_("Pengumuman ini tidak sedang terbit. Muat ulang halamannya."))
    found.state, found.withdrawn_at, found.withdrawal = Announcement.State.WITHDRAWN, at, said[:300]
    found.save(update_fields=["state", "withdrawn_at", "withdrawal"])
    found.editions.filter(published_at=None).delete()
    sending.halt(Sending.objects.filter(edition__announcement=found), about=found.code, at=at)


@transaction.atomic
def drop(announcement: Announcement, *, by: Actor, at: datetime) -> None:
    """Throw the draft away; what was published before stays."""
    require(access.can_keep(by, announcement))
    found = _locked(announcement)
    _open_edition(found).delete()
    if found.state == Announcement.State.DRAFT:
        found.delete()


def _publish(found: Announcement, edition: Edition, by: Actor, at: datetime) -> None:
    if edition.until and edition.until <= at:
        raise Refused(_("Masa berlakunya sudah lewat. Ubah tanggalnya, lalu terbitkan."))
    edition.asked_at, edition.returned = None, ""
    edition.published_at, edition.released_by_id = at, by.person_id
    edition.save(update_fields=["asked_at", "returned", "published_at", "released_by"])
    found.state, found.current = Announcement.State.PUBLISHED, edition
    found.published_at = found.published_at or at
    found.words = words_of(f"{edition.title} {edition.summary}")
    found.save(update_fields=["state", "current", "published_at", "words"])
    if _called_back(found, at) or found.is_warning:
        sending.begin(found, by=by, at=at)


def _called_back(found: Announcement, at: datetime) -> bool:
    """Whether the words that stood before were still on their way: everybody hears the new ones in their place."""
    return sending.halt(Sending.objects.filter(edition__announcement=found), about=found.code, at=at)


def _write(
    found: Announcement, number: int, words: Words, *, by: Actor, at: datetime, note: str = ""
) -> Edition:  # fmt: skip
    edition = Edition(announcement=found, number=number, note=note)
    _fill(edition, words, by, at)
    edition.save(force_insert=True)
    return edition


def _fill(edition: Edition, words: Words, by: Actor, at: datetime) -> None:
    said = words.cleaned()
    edition.title, edition.summary, edition.body = said.title, said.summary, said.body
    edition.since, edition.until = said.since, said.until
    edition.written_by_id, edition.written_at = by.person_id, at


def _show(edition: Edition, photographs: Sequence[Shown]) -> None:
    known = edition.photographs.count()
    if known + len(photographs) > MOST_PHOTOGRAPHS:
        raise Refused(_("Paling banyak %(most)d foto pada satu pengumuman.") % {"most": MOST_PHOTOGRAPHS})
    if any(not clean_line(alt) for _file, alt in photographs):
        raise Refused(_("Tuliskan apa yang tampak pada foto, untuk orang yang tidak dapat melihatnya."))
    attach([file for file, _alt in photographs], about=(KIND, edition.announcement.code))
    Photograph.objects.bulk_create(
        Photograph(edition=edition, file=file, alt=clean_line(alt)[:200], order=known + place)
        for place, (file, alt) in enumerate(photographs)
    )


def _check(words: Words, aim: Aim) -> None:
    if not all((words.title, words.summary, words.body)):
        raise Refused(_("Judul, ringkasan, dan isi harus terisi."))
    if len(words.title) > 120 or len(words.summary) > 240:
        raise Refused(_("Judul paling banyak 120 huruf, ringkasan paling banyak 240 huruf."))
    if words.until and words.until <= words.since:
        raise Refused(_("Akhir masa berlakunya lebih dahulu daripada awalnya. Periksa kedua tanggal itu."))
    if len(aim.regions) + len(aim.services) > MOST_TARGETS:
        raise Refused(_("Sasarannya terlalu banyak. Pilih kecamatannya, atau seluruh daerah."))


def _locked(announcement: Announcement) -> Announcement:
    """As it stands now; nobody changes it meanwhile."""
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("current", "office__region")
    return rows.get(pk=announcement.pk)


def _open_edition(found: Announcement) -> Edition:
    edition = found.editions.select_for_update().filter(published_at=None).first()
    if edition is None:
        raise Stale(_("Naskah ini sudah terbit atau sudah dihapus. Muat ulang halamannya."))
    return edition


def _asked(found: Announcement) -> Edition:
    edition = _open_edition(found)
    if edition.asked_at is None:
        raise Stale(_("Naskah ini belum dimintakan pembaca kedua, atau sedang diubah lagi."))
    return edition
