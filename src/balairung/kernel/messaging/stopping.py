"""One link ends all messages to an address; one more press of a button begins them again.

Kept is a keyed hash of the address, its *mark*; the link carries the mark, signed for this regency.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.models import Stopped
from balairung.kernel.people.house import house_url, the_regency

STOP_WORDS = {"STOP", "BERHENTI", "UNSUBSCRIBE"}
START_WORDS = {"START", "MULAI", "LANJUT"}


def stopped_sentence() -> str:
    return _("Baik, kami tidak lagi mengirim kabar ke sini. Ketik MULAI bila Anda ingin menerima kabar lagi.")


def started_sentence() -> str:
    return _("Baik, mulai sekarang kabar kami kirim lagi ke sini. Ketik STOP untuk berhenti.")


def mark_of(address: str) -> str:
    """What stands for an address; the same for every channel that uses it."""
    return keyed_hash("stopped", address.strip().lower())


def stop_link(address: str) -> str:
    return house_url() + reverse("messaging:stop", args=[_signer().sign(mark_of(address))])


def read_token(token: str) -> str | None:
    """The mark that a link carries; None for a link that this house did not make."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def stop(mark: str, *, at: datetime) -> None:
    """From now on nothing is written to this address, and what waits is not sent."""
    Stopped.objects.bulk_create([Stopped(mark=mark, since=at)], ignore_conflicts=True)


def start(mark: str) -> None:
    """Messages again, as before."""
    Stopped.objects.filter(pk=mark).delete()


def is_stopped(mark: str) -> bool:
    return Stopped.objects.filter(pk=mark).exists()


def stopped(addresses: Iterable[str]) -> set[str]:
    """Those among the addresses that want no messages."""
    marks = {mark_of(address): address for address in addresses}
    found = Stopped.objects.filter(pk__in=marks).values_list("pk", flat=True) if marks else ()
    return {marks[mark] for mark in found}


def _signer() -> Signer:
    regency = the_regency()
    return Signer(salt=f"balairung.messaging.stopping.{regency.pk if regency else ''}")
