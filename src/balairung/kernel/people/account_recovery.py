"""An officer lost their second factor or mailbox: two people give the account back, and a day passes.

One person alone does nothing here. An operator starts it; the head of an office in which this person holds a post, or
another operator, confirms it; neither is the person, and the second is not somebody whom the first has just made. What
the second person saw is what counts: another address meanwhile ends it. Until it counts, the person stops it with the
link of a message that went to all their addresses (messaging.recovering), and so does everyone who may confirm.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people import account_devices, account_lines
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.accounts import move_account
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import AccountLine, Change, Holding, Person, Post, Recovery, User

COOL_OFF = timedelta(hours=24)
ASKED_FOR = timedelta(hours=72)  # afterwards the first person has to look again
MADE_SINCE = timedelta(days=30)  # whom somebody gave account or post in these days is no second person beside them
MAKING = (Change.Verb.GIVE_ACCOUNT, Change.Verb.RENEW_LINK, Change.Verb.APPOINT)


# --- who may -------------------------------------------------------------------------------------------------------


def can_confirm(by: Actor, recovery: Recovery, at: datetime) -> bool:
    """The second person: neither the first, nor the one whose account it is, nor one whom the first has just made."""
    another = by.person_id not in (None, recovery.asked_by_id, recovery.person_id)
    rightful = another and (by.administers or _heads(by, recovery.person_id, at))
    return rightful and not _made_by(recovery.asked_by_id, at).filter(person=by.person_id).exists()


def _made_by(first: UUID, at: datetime) -> QuerySet[Change]:
    """Lines of the journal by which this operator lately gave somebody an account or a post."""
    return Change.objects.filter(by=first, verb__in=MAKING, at__gt=at - MADE_SINCE)


def can_stop(by: Actor, recovery: Recovery, at: datetime) -> bool:
    """Whoever is concerned by it, also the one who started it."""
    return by.person_id == recovery.person_id or by.administers or _heads(by, recovery.person_id, at)


def _heads(by: Actor, person_id: UUID, at: datetime) -> bool:
    headed = [seat.office_id for seat in by.seats if seat.role in HEADS]
    theirs = Holding.objects.current(at).filter(person=person_id, post__office__in=headed)
    return bool(headed) and theirs.exists()


def open_to(by: Actor, at: datetime) -> QuerySet[Recovery]:
    """Those that run and that this officer may confirm or stop, the newest first."""
    rows = Recovery.objects.filter(state__in=Recovery.OPEN).select_related("person", "asked_by", "confirmed_by")
    if not by.administers:
        headed = [seat.office_id for seat in by.seats if seat.role in HEADS]
        theirs = Holding.objects.current(at).filter(post__office__in=headed).values("person")
        rows = rows.filter(Q(person=by.person_id) | Q(person__in=theirs))
    return rows.order_by("-asked_at", "-id")


def get_recovery(by: Actor, key: UUID, at: datetime) -> Recovery:
    """Raise `Recovery.DoesNotExist` for whoever is not concerned."""
    found = Recovery.objects.select_related("person__user", "asked_by", "confirmed_by").get(pk=key)
    if not can_stop(by, found, at):
        raise Recovery.DoesNotExist
    return found


def confirmers(recovery: Recovery, at: datetime) -> list[Person]:
    """Who is told that a second person is needed."""
    current = Holding.objects.current(at)
    offices = current.filter(person=recovery.person_id).values("post__office")
    seats = current.filter(Q(post__role=Post.Role.ADMINISTRATOR) | Q(post__role__in=HEADS, post__office__in=offices))
    people = Person.objects.filter(pk__in=seats.values("person"))
    people = people.exclude(pk__in=_made_by(recovery.asked_by_id, at).filter(person__isnull=False).values("person"))
    return list(people.exclude(pk__in=[recovery.person_id, recovery.asked_by_id]).order_by("name", "id"))


# --- what is done ----------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(person: Person, *, kind: str, by: Actor, at: datetime) -> tuple[Recovery, str]:
    """An operator starts it. Return it with the word that stops it, which is nowhere else."""
    require(by.administers)
    assert by.person_id is not None, "an officer is a person"
    if by.person_id == person.pk:
        raise Refused(_("Anda tidak dapat memulai pemulihan akun sendiri. Minta pengelola lain melakukannya."))
    if not person.user or not person.user.is_active:
        raise Refused(_("%(name)s belum mempunyai akun.") % {"name": person.name})
    if kind != Recovery.Kind.FACTOR and (not person.email or person.email == person.user.email):
        raise Refused(_("Tuliskan dahulu surel yang baru di data %(name)s.") % {"name": person.name})
    if Recovery.objects.filter(person=person, state__in=Recovery.OPEN).exists():
        raise Refused(_("Pemulihan akun %(name)s sudah berjalan.") % {"name": person.name})
    word = secrets.token_urlsafe(32)
    made = Recovery.objects.create(
        person=person, kind=kind, asked_by_id=by.person_id, asked_at=at, stop_hash=_stop_hash(word),
        email_hash=person.email_hash,
    )  # fmt: skip
    write_line(Change.Verb.ASK_RECOVERY, person=person, note=str(made.get_kind_display()), by=by, at=at)
    return made, word


@transaction.atomic
def confirm(recovery: Recovery, *, by: Actor, at: datetime) -> str:
    """The second person says that it is true; it counts a day later. Return a new word that stops it."""
    require(can_confirm(by, recovery, at), _("Orang kedua haruslah orang lain: kepala kantornya, atau pengelola lain."))
    if _moved(recovery):
        raise Refused(
            _("Surel orang ini diubah sesudah pemulihan dimulai. Hentikan, lalu mulai lagi bila masih perlu.")
        )
    word = secrets.token_urlsafe(32)
    rows = Recovery.objects.filter(pk=recovery.pk, state=Recovery.State.ASKED, asked_at__gt=at - ASKED_FOR)
    told = {"confirmed_by": by.person_id, "due_at": at + COOL_OFF, "stop_hash": _stop_hash(word)}
    if not rows.update(state=Recovery.State.CONFIRMED, **told):
        raise Refused(_("Pemulihan ini sudah tidak menunggu orang kedua. Muat ulang halamannya."))
    recovery.refresh_from_db()
    write_line(Change.Verb.CONFIRM_RECOVERY, person=recovery.person, by=by, at=at)
    return word


@transaction.atomic
def stop(recovery: Recovery, *, by: Actor, at: datetime) -> None:
    """It is not true, or not needed any more."""
    require(can_stop(by, recovery, at))
    _stop(recovery, by=by, at=at)


@transaction.atomic
def stop_by_link(token: str, *, at: datetime) -> Recovery:
    """The owner says so by the link of a message. Raise `Recovery.DoesNotExist` when it was used or is too late."""
    found = running(token)
    if found is None:
        raise Recovery.DoesNotExist
    _stop(found, by=SYSTEM, at=at)
    return found


def running(token: str) -> Recovery | None:
    """What such a link stops, while there is something to stop."""
    rows = Recovery.objects.filter(stop_hash=_stop_hash(token), state__in=Recovery.OPEN)
    return rows.select_related("person").order_by("id").first()


def _stop(recovery: Recovery, *, by: Actor, at: datetime) -> None:
    rows = Recovery.objects.filter(pk=recovery.pk, state__in=Recovery.OPEN)
    if not rows.update(state=Recovery.State.STOPPED, ended_at=at):
        raise Refused(_("Pemulihan ini sudah selesai, jadi tidak bisa dihentikan lagi."))
    write_line(Change.Verb.STOP_RECOVERY, person=recovery.person, by=by, at=at)


@transaction.atomic
def lapse(*, now: datetime) -> int:
    """What no second person confirmed in three days is over; return how many."""
    rows = Recovery.objects.filter(state=Recovery.State.ASKED, asked_at__lte=now - ASKED_FOR)
    return rows.update(state=Recovery.State.LAPSED, ended_at=now)


def due(now: datetime) -> list[Recovery]:
    """Those whose day has passed, the first first."""
    rows = Recovery.objects.filter(state=Recovery.State.CONFIRMED, due_at__lte=now)
    return list(rows.select_related("person__user").order_by("due_at", "id")[:20])


@transaction.atomic
def finish(recovery: Recovery, *, at: datetime) -> bool:
    """Its day has come: the account is given back, or it ends because something else is true by now.

    Return whether it was this call that ended it. The old factors go, or the address moves; every browser is put out.
    """
    person = Person.objects.select_related("user").get(pk=recovery.person_id)
    gives = person.user is not None and person.user.is_active and not _moved(recovery) and not _taken(person, recovery)
    rows = Recovery.objects.filter(pk=recovery.pk, state=Recovery.State.CONFIRMED, due_at__lte=at)
    if not rows.update(state=Recovery.State.DONE if gives else Recovery.State.STOPPED, ended_at=at):
        return False
    if gives:
        _give_back(person, recovery, at)
    else:
        write_line(Change.Verb.STOP_RECOVERY, person=person, by=SYSTEM, at=at)
    return True


def _give_back(person: Person, recovery: Recovery, at: datetime) -> None:
    user = person.user
    assert user is not None
    if recovery.kind != Recovery.Kind.MAILBOX:
        Authenticator.objects.filter(user=user).delete()
        write_line(Change.Verb.DROP_FACTOR, person=person, by=SYSTEM, at=at)
    if recovery.kind != Recovery.Kind.FACTOR:
        move_account(person, by=SYSTEM, at=at)
    account_devices.end_all(user)
    account_lines.note_quietly(AccountLine.Verb.RECOVER, user, at=at)


def _moved(recovery: Recovery) -> bool:
    """Whether the account would move to another address than the one that was looked at."""
    now = Person.objects.values_list("email_hash", flat=True).get(pk=recovery.person_id)
    return recovery.kind != Recovery.Kind.FACTOR and now != recovery.email_hash


def _taken(person: Person, recovery: Recovery) -> bool:
    """Whether somebody else signs in with that address by now."""
    others = User.objects.filter(email=person.email).exclude(pk=str(person.user_id))
    return recovery.kind != Recovery.Kind.FACTOR and others.exists()


def _stop_hash(word: str) -> str:
    return keyed_hash("recovery-stop", word)
