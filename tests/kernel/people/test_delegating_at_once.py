"""Two decrees at the same moment, on PostgreSQL: what cannot stand beside the other is refused, whoever was first."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.delegating import Given, Terms, delegate, record_basis
from balairung.kernel.people.lawful import Unlawful
from balairung.kernel.people.models import Delegation, LegalBasis, Post
from tests import make
from tests.kernel.obligations.at_once import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TODAY = make.START.date()
TERMS = Terms("delegation", TODAY)


@pytest.fixture
def basis() -> LegalBasis:
    make.regency()
    return record_basis(kind="regent_decree", number="1", dated=TODAY, about="Uji", by=SYSTEM, at=make.START)


def giving(basis: LegalBasis, giver: Post, receiver: Post, terms: Terms = TERMS) -> Callable[[], list[Delegation]]:
    return lambda: delegate(
        basis=basis, giver=giver, receivers=[receiver], matters=[Given("letter", "undangan")], terms=terms,
        by=SYSTEM, at=make.START,
    )  # fmt: skip


def test_of_two_who_give_the_same_one_is_refused(basis: LegalBasis) -> None:
    mayor, others = make.post("pimpinan", "regent"), [make.post(key, "head") for key in ("pupr", "dlh", "dinkes")]
    results = together(*[giving(basis, mayor, one) for one in others])
    assert sorted(type(one).__name__ for one in results) == ["Unlawful", "Unlawful", "list"]
    assert Delegation.objects.filter(basis=basis).count() == 1


def test_two_that_would_close_a_circle_of_four_do_not_both_pass(basis: LegalBasis) -> None:
    """Neither knows a post of the other: a lock on giver and receiver would let them pass."""
    one, two, three, four = (make.post(key, "head") for key in ("pupr", "dlh", "dinkes", "disdik"))
    on = replace(TERMS, may_pass_on=True)
    giving(basis, one, two, on)()
    giving(basis, three, four, on)()
    results = together(giving(basis, two, three, on), giving(basis, four, one, on))
    refused = [str(result) for result in results if isinstance(result, Unlawful)]
    assert len(refused) == 1
    assert "berputar kembali" in refused[0]
