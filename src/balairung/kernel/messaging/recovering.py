"""Recovery by two people, with its messages: what happens to an account is told to its owner before it counts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.ui.templatetags.ui import moment
from balairung.kernel.messaging.account_notices import tell_confirmers, tell_owner
from balairung.kernel.people import account_recovery
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person, Recovery


@transaction.atomic
def ask(person: Person, *, kind: str, by: Actor, at: datetime) -> Recovery:
    made, word = account_recovery.ask(person, kind=kind, by=by, at=at)
    words = _("%(asker)s memulai pemulihan akun Anda: %(kind)s. Orang kedua masih harus memastikannya.") % {
        "asker": made.asked_by, "kind": str(made.get_kind_display()).lower(),
    }  # fmt: skip
    tell_owner(made, words, word, at=at)
    tell_confirmers(made, account_recovery.confirmers(made, at), at=at)
    return made


@transaction.atomic
def confirm(recovery: Recovery, *, by: Actor, at: datetime) -> None:
    word = account_recovery.confirm(recovery, by=by, at=at)
    words = _("%(name)s memastikan pemulihan akun Anda. Pemulihan berlaku mulai %(when)s.") % {
        "name": recovery.confirmed_by, "when": moment(recovery.due_at),
    }  # fmt: skip
    tell_owner(recovery, words, word, at=at)


@transaction.atomic
def stop(recovery: Recovery, *, by: Actor, at: datetime) -> None:
    account_recovery.stop(recovery, by=by, at=at)
    recovery.refresh_from_db()
    tell_owner(recovery, _("Pemulihan akun Anda dihentikan. Tidak ada yang berubah."), at=at)


@transaction.atomic
def stop_by_link(token: str, *, at: datetime) -> None:
    recovery = account_recovery.stop_by_link(token, at=at)
    recovery.refresh_from_db()
    tell_owner(recovery, _("Pemulihan akun Anda dihentikan lewat tautan. Tidak ada yang berubah."), at=at)


def follow(*, now: datetime) -> int:
    """The worker's: what nobody confirmed lapses, what has waited its day counts. Return how many moved."""
    count = account_recovery.lapse(now=now)
    with transaction.atomic():
        waiting = account_recovery.due(now)
    return count + sum(_finish(recovery, now) for recovery in waiting)


@transaction.atomic
def _finish(recovery: Recovery, now: datetime) -> bool:
    if not account_recovery.finish(recovery, at=now):
        return False
    recovery.refresh_from_db()
    tell_owner(recovery, _done_words(recovery), at=now)
    return True


def _done_words(recovery: Recovery) -> str:
    if recovery.state == Recovery.State.DONE:
        return WORDS[Recovery.Kind(recovery.kind)]()
    return _("Pemulihan akun Anda berakhir tanpa mengubah apa pun, karena akun atau surelnya sudah lain.")


WORDS = {
    Recovery.Kind.FACTOR: lambda: _(
        "Akun Anda dipulihkan. Masuklah dengan kata sandi Anda, lalu pasang pengaman kedua yang baru."
    ),
    Recovery.Kind.MAILBOX: lambda: _(
        "Akun Anda dipulihkan. Mulai sekarang Anda masuk dengan surel yang baru; pengaman kedua tetap sama."
    ),
    Recovery.Kind.BOTH: lambda: _(
        "Akun Anda dipulihkan. Masuklah dengan surel yang baru, lalu pasang pengaman kedua yang baru."
    ),
}
