"""The search of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from balairung.kernel.obligations.desk import detail_url, kinds, left_column
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.search.asking import answer, read_asked, read_mark
from balairung.kernel.search.reads import find_by_number


@officers
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A number leads straight to its case; words lead to all that hold them, the newest first."""
    now, asked = now_of(request), read_asked(request.GET.dict())
    if one := find_by_number(Obligation.objects.visible_to(actor), asked.query):
        return redirect(detail_url(one))
    after = read_mark(request.GET.get("sesudah", ""))
    overviews, saved = left_column(actor, now)
    context = {
        "asked": asked, "answer": answer(asked, actor, now, after), "first": after is None, "kinds": kinds(),
        "overviews": overviews, "saved": saved,
    }  # fmt: skip
    return render(request, "search/search.html", context)
