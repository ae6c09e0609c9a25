"""What people are told about their pacts: that one is owed, and that one must be signed again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify, notify_all
from balairung.kernel.people.house import house_url
from balairung.rooms.pacts.models import Drive, Pact

KIND = "pacts"


def asked(drive: Drive, pacts: Sequence[Pact], at: datetime) -> None:
    """One notice to each, however many they are."""
    body = _("Anda diminta menandatangani %(name)s paling lambat %(day)s.\n\nBaca dan tanda tangani: %(link)s") % {
        "name": drive.name, "day": long_date(drive.due_on), "link": page(),
    }  # fmt: skip
    recipients = [(Recipient.person(pact.person), f"pact:{pact.pk.hex}") for pact in pacts]
    subject = _("Menunggu tanda tangan Anda: %(name)s") % {"name": drive.name}
    notify_all(recipients, subject=subject, body=body, about=(KIND, ""), bundle="inbox", at=at)


def again(pact: Pact, at: datetime) -> None:
    """Its witness left before signing: the paper names somebody who is not there any more."""
    body = _(
        "Saksi %(name)s Anda berganti jabatan sebelum menandatangani, jadi suratnya dicabut. Mohon tanda tangani sekali"
        " lagi di hadapan saksi yang baru: %(link)s"
    ) % {"name": pact.drive.name, "link": page()}
    subject = _("Perlu ditandatangani lagi: %(name)s") % {"name": pact.drive.name}
    key = f"pact-again:{pact.pk.hex}:{at.isoformat()}"
    notify(Recipient.person(pact.person), subject=subject, body=body, key=key, bundle="inbox", at=at)


def page() -> str:
    return f"{house_url()}/kerja/pakta/"
