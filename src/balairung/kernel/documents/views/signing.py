"""The stack of a signer: read, ticked, signed with one passphrase, in parts small enough to be seen moving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.documents.forms import SignForm
from balairung.kernel.documents.models import Countersignature, CountersignatureQuerySet, Document, DocumentQuerySet
from balairung.kernel.documents.proving import masked
from balairung.kernel.documents.signing import Item, Outcome, sign_stack
from balairung.kernel.documents.standing import Pen, pen_of
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers, request_actor
from balairung.kernel.people.freshness import fresh
from balairung.kernel.people.middleware import now_of

SHOWN, MOST = 100, 2000  # rows that are written out; letters of one stack
AT_ONCE = 25  # signed by one request
TOLD = 5  # failures that a message names


@officers
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The letters that wait for this officer, the oldest first."""
    return _page(request, actor, SignForm())


@officers
@fresh
@require_POST
@sensitive_post_parameters("passphrase")
def sign_many(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign what is ticked, or all, up to 25 of it; the page's script asks again and again, everybody else presses."""
    form, outcomes = SignForm(request.POST), list[Outcome]()
    items = _chosen(request, actor)
    if not items:
        form.add_error(None, _("Centang dahulu surat yang ingin Anda tanda tangani."))
    passphrase = request.POST.get("passphrase", "")
    done = accepted(
        form, lambda: outcomes.extend(sign_stack(items, passphrase=passphrase, by=actor, at=now_of(request)))
    )
    if request.headers.get("Accept") == "application/json":
        return _told(outcomes, form)
    _say(request, outcomes)
    return redirect("documents:waiting") if done else _page(request, actor, form)


def count_waiting(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """For the menu of each page of the desk: how many letters wait for this officer, counted when it is drawn."""
    return {"letters_waiting": lambda: _count(request_actor(request))}


def _count(actor: Actor) -> int:
    letters, seconds = _stack(actor)
    return letters.count() + seconds.count() if actor.is_officer else 0


def _stack(actor: Actor) -> tuple[DocumentQuerySet, CountersignatureQuerySet]:
    """What waits for this officer: letters for the first signature, and places on signed ones."""
    return Document.objects.awaiting(actor.person_id), Countersignature.objects.awaiting(actor.person_id)


def _chosen(request: HttpRequest, actor: Actor) -> Sequence[Item]:
    letters, seconds = _stack(actor)
    letters = letters.select_related("office", "post__office", "expected")
    if not request.POST.get("semua"):
        keys = [key for word in request.POST.getlist("surat")[:AT_ONCE] if (key := _key(word))]
        letters, seconds = letters.filter(pk__in=keys), seconds.filter(pk__in=keys)
    return [*letters[:AT_ONCE], *seconds.for_list()[:AT_ONCE]][:AT_ONCE]


def _key(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def _told(outcomes: Sequence[Outcome], form: SignForm) -> JsonResponse:
    sentence = " ".join(str(one) for errors in form.errors.values() for one in errors)
    failed = [{"key": one.item.pk.hex, "problem": one.problem} for one in outcomes if not one.signed]
    told = {"signed": [one.item.pk.hex for one in outcomes if one.signed], "failed": failed, "sentence": sentence}
    return JsonResponse(told, status=422 if form.errors else 200)


def _say(request: HttpRequest, outcomes: Sequence[Outcome]) -> None:
    """What became of them, for who sees the next page only."""
    if count := sum(one.signed for one in outcomes):
        words = ngettext("%(count)d surat ditandatangani.", "%(count)d surat ditandatangani.", count)
        messages.success(request, words % {"count": count})
    for one in [one for one in outcomes if not one.signed][:TOLD]:
        messages.warning(request, f"{one.document.title}: {one.problem}")


def _page(request: HttpRequest, actor: Actor, form: SignForm) -> HttpResponse:
    letters, seconds = _stack(actor)
    rows = [_row(letter) for letter in letters.for_list()[:SHOWN]] + [_row(row) for row in seconds.for_list()[:SHOWN]]
    keys = [*letters.values_list("pk", flat=True)[:MOST], *seconds.values_list("pk", flat=True)[:MOST]]
    shown = {row["key"] for row in rows}
    pen: Pen = pen_of(actor.person_id, now_of(request))
    context: dict[str, Any] = {
        "form": form, "rows": rows, "rest": [key.hex for key in keys if key.hex not in shown],
        "total": len(keys), "most": AT_ONCE, "pen": pen, "ticked": request.POST.getlist("surat"),
        "everything": request.POST.get("semua"),
    }  # fmt: skip
    return render(request, "documents/waiting.html", context, status=422 if form.errors else 200)


def _row(item: Item) -> dict[str, Any]:
    """A line of the list: whose letter it is, and what stands above the name of whoever signs second."""
    second = isinstance(item, Countersignature)
    letter = item.document if isinstance(item, Countersignature) else item
    return {
        "key": item.pk.hex, "letter": letter, "holder": masked(letter.holder), "failure": item.failure,
        "since": item.drawn_at if isinstance(item, Countersignature) else item.asked_at,
        "second": item.heading[0] if second and item.heading else "",
    }  # fmt: skip
