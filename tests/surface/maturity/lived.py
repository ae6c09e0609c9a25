"""Some weeks in a small city, lived by the real actions: what gathered evidence is counted from.

One word stands in every private corner of it; no bundle may hold that word.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.agreements import actions as agreements
from balairung.rooms.complaints import actions as complaints
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.oversight import cases
from tests.rooms.surveys.asked import answered, said

AT = make.moment("2026-03-30 16:00")
CANARY = "Kenarihijau"


def weeks() -> None:
    """The regency has to be there (`make.regency`)."""
    _complaints()
    make.application(name=CANARY)
    answered("dukcapil", said(4, words=f"Petugas {CANARY} ramah."), times=3)
    held.approved(held.complete("pupr", "disdik"))
    make.delegation(make.post("setda", "secretary"), make.post("pupr", "head"))
    cases.sent(cases.inspectorate())
    agreements.record(
        number="119/1/2026", title="Berbagi layanan", partner="Kabupaten Ngawi", scope="Layanan.",
        signed_on=make.START.date(), since=make.START.date(), until=None, office=make.office("dukcapil"),
        by=SYSTEM, at=make.START,
    )  # fmt: skip


def _complaints() -> None:
    """Three that may be counted (one answered in time, one too late, one still open), and two that may not."""
    rahma, head = make.coordinator(), make.officer("pupr", "head", f"Kadis {CANARY}")
    told: dict[str, Any] = {"text": f"{CANARY} melapor: jalan berlubang di depan pasar sudah sebulan.", "name": CANARY}
    told["contact"] = f"{CANARY.lower()}@contoh.id"
    first, second = (make.forwarded(rahma, **told) for _one in range(2))
    complaints.answer(first, text=f"Akan kami perbaiki, {CANARY}.", by=head, at=make.START + timedelta(days=2))
    complaints.answer(second, text="Baru sempat.", by=head, at=make.START + timedelta(days=20))
    make.complaint(channel=Complaint.Channel.LAPOR, **told)
    make.complaint(secret=True, **told)
    make.complaint(accused=make.office("disdik"), **told)
