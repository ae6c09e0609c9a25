"""Services in the demonstration: people apply, offices look at it, letters are signed, some wait for a signature."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from balairung.config.demo.people import PASSWORD
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.texts import person_name
from balairung.kernel.documents import local_authority
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signing import sign
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import CITIZEN, Actor, actor_of
from balairung.kernel.people.models import Holding, Person, Region
from balairung.rooms.services import actions
from balairung.rooms.services.applying.apply import apply_for
from balairung.rooms.services.applying.own import get_own
from balairung.rooms.services.definition.shape import Asked, Definition, Does, Step, Type
from balairung.rooms.services.definition.walking import Walk, walks
from balairung.rooms.services.handling.stepping import standing_at
from balairung.rooms.services.issuing import letter_of
from balairung.rooms.services.models import Application, Service, Version
from balairung.rooms.services.routing import definition_of

APPLICATIONS = 64
DAYS = 75  # in the last of the year
LATELY = 9  # of these days in which some are still on their way
STACK = 8  # that wait on one camat's desk today
#: What is asked for often, and how often; the others now and then.
OFTEN = {"keterangan-tidak-mampu": 22, "keterangan-usaha": 10, "pindah-datang": 9, "pengantar-skck": 7}
#: The doors of the README open here: their desks are not empty.
HOME = ("Banyuwangi",)  # a district
WORDS = {
    "alamat": ("Dusun Krajan RT 02 RW 05", "Jalan Mawar 14 RT 01 RW 03", "Dusun Sumberagung RT 04 RW 01"),
    "pekerjaan": ("Buruh tani", "Pedagang sayur", "Nelayan", "Penjahit", "Sopir"),
    "tempat_lahir": ("Banyuwangi", "Jember", "Situbondo"),
    "tempat_berobat": ("RSUD Blambangan", "Puskesmas Rogojampi"),
    "nama_sekolah": ("SMK Negeri 1 Rogojampi", "Politeknik Negeri Banyuwangi"),
    "nama_usaha": ("Warung Bu Tini", "Jahit Rapi", "Kopi Lereng Ijen"),
    "jenis_usaha": ("Warung makan", "Jahit pakaian", "Pengolahan kopi"),
    "keperluan": ("Melamar pekerjaan", "Mengurus pinjaman usaha", "Mendaftar sekolah"),
}


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    rng = random.Random(SEED + 11)
    for _number in range(APPLICATIONS):
        at = stage.pace.office_hours(stage.end - timedelta(days=rng.uniform(0.3, DAYS)))
        stage.plan(at, partial(_apply, stage, rng))
    for _number in range(STACK):
        at = stage.pace.office_hours(stage.end - timedelta(days=rng.uniform(4, 7)))
        stage.plan(at, partial(_apply, stage, rng, waits=True))
    stage.plan(stage.end - timedelta(hours=3), _revoke)


# --- citizens --------------------------------------------------------------------------------------------------------


def _apply(stage: Stage, rng: random.Random, at: datetime, waits: bool = False) -> None:
    """Somebody applies, mostly with a telephone; the office looks at it within a day or two."""
    services = list(Service.objects.offered(at.date()))
    service = rng.choices(services, [OFTEN.get(one.key, 2) for one in services])[0]
    if waits:
        service = next(one for one in services if one.key == "keterangan-tidak-mampu")
    version = service.current
    assert version  # it is offered
    village, definition = _village(stage, rng, near=waits), definition_of(version)
    name, files = person_name(rng), list[File]()
    answers = _answers(stage, rng, definition, rng.choice(_ways(version.pk)), files, at)
    application = apply_for(
        version=version, answers=answers, files=files, region=village, name=name, nik=_nik(rng, village),
        contact=f"pemohon{rng.randint(1, 900)}@contoh.id" if rng.random() < 0.3 else "", token=stage.token(),
        channel="web", by=CITIZEN, at=at,
    )  # fmt: skip
    stage.plan(stage.pace.later(at, 0.4), partial(_work, stage, rng, application.ref, waits=waits))


def _village(stage: Stage, rng: random.Random, *, near: bool) -> Region:
    home = [one for one in stage.villages if one.parent and one.parent.name in HOME]
    return rng.choice(home if near or rng.random() < 0.5 else stage.villages)


@cache
def _ways(version: UUID) -> list[Walk]:
    return walks(definition_of(Version.objects.get(pk=version)))


def _answers(
    stage: Stage, rng: random.Random, definition: Definition, walk: Walk, files: list[File], at: datetime
) -> dict[str, Any]:
    """What a walk answers, with names and numbers of somebody invented."""
    asked = definition.fields
    return {key: _answer(stage, rng, asked[key], value, files, at) for key, value in walk.answers.items()}


def _answer(stage: Stage, rng: random.Random, one: Asked, value: Any, files: list[File], at: datetime) -> Any:
    if value is None or value == "":
        return value
    if one.type == Type.FILE:
        made = [stage.minutes(at) for _name in value]
        files += made
        return [str(file.pk) for file in made]
    if one.type == Type.MEMBERS:
        return [_member(stage, rng, one, row, files, at) for row in value]
    if one.type == Type.NAME:
        return person_name(rng)
    if one.type == Type.NIK:
        return _nik(rng, rng.choice(stage.villages))
    if one.type == Type.MONEY:
        return max(one.least or 0, rng.randrange(6, 30) * 100_000)
    if one.type == Type.REGION:
        return rng.choice(stage.villages).code
    return rng.choice(WORDS[one.key]) if one.key in WORDS and one.type == Type.LINE else value


def _member(
    stage: Stage, rng: random.Random, one: Asked, row: Mapping[str, Any], files: list[File], at: datetime
) -> dict[str, Any]:
    asked = {field.key: field for field in one.fields}
    return {key: _answer(stage, rng, asked[key], value, files, at) for key, value in row.items()}


def _nik(rng: random.Random, village: Region) -> str:
    """An invented number of the right form: district, day of birth, a serial number."""
    district = village.code.replace(".", "")[:6]
    return f"{district}{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(60, 99):02}{rng.randint(1, 900):04}"


# --- offices ---------------------------------------------------------------------------------------------------------


def _work(stage: Stage, rng: random.Random, ref: str, at: datetime, waits: bool = False) -> None:
    """One step further, by whoever answers for the office; the last step is a signature, and some wait for theirs."""
    application = Application.objects.select_related("obligation__owner_office", "version", "region").get(
        obligation__ref=ref
    )
    if not application.obligation.is_open or (not waits and stage.recent(at, LATELY) and rng.random() < 0.25):
        return
    if application.obligation.state == State.WAITING:
        return _complete(stage, rng, application, at)
    _definition, step = standing_at(application)
    if step.does == Does.SIGN:
        if waits:
            return None
        return stage.plan(at, partial(_sign, stage, rng, application), alone=True)
    if officer := _officer(stage, application.obligation, at):
        _take(stage, 1 if waits else rng.random(), application, step, officer, at)
    stage.plan(stage.pace.later(at, 0.2 if waits else 0.6), partial(_work, stage, rng, ref, waits=waits))


def _complete(stage: Stage, rng: random.Random, application: Application, at: datetime) -> None:
    """Mostly the applicant sends what lacked after a few days; some never do."""
    if rng.random() < 0.8:
        citizen = get_own(application.ref, application.secret)[1]
        actions.complete(application, files=[stage.minutes(at)], text="Sudah saya foto ulang.", by=citizen, at=at)
        stage.plan(stage.pace.later(at, 0.6), partial(_work, stage, rng, application.ref))


def _officer(stage: Stage, obligation: Obligation, at: datetime) -> Actor | None:
    """Whoever holds the post that the step names; else whoever answers for the office."""
    rows = Holding.objects.current(at).filter(post=obligation.owner_post_id).select_related("person")
    holding = rows.order_by("since", "id").first() if obligation.owner_post_id else None
    return actor_of(holding.person, at) if holding else stage.cast.officer(obligation.owner_office_id)


def _take(stage: Stage, fate: float, application: Application, step: Step, officer: Actor, at: datetime) -> None:
    """Mostly in order; now and then something lacks, or it must be refused."""
    if step.does == Does.INSPECT:
        actions.inspect(application, text="Rumah dilihat bersama pemohon; keadaannya sesuai dengan yang ditulis.",
                        files=[stage.photo(0, after=False, at=at)], by=officer, at=at)  # fmt: skip
    if fate < 0.05 and "refuse" in step.may:
        words = "Data yang ditulis tidak cocok dengan data penduduk. Perbaiki dahulu di Dukcapil, lalu ajukan lagi."
        actions.refuse(application, text=words, by=officer, at=at)
    elif fate < 0.14 and "return" in step.may:
        missing = [("", "Foto kartu keluarga tidak terbaca. Mohon kirim foto yang lebih terang.")]
        actions.send_back(application, missing=missing, by=officer, at=at)
    else:
        actions.pass_on(application, ticked=range(len(step.checklist)), by=officer, at=at)


def _sign(stage: Stage, rng: random.Random, application: Application, at: datetime) -> None:
    """Whoever is expected to signs, with a certificate made for it; where nobody may, it is looked at again."""
    letter = letter_of(application)
    if letter is None or letter.expected is None or letter.state != Document.State.AWAITING:
        return stage.plan(stage.pace.later(at, 1), partial(_work, stage, rng, application.ref))
    signer = actor_of(letter.expected, at)
    certify(letter.expected, signer, at)
    sign(letter, passphrase=PASSWORD, by=signer, at=at)


def certify(person: Person, actor: Actor, at: datetime) -> None:
    if local_authority.certificate_of(person) is None:
        local_authority.issue(person, passphrase=PASSWORD, by=actor, at=at)


def _revoke(at: datetime) -> None:
    """One letter was signed in error."""
    letter = Document.objects.filter(state=Document.State.SIGNED).select_related("signer").order_by("signed_at").first()
    if letter and letter.signer:
        reason = "Nama pemohon keliru; surat yang benar diterbitkan dengan nomor baru."
        revoke(letter, reason=reason, by=actor_of(letter.signer, at), at=at)
