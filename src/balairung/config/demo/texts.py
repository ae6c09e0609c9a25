"""Words for the demonstration regency: what residents write and what offices answer.

Pure and repeatable: the same seeded `random.Random`, the same place, the same words. No person of flesh is meant and no
sentence is taken from anybody's report; the sentences stand in the YAML files beside this one.

A place is a mapping with `desa` (the village's own name), `kecamatan` (its district's) and `label` ("Desa" or
"Kelurahan"). `locate` adds to it where in the village and which story of the topic, so that the report, the answer and
the resolution speak of the same thing; every composer locates for itself when that was not done.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import yaml

from balairung.config.demo import speech
from balairung.ground.common.dates import long_date
from balairung.ground.common.facts import facts

Place = Mapping[str, str]
Phrases = Mapping[str, list[str]]

SLOT: Final = re.compile(r"\{(\w+)\}")
COMPLAINING: Final = {"work", "case", "care", "check", "refer"}  # kinds in which somebody complains
TIRING: Final = {"work", "case"}  # kinds in which one may lose patience, once some time has passed
OUTDOORS: Final = {"work", "plan", "refer"}  # kinds in which a spot can be shown


class Instruction(NamedTuple):
    """One line of a leader, and the key of the office it is meant for."""

    office: str
    text: str


@cache
def load(name: str) -> dict[str, Any]:
    """One YAML file of this folder, read once."""
    text = Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml.load(text, Loader=yaml.CSafeLoader))


def topics() -> tuple[str, ...]:
    """The topics that can be written about."""
    return tuple(load("texts")["topics"])


def pick_topic(rng: random.Random, place: Place) -> str:
    """A topic that people of this place bring, the frequent ones more often."""
    fitting: dict[str, int] = {
        code: topic["weight"] for code, topic in load("texts")["topics"].items() if _suits(topic, place)
    }
    return rng.choices(list(fitting), list(fitting.values()))[0]


def _suits(topic: Mapping[str, Any], place: Place) -> bool:
    match topic.get("where"):
        case "coast":
            return place["kecamatan"] in load("places")["coast"]
        case "village":
            return not _is_ward(place)
        case _:
            return True


def _is_ward(place: Place) -> bool:
    return place.get("label") == "Kelurahan"


def _level(place: Place) -> str:
    return "kelurahan" if _is_ward(place) else "desa"


# --- Where ------------------------------------------------------------------------------------------------------------


def locate(rng: random.Random, topic: str, place: Place) -> dict[str, str]:
    """The place with a spot, a landmark and a story of the topic; unchanged where it has them already."""
    if "tempat" in place:
        return dict(place)
    theme = load("texts")["topics"][topic]
    stories = theme["stories"]
    story = rng.choices(range(len(stories)), [len(story["openings"]) for story in stories])[0]
    kind = theme.get("spot") or rng.choice(["road", "lane"])
    landmark = _landmark(rng, kind, place)
    spot = _spot(rng, kind, place, landmark)
    return {**place, "tempat": spot, "patokan": landmark, "cerita": str(story)}


def _landmark(rng: random.Random, kind: str, place: Place) -> str:
    """A place that people know, of this very village now and then."""
    known = _of_village("known", place)
    if known and rng.random() < 0.5:
        return rng.choice(known)
    common = "busy" if kind in {"busy", "junction"} else _level(place)
    return str(rng.choice(load("places")["landmarks"][common]))


def _spot(rng: random.Random, kind: str, place: Place, landmark: str) -> str:
    streets = _of_village("streets", place)
    if kind == "road" and streets and rng.random() < 0.5:
        return rng.choice(streets)
    places = load("places")
    return str(rng.choice(places["spots"][kind])).format(
        patokan=landmark,
        dusun=rng.choice(places["hamlets"][_level(place)]),
        arah=rng.choice(places["directions"]),
        rt=f"{rng.randint(1, 9):02d}",
        rw=f"{rng.randint(1, 5):02d}",
    )


def _of_village(kind: str, place: Place) -> list[str]:
    return cast("list[str]", load("places")[kind].get(place["kecamatan"], {}).get(place["desa"], []))


def _tongue(place: Place) -> str:
    """Which language is spoken at home in this district, or an empty text."""
    tongues = load("places")["tongues"].items()
    return next((tongue for tongue, districts in tongues if place["kecamatan"] in districts), "")


# --- What a resident writes -------------------------------------------------------------------------------------------


def compose_report(rng: random.Random, topic: str, place: Place) -> str:
    """A resident's report on the topic: one to six sentences, sometimes short-written, always with an end."""
    place = locate(rng, topic, place)
    theme = load("texts")["topics"][topic]
    body = _body(rng, theme["stories"][int(place["cerita"])], _tongue(place))
    kind = _kind(topic, place)
    parts = [
        *_greeting(rng, place, kind, body[0]),
        *body,
        *_closing(rng, place, tired=kind in TIRING and theme["span"] != "hari"),
    ]
    return speech.write_as_people_do(rng, _fill(rng, " ".join(parts), place, span=theme["span"]))


def _body(rng: random.Random, story: Mapping[str, list[str]], tongue: str) -> list[str]:
    """Opening, none to two details that do not repeat its slots, and mostly a wish."""
    local = story.get(tongue)
    opening = rng.choice(local if local and rng.random() < 0.3 else story["openings"])
    told = set(SLOT.findall(opening))
    fresh = [detail for detail in story["details"] if not told & set(SLOT.findall(detail))]
    wanted = rng.choices((0, 1, 2), (2, 5, 4))[0]
    details = rng.sample(fresh, min(wanted, len(fresh)))
    wishes = [rng.choice(story["wishes"])] if rng.random() < 0.85 else []
    return [opening, *details, *wishes]


def _greeting(rng: random.Random, place: Place, kind: str, opening: str) -> list[str]:
    """Nothing, or a greeting that does not say again what the opening says."""
    greetings = load("texts")["greetings"]
    plain = [*greetings["plain"], *(greetings["report"] if kind in COMPLAINING else [])]
    choices = _in_tongue(rng, greetings, plain, place)
    told = set(SLOT.findall(opening))
    fresh = [phrase for phrase in choices if not told & set(SLOT.findall(phrase))]
    return [rng.choice(fresh)] if rng.random() < 0.6 else []


def _closing(rng: random.Random, place: Place, *, tired: bool) -> list[str]:
    """Nothing, thanks, or rarely what a tired person says."""
    texts = load("texts")
    if tired and rng.random() < 0.08:
        return [rng.choice(texts["impatient"])]
    choices = _in_tongue(rng, texts["closings"], texts["closings"]["plain"], place)
    return [rng.choice(choices)] if rng.random() < 0.5 else []


def _in_tongue(rng: random.Random, phrases: Phrases, plain: list[str], place: Place) -> list[str]:
    """The phrases of the place's language now and then, the plain ones otherwise."""
    local = phrases.get(_tongue(place))
    return local if local and rng.random() < 0.3 else plain


def compose_matter(rng: random.Random, topic: str, place: Place) -> str:
    """A second thing in the same report: no greeting, no closing."""
    place = locate(rng, topic, place)
    theme = load("texts")["topics"][topic]
    body = _body(rng, theme["stories"][int(place["cerita"])], "")
    return _fill(rng, " ".join(body), place, span=theme["span"])


def said(rng: random.Random, what: str, key: str = "") -> str:
    """A sentence of desk.yaml: one of a list, or of the list under a key."""
    phrases = load("desk")[what]
    return str(rng.choice(phrases[key] if key else phrases))


def advert() -> str:
    """What a machine sends."""
    return str(load("desk")["advert"])


def compose_information(rng: random.Random, topic: str, place: Place) -> str:
    """What the resident adds when the office has asked: about the spot, or about the case."""
    place = locate(rng, topic, place)
    about = "spot" if _kind(topic, place) in OUTDOORS else "case"
    text = _fill(rng, rng.choice(load("officers")["information"][about]), place, span=_span(topic))
    return speech.write_as_people_do(rng, text)


def compose_citizen_reply(rng: random.Random, solved: bool, topic: str = "", place: Place | None = None) -> str:
    """What the resident says when the office calls the matter finished; fits any topic if none is named."""
    replies = load("officers")["replies"]["solved" if solved else "unsolved"]
    choices = list(replies["any"])
    if topic and place is not None:
        choices += replies.get(_kind(topic, locate(rng, topic, place)), [])
        choices = _in_tongue(rng, replies, choices, place)
    parts = [rng.choice(choices), *([rng.choice(replies["more"])] if rng.random() < 0.3 else [])]
    return speech.write_as_people_do(rng, " ".join(parts))


# --- What an office writes --------------------------------------------------------------------------------------------


def compose_answer(rng: random.Random, topic: str, place: Place, *, office: str, visit: date, due: date) -> str:
    """The first answer: thanks, what happens on the day of the visit, and the day of the next word."""
    place = locate(rng, topic, place)
    officers, story = load("officers"), _officers_story(topic, place)
    parts = [
        rng.choice(officers["thanks"][_kind(topic, place)]),
        rng.choice(story["steps"]),
        rng.choice(officers["promises"][_kind(topic, place)]),
    ]
    return _fill(rng, " ".join(parts), place, kantor=office, hari=long_date(visit, "id"), batas=long_date(due, "id"))


def compose_resolution(rng: random.Random, topic: str, place: Place, *, office: str, done: date) -> str:
    """What was done, by whom and on which day, and how to object."""
    place = locate(rng, topic, place)
    story = _officers_story(topic, place)
    closing = rng.choice(load("officers")["closings"][_kind(topic, place)])
    return _fill(rng, f"{rng.choice(story['done'])} {closing}", place, kantor=office, hari=long_date(done, "id"))


def compose_question(rng: random.Random, topic: str, place: Place) -> str:
    """What the office must know before it can go on; the clock stands still meanwhile."""
    place = locate(rng, topic, place)
    officers = load("officers")
    own = _officers_story(topic, place)["ask"]
    question = rng.choice(own if rng.random() < 0.8 else officers["asks"])
    parts = [rng.choice(officers["ask_openings"]), question, rng.choice(officers["ask_closings"])]
    return _fill(rng, " ".join(parts), place)


def pick_refusal(rng: random.Random, topic: str) -> str:
    """A reason of complaints.yaml for which a report on this topic may well be refused."""
    if _address(topic):
        return "outside-authority"
    likely: list[str] = load("officers")["refusal_reasons"]
    return rng.choice(likely)


def compose_refusal(rng: random.Random, reason: str, topic: str, place: Place, *, address: str = "") -> str:
    """A refusal for a reason of complaints.yaml, with the right address where the matter is not the regency's."""
    place = locate(rng, topic, place)
    right = address or _address(topic) or "Silakan sampaikan lewat lapor.go.id agar sampai ke yang berwenang."
    return _fill(rng, rng.choice(load("officers")["refusals"][reason]), place, alamat=right)


def _address(topic: str) -> str:
    """Whose the matter is, if it is not the regency's; else an empty text."""
    row = next(row for row in facts("complaints")["topics"] if row["code"] == topic)
    return str(row.get("address", "")).replace("{kabupaten}", "Kabupaten Banyuwangi")


def compose_verification(rng: random.Random, place: Place, *, office: str) -> str:
    """The coordinator's note when a report has been checked and goes on to an office."""
    return _fill(rng, rng.choice(load("officers")["verifications"]), place, kantor=office)


def compose_note(rng: random.Random, place: Place, *, office: str) -> str:
    """An internal note between officers, which the resident does not see."""
    return _fill(rng, rng.choice(load("officers")["notes"]), place, kantor=office)


def instruction(rng: random.Random) -> Instruction:
    """One line of a leader, with the office it goes to."""
    return Instruction(**rng.choice(load("officers")["instructions"]))


def _kind(topic: str, place: Place) -> str:
    """What sort of matter the story is; see officers.yaml."""
    return str(_officers_story(topic, place).get("kind", "work"))


def _span(topic: str) -> str:
    return str(load("texts")["topics"][topic]["span"])


def _officers_story(topic: str, place: Place) -> dict[str, Any]:
    return cast("dict[str, Any]", load("officers")["topics"][topic][int(place["cerita"])])


# --- Slots ------------------------------------------------------------------------------------------------------------


def _fill(rng: random.Random, text: str, place: Place, *, span: str = "minggu", **more: str) -> str:
    """The text with every slot filled, in the words of a ward where the place is one."""
    texts = load("texts")
    if _is_ward(place):
        text = speech.in_ward_words(text)
    words = {
        **place,
        **more,
        "desa": f"{place.get('label', 'Desa')} {place['desa']}",
        "kecamatan": f"Kecamatan {place['kecamatan']}",
        "lama": rng.choice(texts["spans"][span]),
        "jumlah": rng.choice(texts["few"]),
        "banyak": rng.choice(texts["many"]),
    }
    return speech.smooth(SLOT.sub(lambda slot: words[slot[1]], text))


# --- People -----------------------------------------------------------------------------------------------------------


def person_name(rng: random.Random, *, female: bool | None = None, office: str | None = None) -> str:
    """An invented person; with an office's key, an official with titles in front and behind."""
    sex = "female" if (rng.random() < 0.5 if female is None else female) else "male"
    origins = load("names")["origins"]
    origin = origins[rng.choices(list(origins), [row["weight"] for row in origins.values()])[0]]
    parts = [rng.choice(origin["first"][sex]), rng.choice([*origin["last"][sex], *origin["last"]["any"]])]
    if "article" in origin:
        parts.insert(0, origin["article"][sex])
    name = " ".join(parts)
    return name if office is None else _titled(rng, name, office, sex)


def _titled(rng: random.Random, name: str, office: str, sex: str) -> str:
    titles = load("names")["titles"]
    row = titles.get(office, titles["default"])
    return str(rng.choice([*row["any"], *row.get(sex, [])])).format(nama=name)


def occupation(rng: random.Random) -> str:
    """What the person lives from."""
    return str(rng.choice(load("names")["occupations"]))
