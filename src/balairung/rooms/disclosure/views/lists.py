"""What everybody reads: what there is, what is withheld, what others asked, by which rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.disclosure import access, figures, public, rules
from balairung.rooms.disclosure.forms import FindForm
from balairung.rooms.disclosure.models import InfoRequest, Listing, Withheld

LATEST = 5


@everyone
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What there is, what others asked, and how to ask; with a word in the address, what fits it."""
    form, now = FindForm(request.GET), now_of(request)
    words = form.asked().get("kata", "")
    context: dict[str, Any] = {"form": form, "words": words, "hits": public.search(words) if words else []}
    if not words:
        found = figures.figures_of(localdate(now).year, now)
        counts = {key: public.listed({"jenis": key}).count() for key in rules.CATEGORIES}
        context |= {
            "categories": [(row, counts[row["key"]]) for row in rules.categories()], "figures": found,
            "answered": public.answered().rows[:LATEST], "withheld": Withheld.objects.closed_on(localdate(now)).count(),
        }  # fmt: skip
    return render(request, "disclosure/front.html", context)


@everyone
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The Daftar Informasi Publik, narrowed and page by page."""
    form, today = FindForm(request.GET), localdate(now_of(request))
    asked = form.asked()
    query: dict[str, str] = {name: str(getattr(value, "key", value)) for name, value in asked.items()}
    found = public.shelf(public.listed(asked), request.GET.get("sebelum", ""))
    older = f"?{urlencode(query | {'sebelum': found.older})}" if found.older else ""
    rows = [(row, rules.category_title(row.category), row.is_over(today)) for row in found.rows]
    context = {
        "form": form, "asked": asked, "rows": rows, "older": older, "query": urlencode(query),
        "keeps": bool(access.kept_offices(actor)) if actor.is_officer else False,
    }  # fmt: skip
    return render(request, "disclosure/list.html", context)


@everyone
def listing(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One row of it, with its file or link."""
    found, now = Listing.objects.standing().select_related("office", "file").get(pk=key), now_of(request)
    context = {
        "listing": found, "category": rules.category_title(found.category), "over": found.is_over(localdate(now)),
        "file": file_link(found.file, now, bare=True) if found.file else None,
    }  # fmt: skip
    return render(request, "disclosure/listing.html", context)


@everyone
def table(request: HttpRequest, actor: Actor) -> StreamingHttpResponse:
    """The whole list for a spreadsheet."""
    names = [
        _("Jenis"), _("Judul"), _("Ringkasan"), _("Kantor"), _("Penanggung jawab"), _("Waktu dan tempat pembuatan"),
        _("Bentuk"), _("Tautan"), _("Jangka waktu penyimpanan"), _("Berlaku sampai"), _("Diperbarui pada"),
    ]  # fmt: skip
    rows = (
        (rules.category_title(one.category), one.title, one.summary, one.office.name, one.keeper, one.made,
         one.get_medium_display(), one.link, one.kept_for, one.until, localdate(one.renewed_at))
        for one in public.listed(FindForm(request.GET).asked()).for_list()
    )  # fmt: skip
    name = 'attachment; filename="daftar-informasi-publik.csv"'
    headers = {"Content-Disposition": name}
    return StreamingHttpResponse(csv_lines(names, rows), content_type="text/csv; charset=utf-8", headers=headers)


@everyone
def withheld(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What may not be given, by which article, until when."""
    today = localdate(now_of(request))
    found = Withheld.objects.standing().for_list()
    rows = [(row, rules.article_words(row.article), row.is_over(today)) for row in found]
    context = {"rows": rows, "main": actor.is_officer and access.is_main(actor)}
    return render(request, "disclosure/withheld.html", context)


@everyone
def basis(request: HttpRequest, actor: Actor) -> HttpResponse:
    """By which rules we go, and which of them we have not compared with their text."""
    context = {
        "rows": rules.basis(), "main": rules.main_office(), "superior": rules.superior_post(),
        "grounds": rules.pairs("grounds"), "articles": rules.article_choices(),
    }  # fmt: skip
    return render(request, "disclosure/basis.html", context)


@everyone
def answered(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What others asked, the newest first."""
    found = public.answered(request.GET.get("sebelum", ""))
    older = f"?{urlencode({'sebelum': found.older})}" if found.older else ""
    return render(request, "disclosure/answered.html", {"rows": found.rows, "older": older})


@everyone
def answer(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One question and its answer, without whoever asked."""
    found, now = InfoRequest.objects.published().for_list().get(obligation__ref=ref), now_of(request)
    files = [file_link(file, now, bare=True) for file in public.published_files(found)]
    article = rules.article_words(found.article)
    return render(request, "disclosure/answer.html", {"found": found, "files": files, "article": article})
