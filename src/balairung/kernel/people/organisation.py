"""Writing a regency's standard organisation down: districts, villages, offices, posts; all posts vacant at first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.calendars import ZONES
from balairung.ground.common.errors import Refused
from balairung.ground.common.ids import new_id
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.kernel.people.delegating import record_law
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Office, Post, Regency, Region
from balairung.kernel.people.standard import OfficePlan, Plan, PostPlan, plan_regency
from balairung.kernel.people.surveying import load_shipped


@transaction.atomic
def build_regency(
    code: str, *, by: Actor, at: datetime, zone: str | None = None, also: Collection[str] = ()
) -> Regency:
    """Build the regency or city with this national code, `35.10` or `3510`.

    Done before, it changes nothing and returns what stands. Raise `Refused` when the code is none of a regency, or
    when this database serves another one. `also` names optional offices ("rsud", "pdam").
    """
    require(by.kind == ActorKind.SYSTEM or by.administers)
    plan = plan_regency(code, also=also)
    if standing := Regency.objects.first():
        return _same(standing, plan)
    regency = Regency.objects.create(
        code=plan.code, name=plan.name, province=plan.province, zone=_known_zone(zone or plan.zone)
    )
    _write_regions(plan)
    _write_offices(plan)
    load_shipped(plan.code)
    record_law(by=by, at=at)
    write_line(Change.Verb.BUILD, note=plan.name, by=by, at=at)
    return regency


def _same(standing: Regency, plan: Plan) -> Regency:
    if standing.code == plan.code:
        return standing
    raise Refused(
        _("Pangkalan data ini sudah melayani %(standing)s, sehingga %(name)s tidak dapat dibuat di sini.")
        % {"standing": standing.name, "name": plan.name}
    )


def _known_zone(zone: str) -> str:
    if zone not in ZONES:
        known = {"zone": zone, "known": ", ".join(ZONES)}
        raise Refused(_("Zona waktu “%(zone)s” tidak dikenal. Pilih salah satu: %(known)s.") % known)
    return zone


def _write_regions(plan: Plan) -> None:
    """Districts come before their villages."""
    Region.objects.bulk_create(
        [
            Region(code=one.code, name=one.name, level=one.level, label=one.label, parent_id=one.parent or None)
            for one in plan.regions
        ]
    )


def _write_offices(plan: Plan) -> None:
    """Parents and superiors may point forwards: the database checks them when the transaction ends."""
    offices = {office.key: new_id() for office in plan.offices}
    posts = {(office.key, post.key): new_id() for office in plan.offices for post in office.posts}
    Office.objects.bulk_create([_office(office, offices) for office in plan.offices])
    rows = [_post(office, post, offices, posts) for office in plan.offices for post in office.posts]
    Post.objects.bulk_create(rows)


def _office(plan: OfficePlan, ids: dict[str, UUID]) -> Office:
    return Office(
        id=ids[plan.key], key=plan.key, name=plan.name, short=plan.short, kind=plan.kind, order=plan.order,
        calendar=plan.calendar, parent_id=ids.get(plan.parent), region_id=plan.region or None,
    )  # fmt: skip


def _post(office: OfficePlan, plan: PostPlan, offices: dict[str, UUID], posts: dict[tuple[str, str], UUID]) -> Post:
    superior = posts[plan.superior] if plan.superior else None
    return Post(
        id=posts[office.key, plan.key], office_id=offices[office.key], title=plan.title, role=plan.role,
        echelon=plan.echelon, superior_id=superior, seats=plan.seats, order=plan.order,
    )  # fmt: skip
