"""A village, its district, an agency, and services that go through them: what the tests of handling stand on."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Post, Region
from balairung.kernel.people.offices import add_post
from balairung.rooms.services.applying.apply import apply_for
from balairung.rooms.services.definition.publishing import publish, save_draft
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.models import Application, Service, Version
from tests import make
from tests.make import START

VILLAGE, DISTRICT, AGENCY = "desa-uji", "kecamatan-357701", "dpmptsp"
REGION = "35.77.01.1001"
NIK = "3577014107900001"
_numbers = itertools.count(1)

LETTER: dict[str, Any] = {
    "title": "Surat Keterangan Uji",
    "parts": [{"text": "Menerangkan bahwa {nama} dari {wilayah} benar {usaha}."}],
    "valid": {"amount": 3, "unit": "months"},
    "signer": {"at": "district", "matter": "keterangan-uji"},
}


def definition(**more: Any) -> dict[str, Any]:
    """Three steps: a village looks, a district decides, whoever may signs."""
    return {
        "key": "keterangan-uji",
        "name": "Surat Keterangan Uji",
        "level": "district",
        "office": AGENCY,
        "summary": "Untuk diuji.",
        "nik": "optional",
        "pages": [
            {
                "key": "usaha",
                "title": "Usaha Anda",
                "fields": [
                    {"key": "usaha", "type": "line", "label": "Apa usahanya?"},
                    {"key": "di_jalan", "type": "yesno", "label": "Di tepi jalan?", "required": False},
                    {"key": "foto", "type": "file", "label": "Foto tempat usaha", "required": False},
                ],
            }
        ],
        "steps": [
            {"key": "periksa", "title": "Diperiksa desa", "at": "village", "clock": {"amount": 1},
             "may": ["return", "refuse"], "checklist": ["Alamatnya di desa ini"]},
            {"key": "tinjau", "title": "Ditinjau di tempat", "at": "village", "does": "inspect", "clock": {"amount": 1},
             "may": ["return", "back"], "when": [{"field": "di_jalan", "among": [True]}]},
            {"key": "putus", "title": "Diputus kecamatan", "at": "district", "role": "head", "does": "decide",
             "may": ["return", "refuse", "back"], "clock": {"amount": 2}},
            {"key": "tanda", "title": "Ditandatangani", "at": "district", "does": "sign", "may": ["back"],
             "clock": {"amount": 1}},
        ],
        "letter": LETTER,
        "standard": {
            "requirements": [{"words": "Foto", "field": "foto"}], "product": "Surat keterangan",
            "basis": [{"words": "Perbup uji"}],
        },
    } | more  # fmt: skip


def service(body: dict[str, Any] | None = None, *, at: datetime = START) -> Version:
    """A service with one published version."""
    return published(body or definition(), at=at)


def published(body: dict[str, Any], *, at: datetime = START) -> Version:
    shape = read(body)
    known = Service.objects.filter(key=shape.key).first()
    return publish(save_draft(known, shape, by=SYSTEM, at=at), by=SYSTEM, at=at)


@dataclass
class Cast:
    """Who acts: in the village, at the district, at the agency, and elsewhere."""

    lurah: Actor
    operator: Actor
    camat: Actor
    clerk: Actor
    budi: Actor


def cast() -> Cast:
    make.regency()
    make.village()
    village = make.office(VILLAGE)
    seat = add_post(
        office=village, title="Operator Desa Uji", role="village_operator", superior=make.post(VILLAGE, "head"),
        by=SYSTEM, at=START,
    )  # fmt: skip
    sari = make.person("Sari")
    appoint(person=sari, post=seat, since=START.date().replace(year=2024), by=SYSTEM, at=START)
    return Cast(
        lurah=make.officer(VILLAGE, Post.Role.HEAD, "Pak Lurah"),
        operator=actor_of(sari, START),
        camat=make.officer(DISTRICT, Post.Role.HEAD, "Bu Camat"),
        clerk=make.officer(DISTRICT, Post.Role.LIAISON, "Tono"),
        budi=make.officer("dinkes", Post.Role.HEAD, "Budi"),
    )


def applied(version: Version, *, at: datetime = START, files: Sequence[Any] = (), **answers: Any) -> Application:
    """Somebody from the village applied."""
    answers = {"usaha": "berjualan soto"} | answers
    return fresh(
        apply_for(
            version=version, answers=answers, files=files, region=Region.objects.get(code=REGION), name="Ani Lestari",
            nik=NIK, contact="ani@contoh.id", token=f"token-permohonan-{next(_numbers)}", channel="web", by=CITIZEN,
            at=at,
        )
    )  # fmt: skip


def fresh(application: Application) -> Application:
    """As the next page would read it."""
    rows = Application.objects.select_related(
        "obligation__owner_office", "obligation__owner_post", "service", "version", "region__parent"
    )
    return rows.get(pk=application.pk)


def applicant(application: Application) -> Actor:
    from balairung.rooms.services.applying.own import get_own

    return get_own(application.ref, application.secret)[1]


def answers(application: Application) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(application.answers)
    return said
