"""A page that is one form."""

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything that was sent, even nothing; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest, form: forms.Form, *, title: object, submit: object, back: str, lead: object = ""
) -> HttpResponse:
    """The form with its heading, its button and the way back; 422 when it came in with a fault."""
    context = {"form": form, "title": title, "submit": submit, "back": back, "lead": lead}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
