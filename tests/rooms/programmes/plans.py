"""A hundred days and a cascade with their people, made by the real actions."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.models import Holding
from balairung.kernel.people.spreadsheets import Row
from balairung.rooms.programmes import actions
from balairung.rooms.programmes.cascade import importing
from balairung.rooms.programmes.cascade.wanted import SHEET
from balairung.rooms.programmes.hundred import planning, voicing
from balairung.rooms.programmes.models import (
    AgencyPlan,
    HundredDays,
    Indicator,
    OutcomeVoice,
    PlanMilestone,
    PlanNode,
    PlanPeriod,
)
from tests import make

_numbers = itertools.count(1)
DAY = timedelta(days=1)
#: Addresses whose key is not that of an agency's plan.
KEYED = ("hundred", "move_end", "slides", "spend", "result", "node", "voice", "moderate", "sakip_office")


def photo(*, at: datetime = make.START) -> File:
    """A picture that is like no other: proof is told apart by its bytes."""
    number = next(_numbers)
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), (number % 256, number // 256 % 256, 90)).save(drawn, "PNG")
    return store_bytes("bukti.png", drawn.getvalue(), at=at)


@dataclass
class Cast:
    """Who takes part: the secretary approves, the planning agency reviews, PUPR promises."""

    secretary: Actor
    reviewer: Actor
    head: Actor
    staff: Actor
    at: datetime


def cast(office: str = "pupr", *, at: datetime = make.START) -> Cast:
    return Cast(
        make.officer("setda", "secretary", "Bu Sekda", at=at), make.officer("bappeda", "head", "Pak Bappeda", at=at),
        make.officer(office, "head", "Pak Kadis", at=at), make.officer(office, "staff", "Siti", at=at), at,
    )  # fmt: skip


def begun(by: Actor = SYSTEM, *, at: datetime = make.START, **said: Any) -> HundredDays:
    plain: dict[str, Any] = {
        "name": "Seratus Hari Kerja", "decree": f"188/{next(_numbers)}/2026", "decided_on": at.date(),
        "starts_on": at.date(),
    }  # fmt: skip
    return planning.begin(**plain | said, by=by, at=at)


def agency(plan: HundredDays, office: str = "pupr") -> AgencyPlan:
    return AgencyPlan.objects.for_list().get(plan=plan, office__key=office)


def written(
    plan: HundredDays, who: Cast, office: str = "pupr", *, at: datetime = make.START,
    weights: tuple[str, ...] = ("50", "30", "20"), days: tuple[int, ...] = (20, 50, 90),
) -> AgencyPlan:  # fmt: skip
    """A plan that could be submitted: one problem, one action, milestones on these days, one outcome."""
    found = agency(plan, office)
    say: dict[str, Any] = {"by": who.head, "at": at}
    problem = planning.add_problem(
        found, text="Jalan desa rusak setiap hujan", cause="Saluran air tidak ada.", group="warga",
        who="Warga Desa Uji", heard_on=at.date(), **say,
    )  # fmt: skip
    action = planning.add_action(problem, text="Membangun saluran dan menutup lubang", **say)
    for number, (weight, day) in enumerate(zip(weights, days, strict=True), 1):
        planning.add_milestone(
            action, title=f"Tonggak {number}", office=make.office(office), due_on=plan.starts_on + (day - 1) * DAY,
            weight=Decimal(weight), proof="Foto dan berita acara", **say,
        )  # fmt: skip
    planning.add_outcome(
        found, text="Waktu tempuh ke pasar", unit="menit", before=Decimal(40), aim=Decimal(25), **say
    )  # fmt: skip
    return found


def approved(plan: HundredDays, who: Cast, office: str = "pupr", *, at: datetime = make.START, **more: Any) -> Any:
    """The plan of an agency, submitted and approved."""
    written(plan, who, office, at=at, **more)
    actions.submit(agency(plan, office), by=who.head, at=at)
    actions.approve(agency(plan, office), by=who.secretary, at=at)
    return agency(plan, office)


def milestone(of: AgencyPlan, number: int = 1) -> PlanMilestone:
    """Read anew, as a page would."""
    return PlanMilestone.objects.for_list().get(agency=of, title=f"Tonggak {number}")


def prove(of: AgencyPlan, number: int, who: Cast, *, at: datetime) -> None:
    actions.fulfil(milestone(of, number), text="Sudah.", files=[photo(at=at)], by=who.staff, at=at)
    actions.accept(milestone(of, number), by=who.reviewer, at=at + timedelta(hours=1))


def voice(of: AgencyPlan, verdict: str = "tidak", *, at: datetime = make.START, **said: Any) -> OutcomeVoice:
    outcome = of.outcomes.select_related("agency__plan", "agency__office")[0]
    plain: dict[str, Any] = {"words": "Masih empat puluh menit, lubangnya masih ada.", "photos": [photo(at=at)]}
    token = f"suara-warga-uji-{next(_numbers)}"
    return voicing.say(outcome, verdict=verdict, token=token, by=CITIZEN, at=at, **plain | said)


def row(number: int, **cells: str) -> Row:
    """A row of the spreadsheet, by its columns with `_` for a blank."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return Row(number, {column: named.get(column, "") for column in SHEET.columns})


def rows() -> list[Row]:
    """From a vision to a sub-activity."""
    aims = {f"target_{number}": str(60 + 5 * number) for number in range(1, 6)}
    return [
        row(2, tingkat="Visi", kode="V", uraian="Kota yang melayani"),
        row(3, tingkat="Misi", kode="M1", induk="V", uraian="Jalan dan air untuk semua", bobot="60"),
        row(4, tingkat="Misi", kode="M2", induk="V", uraian="Pelayanan yang cepat", bobot="40"),
        row(5, tingkat="Tujuan", kode="T1", induk="M1", uraian="Jalan mantap", indikator="Indeks jalan", satuan="poin",
            awal="58,25", penanggung_jawab="", **aims),
        row(6, tingkat="Sasaran", kode="S1", induk="T1", uraian="Jalan kota mantap", indikator="Jalan mantap",
            satuan="%", awal="61,5", **aims),
        row(7, tingkat="Program", kode="1.03.10", induk="S1", uraian="Penyelenggaraan jalan", kantor="pupr",
            indikator="Panjang jalan mantap", satuan="km", **aims),
        row(8, tingkat="Kegiatan", kode="1.03.10.2.01", induk="1.03.10", uraian="Jalan kota", kantor="pupr"),
        row(9, tingkat="Subkegiatan", kode="1.03.10.2.01.0001", induk="1.03.10.2.01", uraian="Rehabilitasi jalan",
            kantor="pupr", indikator="Jalan direhabilitasi", satuan="km", **aims),
    ]  # fmt: skip


def period(at: datetime = make.START) -> PlanPeriod:
    return importing.record_period(name="RPJMD 2025–2029", first_year=2025, decree="Perda 3/2025", by=SYSTEM, at=at)


def imported(at: datetime = make.START) -> PlanPeriod:
    made = period(at)
    importing.apply(rows(), made, by=SYSTEM, at=at)
    return made


def node(code: str) -> PlanNode:
    return PlanNode.objects.select_related("period", "office", "parent").get(code=code)


def indicator(code: str = "1.03.10.2.01.0001") -> Indicator:
    return Indicator.objects.select_related("node__period", "node__office").get(node__code=code)


def _leader(word: str, at: datetime) -> Actor:
    """Who leads already, else a deputy."""
    found = Holding.objects.current(at).filter(post__role__in=("regent", "deputy_regent")).order_by("id").first()
    return actor_of(found.person, at) if found else make.officer("pimpinan", "deputy_regent", f"{word} wakil", at=at)


def live(office: str = "pupr", *, word: str = "Kota", at: datetime = make.START) -> dict[str, str]:
    """One of everything that has an address, by the parameter that names it there."""
    made = period(at)
    named = [Row(one.number, one.values | {"uraian": f"{word} {one['uraian']}"}) for one in rows()]
    importing.apply(named, made, by=SYSTEM, at=at)
    plan = begun(at=at, name=f"Seratus hari {word}")
    found = written(plan, Cast(SYSTEM, SYSTEM, SYSTEM, SYSTEM, at), office, at=at)
    deputy = _leader(word, at)
    actions.submit(agency(plan, office), by=SYSTEM, at=at)
    actions.approve(agency(plan, office), by=deputy, at=at)
    said = voice(agency(plan, office), words=f"{word} masih berlubang seperti kemarin.", at=at)
    problem, action = found.problems.get(), found.problems.get().actions.get()
    owed, contested = milestone(found).obligation, said.obligation
    assert owed
    assert contested
    looked_at = {"person": "", "year": made.first_year, "lines": [], "rows": [], "name": "a.csv", "ignored": []}
    key, leaf = str(found.pk), node("1.03.10.2.01.0001")
    return {
        "programmes:year": str(made.first_year), "programmes:key": key, "programmes:ref": owed.ref,
        "programmes:part": str(problem.pk), "programmes:add_milestone:part": str(action.pk),
        "programmes:measure:part": str(found.outcomes.get().pk), "programmes:what": "problems",
        "programmes:spend:key": str(leaf.pk), "programmes:result:key": str(indicator().pk),
        "programmes:node:key": str(leaf.pk), "programmes:voice:key": str(found.outcomes.get().pk),
        "programmes:office": office, "programmes:sakip_office:key": office, "programmes:grant:ref": contested.ref,
        "programmes:moderate:key": str(said.pk),
        "programmes:import_preview:token": save_draft(kind="programmes-import", body=looked_at, at=at),
        **dict.fromkeys([f"programmes:{name}:key" for name in ("hundred", "move_end", "slides")], str(plan.pk)),
    }  # fmt: skip
