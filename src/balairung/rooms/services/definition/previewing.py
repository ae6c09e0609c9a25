"""A letter and a form as they will look, with invented answers: also of a draft that still has faults."""

from __future__ import annotations

from collections.abc import Iterator

from balairung.kernel.documents.bodies import Block, Body
from balairung.kernel.people.models import Office, Region
from balairung.rooms.services.definition.form_faults import broken
from balairung.rooms.services.definition.samples import NIK, PERSON
from balairung.rooms.services.definition.shape import At, Definition, Step
from balairung.rooms.services.definition.walking import Walk, walks
from balairung.rooms.services.definition.words import Applicant, words_of
from balairung.rooms.services.definition.writing import blocks, body_of

MOST = 12  # examples of a letter


class _Shown(dict[str, str]):
    """Words in which a slot that nobody knows stays as it was written."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def ways_of(definition: Definition) -> list[Walk]:
    """The ways through the form; none while it cannot be walked."""
    return [] if broken(definition) else walks(definition)


def place_of_letter(definition: Definition) -> tuple[Office | None, Region | None]:
    """An office that would issue such a letter, and a village for which it would: the first of the regency."""
    rows = Office.objects.filter(closed_on__isnull=True).select_related("region__parent").order_by("order", "key")
    village = rows.filter(region__level=Region.Level.VILLAGE).first()
    region = village.region if village else None
    signer = definition.letter.signer if definition.letter else None
    if signer is None or signer.at == At.VILLAGE:
        return village, region
    if signer.at == At.DISTRICT:
        return rows.filter(region=region.parent_id if region else None).first(), region
    if signer.at == At.LEADER:
        return rows.filter(kind=Office.Kind.LEADERSHIP).first(), region
    return rows.filter(key=signer.office or definition.office or "").first(), region


def example_words(definition: Definition, way: Walk, office: Office, region: Region | None) -> dict[str, str]:
    applicant = Applicant(PERSON, NIK if definition.nik != "none" else "", "0812 3456 7890", region)
    return _Shown(words_of(definition, way.answers, applicant=applicant, office=office))


def examples(definition: Definition, office: Office, region: Region | None) -> list[Body]:
    """The letter with invented answers, each text once, the longest first."""
    if definition.letter is None:
        return []
    found: dict[str, Body] = {}
    for way in sorted(ways_of(definition), key=lambda way: -len(way.answers)):
        words = example_words(definition, way, office, region)
        if any(blocks(definition, way.answers, words)):  # a letter that was begun a moment ago says nothing yet
            body = body_of(definition, way.answers, words)
            found.setdefault(body.model_dump_json(), body)
    return list(found.values())[:MOST]


def example_of_part(definition: Definition, place: int, office: Office, region: Region | None) -> list[Block]:
    """One part of the letter as it would be printed, on the first way on which it is; nothing where it never is."""
    letter = definition.letter
    if letter is None or place >= len(letter.parts):
        return []
    alone = definition.model_copy(update={"letter": letter.model_copy(update={"parts": (letter.parts[place],)})})
    return next(_printed(alone, office, region), [])


def _printed(definition: Definition, office: Office, region: Region | None) -> Iterator[list[Block]]:
    for way in ways_of(definition):
        said = list(blocks(definition, way.answers, example_words(definition, way, office, region)))
        if said:
            yield said


def step_ways(definition: Definition) -> list[tuple[str, tuple[Step, ...]]]:
    """The different sequences of steps, each with its titles: what a simulation may follow."""
    found = {tuple(step.key for step in way.steps): way.steps for way in ways_of(definition) if way.steps}
    return [(" → ".join(step.title for step in steps), steps) for steps in found.values()]
