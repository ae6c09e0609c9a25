"""The parts of a service that are one form each: identity, standard, translations; and the order of what is listed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.views.asking import posted
from balairung.rooms.services.definition.checking import LANGUAGES
from balairung.rooms.services.definition.drafting import move, put, read_path, remove, translatable
from balairung.rooms.services.definition.faults import Path
from balairung.rooms.services.definition.sheets import standards
from balairung.rooms.services.definition.sheets.common import filled
from balairung.rooms.services.definition.sheets.identity import IdentityForm
from balairung.rooms.services.views.editing.bench import Bench, open_bench

LONGEST = 6000  # of a translation
NAMES = {
    "en": "English", "jv": "Basa Jawa", "su": "Basa Sunda", "mad": "Bhâsa Madhurâ", "osi": "Basa Using",
    "bug": "Basa Ugi", "ban": "Basa Bali", "min": "Baso Minang",
}  # fmt: skip


@officers
def identity(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Name, level, office, everyday words."""
    bench = open_bench(actor, service)
    form = IdentityForm(posted(request), definition=bench.definition)
    if accepted(form, lambda: bench.save(request, put(bench.body, (), form.value()))):
        return kept(request, bench, "edit_identity")
    return bench.show(request, "services/editing/identity.html", "identity", form=form, wrong=bool(form.errors))


@officers
def standard(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """The fourteen components."""
    bench = open_bench(actor, service)
    now, sent = bench.definition.standard, posted(request)
    form = standards.StandardForm(sent, standard=now)
    questions = list(bench.definition.fields.values())
    rows = {
        "requirements": standards.requirement_rows(sent, now, questions),
        "cut": standards.cut_rows(sent, now),
        "basis": standards.basis_rows(sent, now),
    }

    def act() -> None:
        require_valid(*rows.values())
        value = form.value() | {
            "requirements": standards.requirements_value(rows["requirements"]),
            "cut": filled(rows["cut"], "words", "basis"),
            "basis": standards.basis_value(rows["basis"]),
        }
        bench.save(request, put(bench.body, ("standard",), value))

    if accepted(form, act):
        return kept(request, bench, "edit_standard")
    return bench.show(
        request, "services/editing/standard.html", "standard", form=form, rows=rows, wrong=bool(form.errors)
    )


@officers
def translations(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Every word that citizens read, in another language."""
    bench = open_bench(actor, service)
    language = request.GET.get("bahasa", "en")
    language = language if language in LANGUAGES else "en"
    spoken = translatable(bench.definition)
    known = bench.definition.translations.get(language, {})
    form = forms.Form(posted(request))

    def act() -> None:
        said = {words: clean_text(request.POST.get(f"t-{place}", ""))[:LONGEST] for place, words in enumerate(spoken)}
        told = {words: text for words, text in said.items() if text}
        every = {**bench.body.get("translations", {}), language: told}
        bench.save(request, put(bench.body, (), {"translations": {key: one for key, one in every.items() if one}}))

    if accepted(form, act):
        messages.success(request, _("Terjemahan disimpan di naskah."))
        return redirect(f"{bench.url('edit_words')}?bahasa={language}")
    typed = [request.POST.get(f"t-{place}", known.get(words, "")) for place, words in enumerate(spoken)]
    rows = list(zip(spoken, typed, strict=True))
    languages = [(key, NAMES[key], key == language, len(bench.definition.translations.get(key, {}))) for key in NAMES]
    return bench.show(
        request,
        "services/editing/translations.html",
        "translations",
        form=form,
        words=rows,
        languages=languages,
        language=language,
        left=sum(not text for _words, text in rows),
        wrong=bool(form.errors),
    )


@require_POST
@officers
def arrange(request: HttpRequest, actor: Actor, service: str) -> HttpResponse:
    """Move a page, a question, a step or a part of the letter up or down, or take it away."""
    bench = open_bench(actor, service)
    verb, _colon, place = request.POST.get("do", "").partition(":")
    path = read_path(place)
    if verb not in ("up", "down", "remove"):
        raise Refused(_("Pilih naik, turun, atau hapus."))
    body = remove(bench.body, path) if verb == "remove" else move(bench.body, path, -1 if verb == "up" else 1)
    bench.save(request, body)
    messages.success(request, _("Dihapus dari naskah.") if verb == "remove" else _("Urutan disimpan di naskah."))
    return redirect(_back(bench, path))


def _back(bench: Bench, path: Path) -> str:
    """The list in which it stands."""
    match path:
        case ("pages", int(place), "fields", int(number), "fields", _row):
            page = bench.definition.pages[place]
            return bench.url("edit_question", page.key, page.fields[number].key)
        case ("steps", *_rest):
            return bench.url("edit_steps")
        case ("letter", *_rest):
            return bench.url("edit_letter")
    return bench.url("edit_form")


def require_valid(*rows: Any) -> None:
    """Raise `Refused` where a row is too long or unreadable: its own sentence stands beside it."""
    if not all(row.is_valid() for row in rows):
        raise Refused(_("Ada baris yang belum benar. Kalimatnya ada di samping baris itu."))


def kept(request: HttpRequest, bench: Bench, name: str, *args: object) -> HttpResponse:
    """Back to the page, with a word that it is kept."""
    messages.success(request, _("Disimpan di naskah. Yang berlaku belum berubah."))
    return redirect(bench.url(name, *args))
