"""The letter of a service: what surrounds it, its parts, and how they look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition.comparing import part_words
from balairung.rooms.services.definition.drafting import add, put
from balairung.rooms.services.definition.form_faults import ROW
from balairung.rooms.services.definition.letter_faults import slots_of
from balairung.rooms.services.definition.previewing import example_of_part, examples, place_of_letter
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Letter, LetterPart, Type
from balairung.rooms.services.definition.sheets import letters
from balairung.rooms.services.models import Service
from balairung.rooms.services.views.editing.bench import Bench, open_bench
from balairung.rooms.services.views.editing.parts import kept, require_valid
from balairung.rooms.services.views.editing.words import condition_words


@officers
def whole(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Title, number and signer; the parts in their order; an example; a new part."""
    bench = open_bench(actor, service)
    sent = posted(request)
    letter = bench.definition.letter
    if letter is None or "without" in request.POST:
        return _with_or_without(request, bench)
    asks = bool(sent) and "add" in request.POST
    form = letters.LetterForm(None if asks else sent, definition=bench.definition, letter=letter)
    new = letters.AddPartForm(sent if asks else None, prefix="new")
    if asks and accepted(new, lambda: _add(request, bench, new)):
        return redirect(bench.url("edit_part", len(letter.parts)))
    if not asks and accepted(form, lambda: bench.save(request, put(bench.body, ("letter",), form.value()))):
        return kept(request, bench, "edit_letter")
    return bench.show(
        request,
        "services/editing/letter.html",
        "letter",
        form=form,
        new=new,
        rows=_rows(bench, letter),
        example=_example(bench),
        slots=_slots(bench),
        wrong=bool(form.errors or new.errors),
    )


def _with_or_without(request: HttpRequest, bench: Bench) -> HttpResponse:
    """A service may end with a decision and no letter."""
    if request.method == "POST":
        definition = bench.definition
        fresh = {"title": definition.name, "parts": [], "signer": {"at": definition.level.value,
                 "matter": definition.key}}  # fmt: skip
        bench.save(request, put(bench.body, (), {"letter": None if definition.letter else fresh}))
        return redirect(bench.url("edit_letter"))
    return bench.show(request, "services/editing/no_letter.html", "letter")


def _add(request: HttpRequest, bench: Bench, form: letters.AddPartForm) -> None:
    bench.save(request, add(bench.body, ("letter", "parts"), letters.new_part(form.cleaned_data["kind"])))


def _rows(bench: Bench, letter: Letter) -> list[tuple[int, str, str, str, str]]:
    known = bench.definition.fields
    return [
        (place, f"letter.parts.{place}", str(letters.KIND_WORDS[letters.kind_of(part)]),
         part_words(part, 140) or _("(masih kosong)"), condition_words(part.when, known))
        for place, part in enumerate(letter.parts)
    ]  # fmt: skip


def _example(bench: Bench) -> object:
    office, region = place_of_letter(bench.definition)
    found = examples(bench.definition, office, region) if office else []
    return found[0] if found else None


def _slots(bench: Bench, part: LetterPart | None = None) -> list[tuple[str, str]]:
    """What may be written into the letter, or into the columns of a table."""
    if part and part.table:
        one = bench.definition.fields.get(part.table)
        inner = one.fields if one else ()
        return [("{" + ROW + "}", _("Nomor urut")), *(("{" + asked.key + "}", asked.label) for asked in inner)]
    return [("{" + key + "}", label) for key, label in slots_of(bench.definition).items()]


@officers
def part(request: HttpRequest, actor: Actor, service: str, part: int) -> HttpResponse:
    """One part of the letter, with the slots that it may have and how it will be printed."""
    bench = open_bench(actor, service)
    now = _part(bench, part)
    form, pairs = _forms(request, bench, now)

    def act() -> None:
        require_valid(*([pairs] if pairs is not None else []))
        bench.save(request, put(bench.body, ("letter", "parts", part), form.value(pairs)))

    if accepted(form, act):
        return redirect(bench.url("edit_letter"))
    return bench.show(
        request,
        "services/editing/part.html",
        "letter",
        form=form,
        pairs=pairs,
        number=part + 1,
        place=part,
        path=f"letter.parts.{part}",
        kind=letters.KIND_WORDS[letters.kind_of(now)],
        slots=_slots(bench, now),
        blocks=_blocks(bench, part),
        wrong=bool(form.errors),
    )


@require_POST
@officers
def example(request: HttpRequest, actor: Actor, service: str, part: int) -> HttpResponse:
    """How the part would be printed as it stands in the form now; nothing is kept."""
    bench = open_bench(actor, service)
    form, pairs = _forms(request, bench, _part(bench, part))
    blocks = []
    if form.is_valid() and (pairs is None or pairs.is_valid()):
        changed = put(bench.body, ("letter", "parts", part), form.value(pairs))
        other = Bench(actor, bench.service, bench.draft)
        other.definition = read(changed)
        blocks = _blocks(other, part)
    return render(request, "services/editing/_blocks.html", {"blocks": blocks})


def _part(bench: Bench, place: int) -> LetterPart:
    letter = bench.definition.letter
    if letter is None or place >= len(letter.parts):
        raise Service.DoesNotExist
    return letter.parts[place]


def _forms(request: HttpRequest, bench: Bench, now: LetterPart) -> tuple[letters.PartForm, Any]:
    sent, questions = posted(request), list(bench.definition.fields.values())
    members = [one for one in questions if one.type == Type.MEMBERS]
    return letters.PartForm(sent, part=now, known=questions, members=members), letters.pair_rows(sent, now)


def _blocks(bench: Bench, place: int) -> list[object]:
    office, region = place_of_letter(bench.definition)
    return list(example_of_part(bench.definition, place, office, region)) if office else []
