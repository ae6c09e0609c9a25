"""A request that is begun and not sent: a few short pages, each kept sealed; and what others asked already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms

from balairung.ground.common.references import new_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.drafts import read_draft, save_draft
from balairung.rooms.disclosure.filing import file_request, find_filed
from balairung.rooms.disclosure.forms import AskedForm, HowForm, WhoForm
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.disclosure.public import WORDS, Hit, search
from balairung.rooms.disclosure.rules import KIND

#: The pages that ask, in their order; "serupa" stands between the first two where something like it exists.
STEPS: dict[str, type[forms.Form]] = {"apa": AskedForm, "cara": HowForm, "pemohon": WhoForm}
ORDER = tuple(STEPS)
LASTS = timedelta(days=30)
LONGEST = 32  # signs of a draft's token
FEW = 5  # of what is like it
SHORT = 4  # signs of a word that says nothing
Body = dict[str, Any]


@dataclass(frozen=True)
class Begun:
    """What somebody wrote so far, and the draft under which it is kept."""

    body: Body
    draft: str = ""

    @property
    def sent(self) -> InfoRequest | None:
        """The request that it has become already."""
        return find_filed(str(self.body.get("token", "")))

    def missing(self) -> str:
        """The first page that is not filled in as it should be; "" when all are."""
        return next((step for step in ORDER if not STEPS[step](self.body).is_valid()), "")


def begin(office: str = "") -> Begun:
    """Nothing written yet, and nothing kept."""
    return Begun({"token": new_code(24), "office": office[:60]})


def resume(draft: str, at: datetime) -> Begun | None:
    """What is kept under this token; None when it is not there any more."""
    body = read_draft(kind=KIND, token=draft[:LONGEST], at=at) if draft else None
    return Begun(body, draft) if body else None


def keep(begun: Begun, at: datetime) -> str:
    """Keep it; return its token."""
    return save_draft(kind=KIND, body=begun.body, token=begun.draft[:LONGEST], at=at, keep_for=LASTS)


def send(begun: Begun, *, by: Actor, at: datetime) -> InfoRequest:
    """It becomes a request. What stays of the draft only leads there, and holds nothing that anybody wrote."""
    said: Body = {}
    for kind in STEPS.values():
        form = kind(begun.body)
        form.full_clean()
        said |= form.cleaned_data
    made = file_request(**said, token=begun.body["token"], by=by, at=at)
    keep(Begun({"token": begun.body["token"]}, begun.draft), at)
    return made


def alike(information: str) -> list[Hit]:
    """What is public already and may be what is meant: by the longest words of the wish, the earlier of two alike."""
    words = dict.fromkeys(word.strip(".,?!:;()\"'") for word in information.casefold().split())
    telling = sorted((word for word in words if len(word) > SHORT), key=len, reverse=True)[:WORDS]
    return search(" ".join(telling), most=FEW, all_words=False) if telling else []
