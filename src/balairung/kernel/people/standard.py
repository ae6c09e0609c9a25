"""The standard organisation of a regency or city as a plan: pure, from the region codes and `ground/data`.

Nothing here touches the database; `organisation.build_regency` writes the plan down.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from lokal import wilayah

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.people.models.places import local_name

CODE = re.compile(r"\d{2}(\.?\d{2}(\.?\d{2}(\.?\d{4})?)?)?")
LEVELS = {2: "district", 3: "village"}  # by the number of dots in the code
WARD, ADAT = "1", "3"  # first digit of the fourth part of the code; 2 is a village
ECHELONS = ("II.a", "II.b", "III.a", "III.b", "IV.a", "IV.b")


@dataclass(frozen=True)
class RegionPlan:
    """A district or village; `head` is what its head is called, `kind` the key of its office in the data."""

    code: str
    name: str
    level: str
    label: str
    head: str
    kind: str
    parent: str = ""


@dataclass
class PostPlan:
    """A post; `superior` is the (office key, post key) of the post above, or None."""

    key: str
    title: str
    role: str
    echelon: str
    order: int
    seats: int
    superior: tuple[str, str] | None


@dataclass
class OfficePlan:
    """An office with its posts in protocol order; `parent` is an office key, `region` a region code."""

    key: str
    name: str
    short: str
    kind: str
    order: int
    calendar: str
    parent: str = ""
    region: str = ""
    posts: list[PostPlan] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Everything that a new regency begins with."""

    code: str
    name: str
    province: str
    zone: str
    regions: list[RegionPlan]
    offices: list[OfficePlan]


def plan_regency(code: str, *, also: Collection[str] = ()) -> Plan:
    """The plan of the regency or city with this code, `35.10` or `3510`. Raise `Refused` for any other code.

    `also` names optional offices of the data (a hospital, an owned company) that this regency has.
    """
    found = find_regency(code)
    regions = list(_regions(found.code))
    words = _words(found)
    offices = [*_agencies(words, also), *_region_offices(regions)]
    _fill_posts(offices, regions, words)
    return Plan(found.code, found.name, _province(found.code), zone_of(found.code), regions, offices)


def find_regency(code: str) -> wilayah.Wilayah:
    """The regency or city with this code; a sentence for everything else."""
    typed = "".join(code.split())
    found = wilayah.get_wilayah(typed) if CODE.fullmatch(typed) else None
    if not found:
        sentence = _("Kode wilayah “%(code)s” tidak dikenal. Tulis kode kabupaten atau kota, misalnya 35.10.")
        raise Refused(sentence % {"code": code})
    if found.level == 1:
        sentence = _("%(code)s adalah Provinsi %(name)s. Tulis kode kabupaten atau kotanya, misalnya %(example)s.")
        example = wilayah.list_wilayah(found.code)[0].code
        raise Refused(sentence % {"code": found.code, "name": found.name, "example": example})
    if found.level > 2:
        sentence = _("%(code)s adalah %(name)s, bagian dari kabupaten atau kota dengan kode %(whole)s. Pakai kode itu.")
        raise Refused(sentence % {"code": found.code, "name": found.name, "whole": found.code[:5]})
    return found


def zone_of(code: str) -> str:
    """The time zone of the province that the code begins with."""
    return next(str(zone) for zone, provinces in facts("time_zones").items() if code[:2] in provinces)


def optional_offices() -> list[str]:
    """The keys that `also` may name."""
    return [row["key"] for row in facts("organisation")["offices"] if row.get("optional")]


def _province(code: str) -> str:
    return wilayah.wilayah_name(code[:2]) or ""


def _words(found: wilayah.Wilayah) -> dict[str, str]:
    return {"kabupaten": found.name, "bupati": "Wali Kota" if found.type == "kota" else "Bupati"}


# --- regions -----------------------------------------------------------------------------------------------------


def _regions(code: str) -> Iterator[RegionPlan]:
    """The districts, each followed by its villages, in the order of their codes."""
    for district in sorted(wilayah.list_wilayah(code), key=lambda one: one.code):
        yield _region(district)
        for village in sorted(wilayah.list_wilayah(district.code), key=lambda one: one.code):
            yield _region(village, parent=district.code)


def _region(found: wilayah.Wilayah, parent: str = "") -> RegionPlan:
    label, head, kind = _called(found.code)
    name = found.name[0].upper() + found.name[1:]  # six names of the published table begin small by mistake
    return RegionPlan(found.code, name, LEVELS[found.code.count(".")], label, head, kind, parent)


def _called(code: str) -> tuple[str, str, str]:
    """What the region and its head are called, and the kind of its office."""
    words = labels_for(code)
    if code.count(".") == 2:
        return words["district"], words["district_head"], "kecamatan"
    first = code.rpartition(".")[2][0]
    if first == WARD:
        return words["ward"], words["ward_head"], "kelurahan"
    name = "adat" if first == ADAT else "village"
    return words[name], words[f"{name}_head"], "desa"


def labels_for(code: str) -> dict[str, str]:
    """The local words for this code: of the longest prefix that fits, over the default."""
    table = facts("village_labels")
    fitting = [row for row in table["labels"] if code.startswith(row["prefix"])]
    return dict(table["default"]) | {key: word for row in sorted(fitting, key=_length) for key, word in row.items()}


def _length(row: Mapping[str, Any]) -> int:
    return len(row["prefix"])


# --- offices -----------------------------------------------------------------------------------------------------


def _agencies(words: Mapping[str, str], also: Collection[str]) -> Iterator[OfficePlan]:
    rows = facts("organisation")["offices"]
    if unknown := set(also) - set(optional_offices()):
        raise Refused(_("Kantor tambahan “%(key)s” tidak ada dalam daftar.") % {"key": min(unknown)})
    for row in rows:
        if row.get("optional") and row["key"] not in also:
            continue
        name, short = row["name"].format(**words), row["short"].format(**words)
        yield OfficePlan(row["key"], name, short, row["kind"], row["order"], row["calendar"], row.get("parent", ""))


def _region_offices(regions: Iterable[RegionPlan]) -> Iterator[OfficePlan]:
    rows, counted, keys = facts("organisation")["regions"], dict.fromkeys(("kecamatan", "kelurahan", "desa"), 0), {}
    for region in regions:
        row = rows[region.kind]
        keys[region.code] = key = region_key(region.label, region.code)
        name = local_name(region.label, region.name)
        order = row["order"] + counted[region.kind]
        counted[region.kind] += 1
        parent = keys.get(region.parent, "")
        yield OfficePlan(key, name, name, row["kind"], order, row["calendar"], parent, region.code)


def region_key(label: str, code: str) -> str:
    """`nagari-1306012001`: the key of a region's office."""
    return f"{slugify(label)}-{code.replace('.', '')}"


# --- posts -------------------------------------------------------------------------------------------------------


def _fill_posts(offices: Iterable[OfficePlan], regions: Iterable[RegionPlan], words: Mapping[str, str]) -> None:
    data, of_region = facts("organisation"), {region.code: region for region in regions}
    coordinators = {row["key"]: row.get("coordinator") for row in data["offices"]}
    by_kind = data["regions"]
    for office in offices:
        coordinator = by_kind[office.kind].get("coordinator") if office.region else coordinators[office.key]
        local = dict(words) | {"kantor": office.short} | _local_words(of_region.get(office.region))
        rows = [row for row in data["leadership"] if row["office"] == office.key]
        rows += [*data["posts"].get(office.kind, ()), *data["posts_of"].get(office.key, ())]
        office.posts = [_post(row, place, office, coordinator, local) for place, row in enumerate(rows)]
        office.posts.sort(key=lambda post: post.order)


def _local_words(region: RegionPlan | None) -> dict[str, str]:
    if not region:
        return {}
    keys = ("kecamatan", "camat") if region.level == "district" else ("desa", "kades")
    return {"wilayah": region.name, keys[0]: region.label, keys[1]: region.head}


def _post(
    row: Mapping[str, Any], place: int, office: OfficePlan, coordinator: str | None, words: Mapping[str, str]
) -> PostPlan:
    seats = facts("organisation")["seats"].get(row["role"], 1)
    superior = _superior(row["superior"], office, coordinator)
    title, echelon = row["title"].format(**words), row.get("echelon", "")
    return PostPlan(row["key"], title, row["role"], echelon, _order(row, place, office), seats, superior)


def _superior(named: str, office: OfficePlan, coordinator: str | None) -> tuple[str, str] | None:
    where, _colon, key = named.rpartition(":")
    if named == "none" or (named == "coordinator" and not coordinator):
        return None
    if named == "coordinator" or where == "leader":
        leader = key if where else str(coordinator)
        return _leader_office(leader), leader
    return (office.parent if where == "parent" else office.key), key


def _leader_office(key: str) -> str:
    return next(str(row["office"]) for row in facts("organisation")["leadership"] if row["key"] == key)


def _order(row: Mapping[str, Any], place: int, office: OfficePlan) -> int:
    """Protocol: the leadership as listed; then by echelon, then by office, then as listed; tasks last."""
    if row.get("order") and not row.get("task"):
        return int(row["order"])
    return _rank(row) * 1_000_000 + office.order * 100 + place


def _rank(row: Mapping[str, Any]) -> int:
    if row.get("task"):
        return 9
    if echelon := row.get("echelon"):
        return ECHELONS.index(echelon) + 1
    if row["role"] == "head":
        return 5 if row.get("elected") else 3  # a village head stands with the lurah, a director with the camat
    return 8
