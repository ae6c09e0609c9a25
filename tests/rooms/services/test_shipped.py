"""Every definition that comes with the house: read, checked, walked to the end of each way, and its letter drawn."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from balairung.ground.common.facts import facts
from balairung.kernel.documents.drawing import preview
from balairung.rooms.services.definition.answers import UNKNOWN, Answers, clean, pruned
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.publishing import STANDARD, digest_of, load_standard
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.samples import NIK, PERSON
from balairung.rooms.services.definition.shape import Asked, Definition, Does, Page, Type, canonical
from balairung.rooms.services.definition.walking import Walk, walks
from balairung.rooms.services.definition.words import Applicant, words_of
from balairung.rooms.services.definition.writing import body_of
from balairung.rooms.services.models import Service
from tests import make

PATHS = sorted(STANDARD.glob("*.yaml"))
TODAY = date(2026, 3, 2)


def read_one(path: Path) -> Definition:
    return read(path.read_bytes())


every = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@every
def test_it_has_no_faults(path: Path) -> None:
    definition = read_one(path)
    offices = {str(row["key"]) for row in facts("organisation")["offices"]}
    assert list(map(str, faults(definition, offices=offices))) == []
    assert definition.key == path.stem
    assert path.read_text().startswith("#"), "the source stands at its head"


@every
def test_it_is_the_same_after_being_stored(path: Path) -> None:
    definition = read_one(path)
    assert read(canonical(definition)) == definition
    assert digest_of(read(canonical(definition))) == digest_of(definition)


@every
def test_the_answers_of_each_way_are_clean(path: Path) -> None:
    definition = read_one(path)
    for way in walks(definition):
        given: Answers = {}
        for page in definition.pages:
            raw, files = raw_of(page, way.answers)
            cleaned = clean(page, raw, files, answers=given, today=TODAY, region=lambda code: True)
            assert cleaned.errors == {}
            given |= cleaned.answers
        assert given == way.answers == pruned(definition, given)


@every
def test_the_steps_of_each_way_end_with_a_decision_or_a_signature(path: Path) -> None:
    definition = read_one(path)
    for way in walks(definition):
        last = way.steps[-1].does
        assert last == (Does.SIGN if definition.letter else Does.DECIDE)
        assert len({step.key for step in way.steps}) == len(way.steps)


@every
@pytest.mark.django_db
def test_the_letter_of_each_way_is_written_and_one_is_drawn(path: Path) -> None:
    definition = read_one(path)
    if not definition.letter:
        return
    make.regency()
    village = make.village().office
    applicant = Applicant(PERSON, NIK if definition.nik == "required" else "", "", village.region)
    ways = walks(definition)
    for way in ways:
        body = body_of(definition, way.answers, words_of(definition, way.answers, applicant=applicant, office=village))
        assert body.title
        assert body.blocks
        assert "{" not in body.model_dump_json().replace('{"', "").replace("[{", "")
    longest = max(ways, key=lambda way: len(way.answers))
    assert preview(written(definition, longest, applicant), village, at=make.START).startswith(b"%PDF")


def written(definition: Definition, way: Walk, applicant: Applicant) -> Any:
    office = make.office("pupr")
    return body_of(definition, way.answers, words_of(definition, way.answers, applicant=applicant, office=office))


@pytest.mark.django_db
def test_a_new_regency_begins_with_all_of_them() -> None:
    loaded = load_standard(at=make.START)
    assert (loaded.added, loaded.offered) == (len(PATHS), 0)
    offered = Service.objects.offered(TODAY)
    assert {service.key for service in offered} == {path.stem for path in PATHS}
    assert load_standard(at=make.START).added == 0


# --- an answer as a browser sends it -----------------------------------------------------------------------------


def raw_of(page: Page, answers: Answers) -> tuple[dict[str, Any], dict[str, list[str]]]:
    raw: dict[str, Any] = {}
    files: dict[str, list[str]] = {}
    for one in page.fields:
        if one.key not in answers:
            continue
        if one.type == Type.FILE:
            files[one.key] = answers[one.key]
        else:
            raw.update(typed(one, one.key, answers[one.key]))
    return raw, files


def typed(one: Asked, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if value is None:
        yield f"{name}-{UNKNOWN}", "on"
    elif one.type == Type.MEMBERS:
        for place, row in enumerate(value):
            for inner in one.fields:
                if inner.key in row:
                    yield from typed(inner, f"{name}-{place}-{inner.key}", row[inner.key])
    elif isinstance(value, bool):
        yield name, "ya" if value else "tidak"
    elif isinstance(value, list):
        yield name, value
    else:
        yield name, f"{value:,}".replace(",", ".") if isinstance(value, int) else value
