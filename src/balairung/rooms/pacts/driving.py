"""A drive begins, keeps up with who comes and goes, and ends.

For each office one obligation; for each person one pact. Whoever is appointed later owes a pact of their own from that
day; whoever leaves owes none any more; whoever changes posts signs anew, because a pact names its post.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.ground.common.working_time import Unit
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.requesting import OPEN, void
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.obligations.actions import Owner, open_many
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.rules import ClockRule
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.presence import Presence
from balairung.kernel.search.actions import index_batch
from balairung.rooms.pacts import access, actions, notices
from balairung.rooms.pacts.models import Drive, Pact
from balairung.rooms.pacts.roster import Owing, owing
from balairung.rooms.pacts.texts import text_for
from balairung.rooms.pacts.witnessing import witness_of

KIND, PREFIX = "pacts", "A"
FARTHEST = 366  # days
LOOK_EVERY = timedelta(minutes=30)


def begin(
    *, name: str, kind: str, year: int, due_on: date, roles: Sequence[str] = (), echelons: Sequence[str] = (),
    offices: Sequence[str] = (), yearly: bool = False, token: str, by: Actor, at: datetime,
) -> Drive:  # fmt: skip
    """One drive per token: its text, its people, an obligation for each office, a notice to everybody.

    `Refused` for a day that is over or too far, a name that is taken, and a rule that names nobody.
    """
    require(access.can_drive(by))
    line, days = clean_line(name)[:120], (due_on - localdate(at)).days
    if not line:
        raise Refused(_("Beri nama gerakan ini, misalnya “Pakta integritas 2027”."))
    if not 0 <= days <= FARTHEST:
        raise Refused(_("Pilih batas waktu mulai hari ini sampai satu tahun ke depan."))
    hashed = keyed_hash("pact-drive", token)
    made = Drive(
        token=hashed, name=line, text=text_for(kind, at), year=year, due_on=due_on, role_keys=[*roles],
        echelon_keys=[*echelons], office_keys=[*offices], yearly=yearly, begun_at=at, begun_by_id=by.person_id,
        look_at=at + LOOK_EVERY,
    )  # fmt: skip
    try:
        return Drive.objects.filter(token=hashed).first() or _begun(made, by, at)
    except IntegrityError as problem:
        if found := Drive.objects.filter(token=hashed).first():
            return found
        raise Refused(_("Sudah ada gerakan dengan nama itu. Beri nama lain.")) from problem


@transaction.atomic
def _begun(made: Drive, by: Actor, at: datetime) -> Drive:
    made.save(force_insert=True)
    people = owing(made, at)
    if not people:
        raise Refused(_("Tidak seorang pun memegang jabatan yang Anda pilih. Ubah pilihannya."))
    _add(made, list(people.values()), by, at)
    return made


@transaction.atomic
def end(drive: Drive, *, text: str, by: Actor, at: datetime) -> Drive:
    """Nobody owes anything in this drive any more; what was signed stays."""
    require(access.can_drive(by))
    if not Drive.objects.filter(pk=drive.pk, ended_at=None).update(ended_at=at, look_at=None):
        raise Stale(_("Gerakan ini sudah diakhiri."))
    for obligation in Obligation.objects.filter(kind=KIND, origin=origin_of(drive), closed_at=None).order_by("id"):
        actions.release(obligation, text=text, by=by, at=at)
    for pact in Pact.objects.current().filter(drive=drive, signed_at=None, document__isnull=False):
        drop_letter(pact, _("Gerakan ini diakhiri."), at)
    drive.refresh_from_db()
    return drive


@transaction.atomic
def renew(drive: Drive, *, at: datetime) -> int:
    """Bring a running drive up to today: who came, who left, whose post or witness changed. Return how many changed."""
    held = Drive.objects.select_for_update(of=("self",)).select_related("text").get(pk=drive.pk)
    if held.ended_at:
        return 0
    people = owing(held, at)
    rows = {one.person_id: one for one in held.pacts.current().select_related("document", "post__office", "person")}
    gone = [pact for key, pact in rows.items() if key not in people]
    moved = [pact for key, pact in rows.items() if key in people and _moved(pact, people[key])]
    for pact in gone:
        _end(pact, _("Tidak lagi memegang jabatan yang wajib menandatangani."), at)
    for pact in moved:
        _end(pact, _("Jabatannya berubah; pakta baru dibuat untuk jabatan yang baru."), at)
    again = {pact.person_id for pact in moved}
    new = [one for key, one in people.items() if key not in rows or key in again]
    _add(held, new, SYSTEM, at)
    stayed = [pact for pact in rows.values() if pact not in gone and pact not in moved]
    changed = _unwitnessed(stayed, at) + _new_witnesses(stayed, at)
    Drive.objects.filter(pk=held.pk).update(look_at=at + LOOK_EVERY)
    return len(gone) + len(new) + changed


def _moved(pact: Pact, now: Owing) -> bool:
    """A post that the pact does not name: signed or not, it is another promise. Losing one of two changes nothing."""
    return str(now.post.pk) not in pact.post_keys


def _end(pact: Pact, why: str, at: datetime) -> None:
    drop_letter(pact, why, at)
    Pact.objects.filter(pk=pact.pk).update(ended_at=at, ending=why[:200])


def drop_letter(pact: Pact, why: str, at: datetime) -> None:
    """A letter that nobody signed yet says what is no longer so: it becomes void."""
    if pact.document and pact.document.state in OPEN:
        document: Document = pact.document
        Pact.objects.filter(pk=pact.pk).update(document=None)
        void(document, reason=why, by=SYSTEM, at=at)


# --- whoever must sign -------------------------------------------------------------------------------------------


def _add(drive: Drive, people: Sequence[Owing], by: Actor, at: datetime) -> None:
    """Pacts for these people, each within what their office owes, and a notice to each."""
    if not people:
        return
    owed = _owed(drive, {one.post.office_id for one in people}, by, at)
    presence, posts = Presence(at), Post.objects.select_related("office").in_bulk()
    presence.load(list(posts))
    made = [_pact(drive, one, owed[one.post.office_id], presence, posts, at) for one in people]
    Pact.objects.bulk_create(made)
    notices.asked(drive, made, at)


def _pact(
    drive: Drive, one: Owing, obligation: Obligation, presence: Presence, posts: dict[UUID, Post], at: datetime
) -> Pact:
    found = witness_of(one.post, one.person.pk, presence, posts)
    return Pact(
        drive=drive, person=one.person, post=one.post, post_keys=one.keys, office_id=one.post.office_id,
        obligation=obligation, owed_since=at, witness=found.person, witness_post=found.post,
        witness_why=list(found.why),
    )  # fmt: skip


def _owed(drive: Drive, offices: Iterable[UUID], by: Actor, at: datetime) -> dict[UUID, Obligation]:
    """What each of these offices owes in this drive and has not met; opened where there is nothing."""
    wanted = set(offices)
    known = _open_by_office(drive, wanted)
    if missing := list(Office.objects.filter(pk__in=wanted - set(known)).order_by("id")):
        first = not Obligation.objects.filter(kind=KIND, origin=origin_of(drive)).exists()
        opened = open_many(
            kind=KIND, prefix=PREFIX, subject=drive.name, owners=[Owner(office) for office in missing],
            clocks=[_clock(drive, at, first)], origin=origin_of(drive), by=by, at=at, step="sign", words=drive.name,
            period=str(drive.year) if first else f"{at:%Y-%m-%d %H:%M:%S}",
        )  # fmt: skip
        index_batch(opened)
        known = _open_by_office(drive, wanted)
    return known


def _open_by_office(drive: Drive, offices: Iterable[UUID]) -> dict[UUID, Obligation]:
    rows = Obligation.objects.filter(kind=KIND, origin=origin_of(drive), owner_office__in=offices, closed_at=None)
    return {one.owner_office_id: one for one in rows.order_by("opened_at") if one.owner_office_id}


def _clock(drive: Drive, at: datetime, first: bool) -> ClockRule:
    """To the drive's own day; after an appointment as many days as the house gives, where that is later."""
    days = (drive.due_on - localdate(at)).days
    own = days if first else max(days, int(facts("pacts")["due"]["after_appointment"]))
    return ClockRule("sign", own, Unit.CALENDAR_DAYS, "given")


def origin_of(drive: Drive) -> str:
    return f"pact:{drive.pk.hex}"


def _unwitnessed(pacts: Sequence[Pact], at: datetime) -> int:
    """Signed, and whoever stands on the paper as witness left that post before signing: it is signed anew."""
    waiting = [
        one for one in pacts if one.signed_at and not one.witnessed_at and one.witness_id and one.witness_post_id
    ]
    presence, changed = Presence(at), 0
    presence.load([one.witness_post_id for one in waiting if one.witness_post_id])
    for pact in waiting:
        if pact.witness_id not in presence.holders(pact.witness_post_id) and pact.document:  # type: ignore[arg-type]
            revoke(pact.document, reason=_("Saksi berganti sebelum menandatangani."), by=SYSTEM, at=at)
            pact.refresh_from_db()
            notices.again(pact, at)
            changed += 1
    return changed


def _new_witnesses(pacts: Sequence[Pact], at: datetime) -> int:
    """Whose superior is another one today, and who did not sign yet: their witness is the new one."""
    unsigned = [pact for pact in pacts if pact.signed_at is None]
    if not unsigned:
        return 0
    presence, posts = Presence(at), Post.objects.select_related("office").in_bulk()
    presence.load(list(posts))
    changed = 0
    for pact in unsigned:
        found = witness_of(posts[pact.post_id], pact.person_id, presence, posts)
        if (found.person and found.person.pk) != pact.witness_id or list(found.why) != pact.witness_why:
            drop_letter(pact, _("Saksinya berganti."), at)
            Pact.objects.filter(pk=pact.pk).update(
                witness=found.person, witness_post=found.post, witness_why=list(found.why)
            )
            changed += 1
    return changed
