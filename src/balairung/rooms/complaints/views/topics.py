"""The page by which a regency edits its vocabulary."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk.keeping import TopicForm, office_names
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.topics import changing

LATELY = timedelta(days=30)


@officers
def all_topics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every topic on its shelf."""
    require(access.can_sort(actor), changing.ONLY)
    items = Count("check_items", filter=Q(check_items__closed=False))
    rows = Topic.objects.select_related("group").annotate(items=items).order_by("group__order", "order", "name")
    names = office_names()
    shelves = [
        (group, [(topic, names.get(topic.office_key, topic.office_key)) for topic in found])
        for group, found in groupby(rows, key=lambda topic: topic.group)
    ]
    return render(request, "complaints/topics.html", {"shelves": shelves, "tab": "topik"})


@officers
def add_topic(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new topic."""
    require(access.can_sort(actor), changing.ONLY)
    return _ask(request, actor, None)


@officers
def change_topic(request: HttpRequest, actor: Actor, topic: str) -> HttpResponse:
    """One topic, and how many reports it sorted lately."""
    return _ask(request, actor, changing.get_topic(actor, topic))


def _ask(request: HttpRequest, actor: Actor, topic: Topic | None) -> HttpResponse:
    now = now_of(request)
    first = {name: getattr(topic, name) for name in changing.FIELDS} if topic else {"order": 0, "klass": "ordinary"}
    if topic:
        items = topic.check_items.filter(closed=False).values_list("text", flat=True)
        first |= {"group": topic.group_id, "checks": "\n".join(items)}
    form = TopicForm(posted(request), initial=first)
    if accepted(form, lambda: changing.keep_topic(topic, **form.cleaned_data, by=actor, at=now)):
        messages.success(request, _("Topik disimpan."))
        return redirect("complaints:topics_kept")
    lately = Complaint.objects.filter(topic=topic, filed_at__gte=now - LATELY).count() if topic else 0
    context = {"form": form, "topic": topic, "lately": lately}
    return render(request, "complaints/topic.html", context, status=422 if form.errors else 200)
