"""Who is asked: everybody whose matter is finished, once (settings.SURVEY_INVITE and SURVEY_ADDRESS)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from balairung.ground.common.facts import facts
from balairung.ground.common.references import ALPHABET, tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Office
from balairung.rooms.surveys.models import Invitation

SIGNS = 16  # of a code: 79 bits


def invite(*, kind: str, ref: str, office: Office, service_key: str = "", at: datetime) -> str:
    """The address at which this finished matter is judged, once; the same however often it is asked for.

    Written in the caller's transaction: one row for each matter, and none of who it was.
    """
    code = code_of(kind, ref)
    made = Invitation(
        code_hash=hash_of(code), kind=kind, ref=ref, office=office, service_key=service_key[:60], made_at=at
    )
    Invitation.objects.bulk_create([made], ignore_conflicts=True)
    return house_url() + reverse("surveys:invited", args=[code])


def address_of(kind: str, ref: str, *, at: datetime) -> str:
    """The same address for a page of its own, as long as it is not answered and may still be; else empty."""
    row = Invitation.objects.filter(kind=kind, ref=ref, answered_on__isnull=True).first()
    return reverse("surveys:invited", args=[code_of(kind, ref)]) if row and not is_over(row, at) else ""


def find_invitation(code: str) -> Invitation:
    """The invitation that this code opens. Raise `Invitation.DoesNotExist`."""
    return Invitation.objects.select_related("office").get(code_hash=hash_of(tidy_code(code)))


def is_over(invitation: Invitation, at: datetime) -> bool:
    return at > invitation.made_at + timedelta(days=facts("skm")["invited_days"])


def code_of(kind: str, ref: str) -> str:
    """Follows from the matter, so that it is kept nowhere; nobody without the house's key can make it."""
    number = int(keyed_hash("survey", kind, ref), 16)
    signs = []
    for _place in range(SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def hash_of(code: str) -> str:
    return keyed_hash("survey-code", code)


def hash_of_secret(secret: str) -> str:
    """Of the address of a screen: the secret itself is kept nowhere."""
    return keyed_hash("survey-screen", secret)
