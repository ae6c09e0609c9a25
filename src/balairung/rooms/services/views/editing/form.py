"""The form of a service: pages, questions, and the questions about each member of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition.drafting import add, new_key, new_question, put, taken_keys
from balairung.rooms.services.definition.faults import Path
from balairung.rooms.services.definition.form_faults import CHOOSING, OWN_PAGES, ROW
from balairung.rooms.services.definition.shape import Asked, Page, Type
from balairung.rooms.services.definition.sheets import questions
from balairung.rooms.services.definition.sheets.questions import TYPE_WORDS
from balairung.rooms.services.views.editing.bench import Bench, open_bench
from balairung.rooms.services.views.editing.parts import kept, require_valid
from balairung.rooms.services.views.editing.words import condition_words


@officers
def whole(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """All pages with their questions, in their order; a new page."""
    bench = open_bench(actor, service)
    form = questions.AddPageForm(posted(request))

    def act() -> None:
        title = form.cleaned_data["title"]
        key = new_key(title, {*(page.key for page in bench.definition.pages), *OWN_PAGES})
        bench.save(request, add(bench.body, ("pages",), {"key": key, "title": title, "fields": []}))

    if accepted(form, act):
        return kept(request, bench, "edit_form")
    pages = [_told(bench, place, page) for place, page in enumerate(bench.definition.pages)]
    return bench.show(request, "services/editing/form.html", "form", form=form, pages=pages, wrong=bool(form.errors))


def _told(bench: Bench, place: int, page: Page) -> tuple[str, Page, str, list[tuple[str, Asked, str, str]]]:
    """A page and its questions: where each stands, of what type it is, and when it is asked."""
    known, path = bench.definition.fields, ("pages", place)
    asked = [
        (_dotted((*path, "fields", number)), one, str(TYPE_WORDS[one.type]), condition_words(one.when, known))
        for number, one in enumerate(page.fields)
    ]
    return _dotted(path), page, condition_words(page.when, known), asked


@officers
def page(request: HttpRequest, actor: Actor, service: str, page: str) -> HttpResponse:
    """One page: its title, its conditions, and a new question."""
    bench = open_bench(actor, service)
    place = bench.page_at(page)
    now = bench.definition.pages[place]
    sent = posted(request)
    asks = bool(sent) and "add" in request.POST
    form = questions.PageForm(None if asks else sent, page=now, known=bench.before(place))
    new = questions.AddQuestionForm(sent if asks else None, prefix="new")
    path: Path = ("pages", place)
    if asks and accepted(new, lambda: _add(request, bench, (*path, "fields"), new, taken_keys(bench.definition))):
        return redirect(bench.url("edit_question", now.key, _last_key(bench, place)))
    if not asks and accepted(form, lambda: bench.save(request, put(bench.body, path, form.value()))):
        return kept(request, bench, "edit_form")
    wrong = bool(form.errors or new.errors)
    return bench.show(
        request, "services/editing/page.html", "form", form=form, new=new, page=now, path=_dotted(path), wrong=wrong
    )


@officers
def question(request: HttpRequest, actor: Actor, service: str, page: str, question: str) -> HttpResponse:
    """One question: its words, its type and what that type has."""
    bench = open_bench(actor, service)
    place = bench.page_at(page)
    number = bench.question_at(place, question)
    one = bench.definition.pages[place].fields[number]
    back = bench.url("edit_form")
    return _ask(request, bench, ("pages", place, "fields", number), one, bench.before(place, number), back)


@officers
def inner(request: HttpRequest, actor: Actor, service: str, page: str, question: str, inner: str) -> HttpResponse:
    """One question about each member of a list."""
    bench = open_bench(actor, service)
    place = bench.page_at(page)
    number = bench.question_at(place, question)
    outer = bench.definition.pages[place].fields[number]
    row = bench.inner_at(outer, inner)
    path: Path = ("pages", place, "fields", number, "fields", row)
    back = bench.url("edit_question", page, question)
    return _ask(request, bench, path, outer.fields[row], outer.fields[:row], back, inside=True)


def _ask(
    request: HttpRequest, bench: Bench, path: Path, one: Asked, known: Sequence[Asked], back: str, *,
    inside: bool = False,
) -> HttpResponse:  # fmt: skip
    sent = posted(request)
    asks = bool(sent) and "add" in request.POST
    form = questions.QuestionForm(None if asks else sent, one=one, known=known, inner=inside)
    rows = questions.choice_rows(None if asks else sent, one) if one.type in CHOOSING else None
    new = questions.AddQuestionForm(sent if asks else None, prefix="new", inner=True)
    taken = {ROW, *(inner.key for inner in one.fields)}
    if asks and accepted(new, lambda: _add(request, bench, (*path, "fields"), new, taken)):
        return redirect(request.path)
    if not asks and accepted(form, _saving(request, bench, path, one, form, rows)):
        changed = form.cleaned_data["type"] != one.type
        return redirect(request.path if changed else back)
    context = {
        "form": form, "rows": rows, "one": one, "slot": "{" + one.key + "}", "path": _dotted(path), "back": back,
        "kind": TYPE_WORDS[one.type], "new": new if one.type == Type.MEMBERS else None,
        "members": [(_dotted((*path, "fields", row)), inner, TYPE_WORDS[inner.type])
                    for row, inner in enumerate(one.fields)],
    }  # fmt: skip
    return bench.show(
        request, "services/editing/question.html", "form", wrong=bool(form.errors or new.errors), **context
    )


def _saving(
    request: HttpRequest, bench: Bench, path: Path, one: Asked, form: questions.QuestionForm,
    rows: forms.BaseFormSet[questions.ChoiceRow] | None,
) -> Callable[[], None]:  # fmt: skip
    def act() -> None:
        value = form.value()
        if rows is not None and Type(value["type"]) in CHOOSING:
            require_valid(rows)
            value["choices"] = questions.choices_value(rows, [choice.key for choice in one.choices])
        bench.save(request, put(bench.body, path, value))

    return act


def _add(
    request: HttpRequest, bench: Bench, path: Path, form: questions.AddQuestionForm, taken: set[str]
) -> None:  # fmt: skip
    data = form.cleaned_data
    bench.save(request, add(bench.body, path, new_question(Type(data["type"]), data["label"], taken)))


def _last_key(bench: Bench, place: int) -> str:
    """The key of the question that was just added to this page."""
    pages = bench.draft.body["pages"] if bench.draft else []
    return str(pages[place]["fields"][-1]["key"])


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
