"""A village project and its people, made by the real actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.models import Region
from balairung.rooms.projects.actions import visit
from balairung.rooms.projects.helping import Given, hand_over
from balairung.rooms.projects.models import Project
from balairung.rooms.projects.recording import Money, Part, Said, record, set_parts
from balairung.rooms.projects.reporting import Picture, Seen, add_photos
from tests import make

VILLAGE = "35.77.01.1001"
_numbers = itertools.count(1)


def place(code: str = VILLAGE) -> Region:
    return Region.objects.select_related("parent").get(pk=code)


def said(**more: Any) -> Said:
    plain: dict[str, Any] = {
        "title": "Rabat beton Gang Melati", "kind": "build", "region": more.get("region") or place(), "way": "self",
        "executor": "Tim Pelaksana Kegiatan", "planned_start": date(2026, 2, 1), "planned_end": date(2026, 5, 31),
        "funds": [Money("dana-desa", 2026, Decimal("125000000")), Money("swadaya", 2026, Decimal("2500000.50"))],
    }  # fmt: skip
    return Said(**plain | more)


def project(office: str = "pupr", *, by: Actor = SYSTEM, token: str = "", at: Any = make.START, **more: Any) -> Project:
    token = token or f"token-proyek-uji-{next(_numbers)}"
    return record(said(**more), office=make.office(office), token=token, by=by, at=at)


def token() -> str:
    return f"token-kemajuan-uji-{next(_numbers)}"


def after(days: int) -> Any:
    return make.START + timedelta(days=days)


@dataclass(frozen=True)
class Life:
    """A project with a part, a picture, a handover, a duty and a preview: one of everything that has an address."""

    project: Project
    part: str
    photo: str
    handover: str
    duty: str
    preview: str

    def named(self) -> dict[str, str]:
        """By the parameter that names it in an address."""
        keys = {"reach": self.part, "show": self.photo, "people": self.handover, "reveal": self.handover}
        return {
            **{f"projects:{page}:ref": self.project.ref for page in FILES},
            **{f"projects:{page}:key": key for page, key in keys.items()},
            "projects:ref": self.duty, "projects:token": self.preview,
        }  # fmt: skip


FILES = (
    *("project", "sign", "file", "change", "parts", "reach", "stop", "go_on", "report", "photos", "show", "visit"),
    *("hand_over", "people", "reveal"),
)


def live(office: str = "pupr", *, word: str = "Proyek", person: object = "", at: Any = make.START) -> Life:
    """One of everything, by the real actions."""
    region = Region.objects.filter(level="village", until__isnull=True).order_by("code")[0]
    day = at.date()
    made = project(office, at=at, title=f"{word} jalan", region=region, planned_start=day, planned_end=day)
    set_parts(made, [Part("Cor", day, Decimal(100))], by=SYSTEM, at=at)
    seen = Seen("Gapura", "0", day, False)
    add_photos(made, [Picture(make.photo(at=at))], seen=seen, token=token(), by=SYSTEM, at=at)
    given = Given("Tani", "tani", 5, "Dinas", "Traktor", day, "1", region, 9, chair=f"{word} ketua")
    handover = hand_over(made, given, token=token(), by=SYSTEM, at=at)
    leader = make.officer("pimpinan", "deputy_regent", at=at)
    note = visit(made, words=f"{word} tipis.", asked="Tambah tebal", token=token(), by=leader, at=at)
    body = {"person": str(person), "name": f"{word}.csv", "ignored": [], "rows": [], "lines": []}
    preview = save_draft(kind="projects-import", body=body, at=at)
    keys = [str(rows.get().pk) for rows in (made.milestones, made.photos.filter(spot="Gapura"))]
    return Life(made, keys[0], keys[1], str(handover.pk), note.duty.obligation.ref, preview)
