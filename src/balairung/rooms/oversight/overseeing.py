"""Bodies outside that may look in: given by a letter of theirs, read only, each opening a line, ended at midnight.

Whoever holds a post is an officer and never an overseer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import read_reference
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.models import Obligation, Visibility
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Person
from balairung.rooms.oversight import access, notices
from balairung.rooms.oversight.models import Overseer, Reading, Recommendation

LONGEST = timedelta(days=366)
OPEN_FOR = timedelta(minutes=30)  # what was opened stays so; afterwards it is opened, and written down, again


@dataclass(frozen=True)
class Asked:
    """What the letter of a body asks for; `ref` only for one case."""

    person: Person
    body: str
    body_name: str
    letter: str
    letter_on: date
    scope: str
    since: date
    until: date
    ref: str = ""


def person_with(email: str) -> Person:
    """Whose account this is. Raise `Refused` where there is none."""
    user = get_user_model().objects.filter(email=email.strip().lower(), is_active=True).first()
    person = Person.objects.filter(user=user).first() if user else None
    if person is None:
        raise Refused(_("Belum ada akun dengan surel ini. Minta pengelola sistem membuatkannya, tanpa jabatan."))
    return person


@transaction.atomic
def grant(asked: Asked, *, by: Actor, at: datetime) -> Overseer:
    """Leave to read one thing, from a day to a day."""
    require(access.can_grant(by), _("Akses pengawas diberikan oleh Inspektur atau sekretaris daerah."))
    _check(asked, at)
    made = Overseer.objects.create(
        person=asked.person, body=asked.body, body_name=clean_line(asked.body_name), letter=clean_line(asked.letter),
        letter_on=asked.letter_on, scope=asked.scope, case=_case(asked, by), since=asked.since, until=asked.until,
        given_at=at, given_by_id=by.person_id,
    )  # fmt: skip
    notices.tell_granted(made, at=at)
    return made


def _check(asked: Asked, at: datetime) -> None:
    today = localdate(at)
    if not clean_line(asked.body_name) or not clean_line(asked.letter):
        raise Refused(_("Nama lembaga dan nomor suratnya harus terisi."))
    if asked.letter_on > today:
        raise Refused(_("Tanggal suratnya belum tiba. Periksa tanggalnya."))
    if asked.until < max(today, asked.since):
        raise Refused(_("Hari terakhirnya sudah lewat, atau lebih dahulu daripada hari pertamanya."))
    if asked.until - asked.since > LONGEST:
        raise Refused(_("Akses diberikan paling lama satu tahun. Sesudah itu dengan surat yang baru."))
    if Holding.objects.current(at).filter(person=asked.person).exists():
        raise Refused(_("Orang ini memegang jabatan di pemerintah daerah ini, jadi bukan pengawas dari luar."))


def _case(asked: Asked, by: Actor) -> Obligation | None:
    """The one case, as far as the giver sees it; a secret one is given to nobody in this way."""
    if asked.scope != Overseer.Scope.CASE:
        return None
    ref = read_reference(asked.ref) or clean_line(asked.ref)[:20]
    seen = Obligation.objects.visible_to(by) | Obligation.objects.filter(
        recommendation__in=Recommendation.objects.visible_to(by)
    )
    found = seen.filter(ref=ref).exclude(visibility=Visibility.SECRET).first()
    if found is None:
        raise Refused(_("Perkara dengan nomor ini tidak ada, atau rahasia: yang rahasia tidak dibuka lewat jalan ini."))
    return found


@transaction.atomic
def revoke(overseer: Overseer, *, reason: str, by: Actor, at: datetime) -> None:
    """It opens nothing from this moment on; the reason stays."""
    require(access.can_grant(by), _("Akses pengawas dicabut oleh Inspektur atau sekretaris daerah."))
    why = clean_line(reason)
    if not why:
        raise Refused(_("Tuliskan dahulu alasannya."))
    mine = Overseer.objects.filter(pk=overseer.pk, revoked_at__isnull=True)
    if not mine.update(revoked_at=at, revoked_by=by.person_id, reason=why[:300]):
        raise Stale(_("Akses ini sudah dicabut orang lain. Muat ulang halamannya."))


@transaction.atomic
def open_for_reading(overseer: Overseer, *, by: Actor, at: datetime) -> Reading:
    """What they may read stands open for a while, and that they opened it is a line for ever."""
    require(by.oversees and overseer.person_id == by.person_id and overseer.stands(localdate(at)))
    return Reading.objects.create(overseer=overseer, at=at)


def stands_open(overseer: Overseer, at: datetime) -> bool:
    """Whether it was opened a short while ago."""
    return overseer.readings.filter(at__gt=at - OPEN_FOR, at__lte=at).exists()


def oversees(person: Person, at: datetime) -> bool:
    """Whether a leave stands for this person (settings.OVERSEERS)."""
    return Overseer.objects.of_person(person.pk).in_force(localdate(at)).exists()
