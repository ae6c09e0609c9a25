"""From "what happened?" to the last look: a few short pages, each kept as a draft; none asks for more than words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.models import File
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.choices import district_choices, districts
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.filing.forms import ComplaintForm, leader_title
from balairung.rooms.complaints.filing.report import kept_files, sign_files
from balairung.rooms.complaints.filing.similar import similar
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import KIND
from balairung.rooms.complaints.topics.vocabulary import emergencies, find_topics, told_before, way_out
from balairung.rooms.complaints.views.filing import drafts
from balairung.rooms.complaints.views.filing.drafts import Begun, Body

PAGES = {"tempat": 1, "serupa": 1, "kejadian": 2, "pelapor": 3}  # the number that stands above each; 4 is the last look
BEFORE = {"serupa": "tempat", "kejadian": "tempat", "pelapor": "kejadian"}
SPANS = ("verify", "answer", "resolve")  # clocks that one is told of before writing


def first_page(request: HttpRequest) -> HttpResponse:
    """Where it begins: with the place, or further on where a link names place and topic already."""
    begun = drafts.begin(request)
    if request.GET.get("halaman") == "satu":
        return whole_page(request, ComplaintForm(initial=begun.body), [])
    step = request.GET.get("langkah", "")
    if step not in PAGES:
        form = ComplaintForm(begun.body).at("tempat")
        named = form.is_valid() and form.cleaned_data["region"] and form.cleaned_data["topic"]
        step = _after_place(request, begun.body) if named else "tempat"
    return _page(request, step, ComplaintForm(initial=begun.body), begun)


@gzip_page
@everyone
@never_cache
def step(request: HttpRequest, actor: Actor, step: str, draft: str = "") -> HttpResponse:
    """One short page: shown (GET), or kept and left for the next one (POST)."""
    begun = drafts.resume(request, draft) or (drafts.begin(request) if request.method == "POST" or not draft else None)
    if begun is None:
        return render(request, "complaints/draft_gone.html", status=404)
    if filed := begun.sent:
        return redirect("complaints:receipt", filed.ref, filed.secret)
    if request.method == "POST":
        return _take(request, step, begun, actor) if step in ComplaintForm.STEPS else HttpResponseNotAllowed(["GET"])
    wrong = "periksa" in request.GET
    form = ComplaintForm(begun.body).at(step) if wrong else ComplaintForm(initial=begun.body)
    return _page(request, step, form, begun)


@everyone
@require_POST
def topics(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The topics that these words mean, as a part of the page."""
    words = request.POST.get("words", "")[:200]
    return render(request, "complaints/_topics.html", _topics(ComplaintForm(), words))


def whole_page(request: HttpRequest, form: ComplaintForm, kept: list[File], status: int = 200) -> HttpResponse:
    """All questions on one page: for those who like it so, and where anything may be wrong."""
    context = {
        "form": form,
        "draft": request.POST.get("draft", "")[: drafts.LONGEST],
        "spans": {name: clock_rule(KIND, name, Complaint.Class.ORDINARY).amount for name in SPANS},
        "emergencies": emergencies(),
        **_places(),
        **_kept(request, kept),
    }
    return render(request, "complaints/create.html", context, status=status)


def _take(request: HttpRequest, step: str, begun: Begun, actor: Actor) -> HttpResponse:
    """Keep what this page says and go on; what is wrong with it is said on the same page."""
    body = drafts.posted(request, ComplaintForm.STEPS[step], begun.body)
    form, kept = ComplaintForm(body, request.FILES).at(step), list[File]()
    if accepted(form, lambda: kept.extend(_files(request, step, form, actor))):
        if step == "kejadian":
            body["kept"] = sign_files(kept)
        searching = _searching(request, body, begun.body)
        draft = drafts.keep(body, begun.draft, now_of(request))
        return redirect(_onward(request, step, body, draft, searching))
    if step == "kejadian":
        body["kept"] = sign_files(drafts.saved_files(request, form))
    return _page(request, step, form, Begun(body, begun.draft), status=422)


def _files(request: HttpRequest, step: str, form: ComplaintForm, actor: Actor) -> list[File]:
    drafts.check_proxy(form, actor, now_of(request))
    return drafts.files_of(request, form) if step == "kejadian" else []


def _searching(request: HttpRequest, body: Body, before: Body) -> bool:
    """Whether topics are asked for. (Enter in any field presses the button beside the words, too.)"""
    if "all" in request.POST:
        body.update({"words": "", "topic": "", "office": ""})
        return True
    return "find" in request.POST and bool(body.get("words")) and body.get("words") != before.get("words")


def _onward(request: HttpRequest, step: str, body: Body, draft: str, searching: bool) -> str:
    """The next page: found topics, the last look for one who only came to change something, or the next step."""
    if searching:
        return f"{reverse('complaints:step', args=['tempat', draft])}#topik"
    if "back" in request.POST or step == "pelapor":
        return reverse("complaints:check", args=[draft])
    following = _after_place(request, body) if step == "tempat" else "pelapor"
    return reverse("complaints:step", args=[following, draft])


def _after_place(request: HttpRequest, body: Body) -> str:
    """What must be read before one writes, where there is something to read."""
    before = _before_writing(request, body)
    return "serupa" if before["advised"] or before["reports"] else "kejadian"


def _before_writing(request: HttpRequest, body: Body) -> dict[str, Any]:
    """Advice on what is sensitive; else the reports that others sent about the same thing."""
    form = ComplaintForm(body).at("tempat")
    form.is_valid()
    said = form.cleaned_data
    topic, region = said.get("topic"), said.get("region")
    if topic and topic.sensitive:
        return {"advised": topic, "reports": []}
    spot = (said.get("latitude"), said.get("longitude"))
    point = (spot[0], spot[1]) if spot[0] is not None and spot[1] is not None else None
    words = "" if topic else str(body.get("words") or "")
    known = (region or point) and (topic or words)
    about: dict[str, Any] = {"region": region, "topic": topic, "text": words, "point": point}
    found = similar(**about, now=now_of(request), public=True) if known else []
    return {"advised": None, "reports": found}


def _page(request: HttpRequest, step: str, form: ComplaintForm, begun: Begun, status: int = 200) -> HttpResponse:
    topic = Topic.objects.filter(code=begun.body.get("topic", ""), closed=False).first()
    context = {
        "step": step,
        "number": PAGES[step],
        "form": form,
        "draft": begun.draft,
        "topic": topic,
        "told": told_before(topic) if topic else "",
        "changing": "ubah" in request.GET or "back" in request.POST,
        "previous": _previous(request, step, begun),
        "onward": _link("kejadian", begun),
        "carried": _carried(step, begun),
        "emergencies": emergencies(),
        "way_out": way_out(),
        **_extras(request, step, form, begun, topic),
    }
    return render(request, "complaints/step.html", context, status=status)


def _extras(request: HttpRequest, step: str, form: ComplaintForm, begun: Begun, topic: Topic | None) -> dict[str, Any]:
    """What only one of the pages shows."""
    if step == "tempat":
        return _places() | _topics(form, str(begun.body.get("words") or ""), begun.body.get("office", ""))
    if step == "serupa":
        return _before_writing(request, begun.body)
    if step == "kejadian":
        return _kept(request, kept_files(str(begun.body.get("kept") or "")))
    propose = topic is not None and topic.sensitive and "secret" not in begun.body
    return {"propose_secret": propose, "leader": leader_title()}


def _places() -> dict[str, Any]:
    return {"districts": district_choices()[1:], "district_word": districts()}


def _topics(form: ComplaintForm, words: str, office: str = "") -> dict[str, Any]:
    """Topics to choose from: those that the words mean, those of an office that its own link names, or all."""
    place = Office.objects.filter(key=office, closed_on__isnull=True).first() if office and not words else None
    named = list(Topic.objects.filter(office_key=office, closed=False)) if place else []
    found = [(topic, told_before(topic)) for topic in (find_topics(words) if words else named)]
    return {"form": form, "words": words, "found": found, "office": place}


def _kept(request: HttpRequest, files: list[File]) -> dict[str, Any]:
    now = now_of(request)
    return {"kept": [(str(file.pk), file_link(file, now)) for file in files], "signed": sign_files(files)}


def _carried(step: str, begun: Begun) -> list[tuple[str, str]]:
    """What was said before this page and is kept nowhere yet."""
    if begun.draft:
        return [("token", begun.body["token"])] if "token" in begun.body else []
    names = set(begun.body) - set(ComplaintForm.STEPS.get(step, ()))
    return [(name, str(begun.body[name])) for name in sorted(names) if begun.body[name]]


def _link(step: str, begun: Begun) -> str:
    """The address of a step: of this draft, or with what the link named that led here."""
    if begun.draft:
        return reverse("complaints:step", args=[step, begun.draft])
    named = {key: begun.body.get(name) or "" for name, key in drafts.LINKED.items()}
    return f"{reverse('complaints:create')}?{urlencode(named | {'langkah': step})}"


def _previous(request: HttpRequest, step: str, begun: Begun) -> str:
    if "ubah" in request.GET and begun.draft:
        return reverse("complaints:check", args=[begun.draft])
    return _link(BEFORE[step], begun) if step in BEFORE else ""
