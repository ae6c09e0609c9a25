"""One form of this room as a page of its own."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise


def ask(
    request: HttpRequest, form: forms.Form, *, title: str | Promise, submit: str | Promise, back: str,
    kicker: str = "", lead: str | Promise = "",
) -> HttpResponse:  # fmt: skip
    """With its heading, its button and the way back; 422 when it came in with a fault."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "kicker": kicker, "lead": lead}
    return render(request, "oversight/form.html", context, status=422 if form.errors else 200)
