"""One form as a page of this room."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def ask(
    request: HttpRequest, form: forms.Form, *, title: object, submit: object, back: str, lead: object = ""
) -> HttpResponse:
    """The form with its heading and the way back; 422 when it came in with a fault."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead}
    return render(request, "programmes/form.html", context, status=422 if form.errors else 200)
