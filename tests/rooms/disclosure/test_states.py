"""Whatever people do in whatever order: a request goes only where the table lets it, and its facts stay together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.disclosure import answering, objecting
from balairung.rooms.disclosure.models import InfoRequest, Objection
from tests import make
from tests.rooms.disclosure import asked
from tests.rooms.disclosure.asked import TESTED

pytestmark = pytest.mark.django_db
OPEN, ENDED = {"answer", "extended", "carry_out"}, {"done", "refused", "withdrawn"}


class Model:
    """What should be: where it stands, what was answered, whether an objection waits, and what it may be about."""

    def __init__(self, late: bool) -> None:
        self.step, self.outcome, self.asked, self.objected, self.reason = "answer", "", False, False, late
        self.late = late  # the ten days are over from the beginning

    def allows(self, verb: str) -> bool:
        if verb == "reply":
            return self.step in OPEN and self.asked
        if verb == "extend":
            return self.step == "answer" and not self.late
        if verb == "object":
            return self.step != "withdrawn" and self.reason and not self.objected
        if verb in {"grant", "turn_down", "take_back"}:
            return self.objected
        return self.step in OPEN

    def take(self, verb: str) -> None:
        answers = {"give": "given", "give_part": "part", "lack": "lacking", "refuse": "refused"}
        if verb in answers:
            self.step, self.outcome = "refused" if verb == "refuse" else "done", answers[verb]
            self.asked, self.reason = False, True
        elif verb == "ask":
            self.asked = True
        elif verb == "reply":
            self.asked = False
        elif verb == "extend":
            self.step = "extended"
        elif verb == "withdraw":
            self.step, self.reason, self.objected = "withdrawn", False, False
        else:
            self._object(verb)

    def _object(self, verb: str) -> None:
        self.objected = verb == "object"
        if verb == "object":
            self.reason = False
        elif verb == "take_back":
            self.reason = True
        elif verb == "grant":
            self.step, self.reason = "carry_out", False


def deeds(made: InfoRequest) -> dict[str, Callable[..., object]]:
    who, words = asked.requester(made), {"text": "Karena begitu."}
    office: dict[str, Any] = words | {"by": SYSTEM}
    closed: dict[str, Any] = {"article": "h", "consequence": TESTED}

    def last() -> Objection:
        found = made.objections.select_related("obligation", "request").order_by("-filed_at", "-id").first()
        if found is None:
            raise Refused("")
        return found

    return {
        "ask": lambda at: answering.ask(asked.fresh(made), **office, at=at),
        "reply": lambda at: answering.reply(asked.fresh(made), **words, by=who, at=at),
        "extend": lambda at: answering.extend(asked.fresh(made), **office, at=at),
        "give": lambda at: answering.give(asked.fresh(made), **office, at=at),
        "give_part": lambda at: answering.give_part(asked.fresh(made), **office, **closed, at=at),
        "lack": lambda at: answering.lack(asked.fresh(made), **office, at=at),
        "refuse": lambda at: answering.refuse(asked.fresh(made), **office, **closed, at=at),
        "withdraw": lambda at: answering.withdraw(asked.fresh(made), **words, by=who, at=at),
        "object": lambda at: objecting.object_to(asked.fresh(made), ground="late", by=who, at=at),
        "grant": lambda at: objecting.grant(last(), **office, at=at),
        "turn_down": lambda at: objecting.turn_down(last(), **office, at=at),
        "take_back": lambda at: objecting.take_back(last(), by=who, at=at),
    }  # fmt: skip


VERBS = ["ask", "reply", "extend", "give", "give_part", "lack", "refuse", "withdraw", "object", "grant", "turn_down"]


@given(
    verbs=some.lists(some.sampled_from([*VERBS, "take_back", "object", "grant", "refuse"]), max_size=12),
    late=some.booleans(),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_request_goes_where_the_table_lets_it(verbs: list[str], late: bool) -> None:
    with transaction.atomic():
        make.regency()
        made, model = asked.request(), Model(late)
        may, begun = deeds(made), make.START + timedelta(days=20 if late else 0)
        for place, verb in enumerate(verbs):
            at = begun + timedelta(minutes=place + 1)
            if model.allows(verb):
                may[verb](at)
                model.take(verb)
            else:
                with pytest.raises(Refused), transaction.atomic():
                    may[verb](at)
            check(asked.fresh(made), model)
        transaction.set_rollback(True)


def check(found: InfoRequest, model: Model) -> None:
    obligation = found.obligation
    stands = obligation.step if obligation.state == State.ACTIVE else obligation.state
    assert (stands, found.outcome, bool(found.question)) == (model.step, model.outcome, model.asked)
    assert (obligation.closed_at is None) == (obligation.next_at is not None)
    assert found.objections.filter(obligation__closed_at__isnull=True).exists() == model.objected
    assert bool(found.outcome) == (found.answered_at is not None)
    assert (found.outcome in {"refused", "part"}) == bool(found.article and found.consequence)
