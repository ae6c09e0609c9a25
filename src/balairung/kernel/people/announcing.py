"""What an office tells everyone about how it is reached: accounts are published, changed, ended. Ended ones stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import can_announce
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.handles import clean_account
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Account, Change, Office, Post

MOST = 20  # accounts of one office: a poster, not a directory


@transaction.atomic
def publish_account(
    *, office: Office, kind: str, value: str, hours: str = "", post: Post | None = None, by: Actor, at: datetime
) -> Account:
    """One more way to reach the office, or the holder of one of its posts; everybody sees it at once.

    Raise `Refused` for a value that is none of its kind, and for one that the office has published already.
    """
    require(can_announce(by, office.pk), _("Kontak kantor diumumkan oleh kepala, sekretaris, atau penghubungnya."))
    Office.objects.select_for_update().get(pk=office.pk)  # one at a time
    wanted = Account(
        office=office, post=post, kind=Account.Kind(kind), value=clean_account(kind, value), since=at,
        hours=clean_line(hours)[:120],
    )  # fmt: skip
    _check(wanted)
    wanted.save(force_insert=True)
    _note(Change.Verb.PUBLISH_ACCOUNT, wanted, by, at)
    return wanted


@transaction.atomic
def change_account(account: Account, *, value: str, hours: str = "", by: Actor, at: datetime) -> None:
    """Another number, another name, other hours; it counts as published since it was first."""
    require(can_announce(by, account.office_id))
    account.value, account.hours = clean_account(account.kind, value), clean_line(hours)[:120]
    _check(account)
    account.save(update_fields=["value", "hours"])
    _note(Change.Verb.CHANGE_ACCOUNT, account, by, at)


@transaction.atomic
def end_account(account: Account, *, by: Actor, at: datetime) -> None:
    """Nobody answers there any more."""
    require(can_announce(by, account.office_id))
    _check_standing(account)
    account.ended_at = at
    account.save(update_fields=["ended_at"])
    _note(Change.Verb.END_ACCOUNT, account, by, at)


def _check(account: Account) -> None:
    _check_standing(account)
    office, post = account.office, account.post
    if office.closed_on or (post and post.closed_on):
        raise Refused(_("%(what)s sudah dihapus.") % {"what": post or office})
    if post and post.office_id != office.pk:
        raise Refused(_("Jabatan %(post)s bukan jabatan di %(office)s.") % {"post": post, "office": office})
    others = Account.objects.standing().filter(office=office).exclude(pk=account.pk)
    if others.filter(kind=account.kind, value=account.value).exists():
        facts = {"kind": account.get_kind_display(), "words": account.words}
        raise Refused(_("%(kind)s %(words)s sudah diumumkan kantor ini.") % facts)
    if others.count() >= MOST:
        raise Refused(_("Paling banyak %(most)d kontak untuk satu kantor. Akhiri dahulu yang tidak dipakai.") % {
            "most": MOST})  # fmt: skip


def _check_standing(account: Account) -> None:
    if account.ended_at:
        raise Refused(_("Kontak ini sudah diakhiri. Muat ulang halamannya."))


def _note(verb: Change.Verb, account: Account, by: Actor, at: datetime) -> None:
    write_line(verb, office=account.office, post=account.post, note=str(account.get_kind_display()), by=by, at=at)
