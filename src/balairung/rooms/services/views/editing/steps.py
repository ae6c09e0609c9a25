"""The steps of a service: who does what by when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition.drafting import LONGEST_STEP, add, new_key, put
from balairung.rooms.services.definition.shape import Step
from balairung.rooms.services.definition.sheets import steps as sheets
from balairung.rooms.services.views.editing.bench import Bench, open_bench
from balairung.rooms.services.views.editing.words import condition_words


@officers
def whole(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """All steps in their order; a new one, which comes before the signature."""
    bench = open_bench(actor, service)
    form = sheets.AddStepForm(posted(request))

    def act() -> None:
        title = form.cleaned_data["title"]
        key = new_key(title, [step.key for step in bench.definition.steps], LONGEST_STEP)
        fresh = {"key": key, "title": title, "at": bench.definition.level.value, "clock": {"amount": 1}}
        body = add(bench.body, ("steps",), fresh)
        if len(body["steps"]) > 1 and body["steps"][-2].get("does") == "sign":
            body["steps"][-2:] = reversed(body["steps"][-2:])
        bench.save(request, body)

    if accepted(form, act):
        return redirect(bench.url("edit_steps"))
    rows = [(f"steps.{place}", row) for place, row in enumerate(_told(bench))]
    return bench.show(request, "services/editing/steps.html", "steps", form=form, rows=rows, wrong=bool(form.errors))


def _told(bench: Bench) -> list[dict[str, object]]:
    """Each step in words."""
    names = dict(Office.objects.filter(region__isnull=True).values_list("key", "short"))
    roles, known = dict(Post.Role.choices), bench.definition.fields

    def place(step: Step) -> str:
        office = step.office or (bench.definition.office if step.at == "agency" else "")
        return names.get(office, office) if office else str(sheets.PLACE_WORDS.get(step.at, step.at))

    return [
        {
            "step": step, "place": place(step), "role": str(roles.get(step.role, step.role)),
            "does": sheets.DOES_WORDS[step.does], "unit": sheets.UNIT_WORDS[step.clock.unit],
            "when": condition_words(step.when, known),
        }
        for step in bench.definition.steps
    ]  # fmt: skip


@officers
def step(request: HttpRequest, actor: Actor, service: str, step: str) -> HttpResponse:
    """One step."""
    bench = open_bench(actor, service)
    place = bench.step_at(step)
    now = bench.definition.steps[place]
    known = list(bench.definition.fields.values())
    form = sheets.StepForm(posted(request), step=now, known=known)
    if accepted(form, lambda: bench.save(request, put(bench.body, ("steps", place), form.value()))):
        return redirect(bench.url("edit_steps"))
    return bench.show(
        request,
        "services/editing/step.html",
        "steps",
        form=form,
        step=now,
        path=f"steps.{place}",
        wrong=bool(form.errors),
    )
