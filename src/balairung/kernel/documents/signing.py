"""Signing: the number is taken, the letter drawn, signed, verified and written, and only then the register says so.

    signed = sign(document, passphrase=form.cleaned_data["passphrase"], by=actor, at=now)
    for outcome in sign_stack(chosen, passphrase=…, by=actor, at=now): …       # in a streamed answer: one line each

`Refused` holds a sentence for the person: wrong passphrase, no authority any more, somebody else was faster, BSrE does
not answer. A letter that failed waits on with its number and the reason (`Document.failure`). The passphrase is opened
once, for the stack, and kept nowhere. Call neither inside a transaction of your own.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from time import monotonic
from types import ModuleType
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.postgresql.apart import Run, apart
from balairung.kernel.documents import claiming, counterclaiming
from balairung.kernel.documents.claiming import Claim, sentence_of
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.documents.signers.pens import NotSigned, Pen, open_pen
from balairung.kernel.files.actions import prepare_bytes
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person

__all__ = ["Outcome", "WrongPassphrase", "sign", "sign_stack"]
log = logging.getLogger(__name__)
Signable = TypeVar("Signable", Document, Countersignature)
Item = Document | Countersignature  # a letter for its first signature, or a place on it for a further one
Drawn = tuple[Any, bytes]  # a claim, and the file that is signed


@dataclass(frozen=True)
class Outcome:
    """What became of one letter of a stack: signed, or why not, as a sentence (`problem`)."""

    item: Item
    refusal: Refused | None = None

    @property
    def document(self) -> Document:
        return self.item.document if isinstance(self.item, Countersignature) else self.item

    @property
    def signed(self) -> bool:
        return self.refusal is None

    @property
    def problem(self) -> str:
        return str(self.refusal or "")


@dataclass
class _Hand:
    """Somebody signing: the pen, who and since when. The moment moves on while a stack is signed."""

    pen: Pen
    by: Actor
    began: datetime
    run: Run
    _start: float = field(default_factory=monotonic)

    @property
    def now(self) -> datetime:
        return self.began + timedelta(seconds=monotonic() - self._start)


@sensitive_variables("passphrase")
def sign(item: Signable, *, passphrase: str, by: Actor, at: datetime) -> Signable:
    """Sign one letter, or one's own place on a signed one; return it signed. `Refused` says in a sentence why not."""
    pen = _opened(passphrase, by, at)
    (outcome,) = _signed([item], pen, by, at)
    if outcome.refusal:
        raise outcome.refusal
    assert isinstance(outcome.item, type(item))
    return outcome.item


@sensitive_variables("passphrase")
def sign_stack(items: Iterable[Item], *, passphrase: str, by: Actor, at: datetime) -> Generator[Outcome, None, None]:
    """Sign these letters, and places on signed ones, one after the other: one bad letter never stops the others.

    `Refused` at once, before the first one, when the passphrase is wrong or the signer cannot sign at all. (BSrE knows
    a passphrase only by signing: then the first outcome raises WrongPassphrase, and every letter waits as before.)
    """
    return _signed(items, _opened(passphrase, by, at), by, at)


@sensitive_variables("passphrase")
def _opened(passphrase: str, by: Actor, at: datetime) -> Pen:
    person = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    require(person is not None, _("Masuk dengan akun Anda sendiri untuk menandatangani surat."))
    assert person is not None
    return open_pen(person, passphrase, at=at)


def _signed(items: Iterable[Item], pen: Pen, by: Actor, at: datetime) -> Generator[Outcome, None, None]:
    """A batch is always ended before its outcomes are told: whoever stops listening leaves none half-done."""
    rest, shut = iter(items), None
    with apart() as run:
        hand = _Hand(pen, by, at, run)
        while some := list(islice(rest, pen.at_once)):
            told = [Outcome(item, shut) for item in some] if shut else list(_some(some, hand))
            shut = next((one.refusal for one in told if getattr(one.refusal, "of_all", False)), None)
            yield from told


def _rounds(item: Item) -> ModuleType:
    """The transactions of this kind of signature."""
    return counterclaiming if isinstance(item, Countersignature) else claiming


def _rounds_of(claimed: Claim) -> ModuleType:
    return counterclaiming if isinstance(claimed, counterclaiming.Second) else claiming


def _item(claimed: Claim) -> Item:
    return claimed.row if isinstance(claimed, counterclaiming.Second) else claimed.document


def _some(items: Sequence[Item], hand: _Hand) -> Iterator[Outcome]:
    """As many letters as the pen takes at once: claimed, drawn, signed together, then registered one by one."""
    drawn: list[Drawn] = []
    for item in items:
        try:
            claimed = hand.run(_rounds(item).claim, item.pk, kind=hand.pen.kind, by=hand.by, at=hand.now)
        except Refused as refused:
            yield _passed(item, refused, hand)
            continue
        try:
            drawn.append((claimed, claimed.drawn()))
        except Exception as problem:  # a letter that cannot be drawn is no reason to lose the others
            yield _failed(claimed, problem, hand)
    try:
        yield from _together(drawn, hand)
    except WrongPassphrase:
        for claimed, _paper in drawn:  # those that were signed are no longer claimed
            hand.run(_rounds_of(claimed).release, claimed, at=hand.now)
        raise


def _together(drawn: Sequence[Drawn], hand: _Hand) -> Iterator[Outcome]:
    """One call of the pen. When it says no to several, each is tried alone: one bad letter may be among them."""
    try:
        signed = hand.pen.sign([paper for _claim, paper in drawn], at=drawn[0][0].at) if drawn else []
    except WrongPassphrase:
        raise
    except Exception as problem:
        alone = len(drawn) > 1 and not getattr(problem, "of_all", False)
        for one in drawn:
            yield from _together([one], hand) if alone else [_failed(one[0], problem, hand)]
        return
    for (claimed, paper), content in zip(drawn, signed, strict=True):
        yield _registered(claimed, paper, content, hand)


def _registered(claimed: Claim, paper: bytes, signed: bytes, hand: _Hand) -> Outcome:
    """Verified, written, registered. What was written and not registered is adopted or swept (recovering.py)."""
    try:
        seal = hand.pen.check(signed, paper)
        file = prepare_bytes(claimed.document.title, signed, key=claimed.paper, at=claimed.at, about=claimed.about)
        return Outcome(hand.run(_rounds_of(claimed).register, claimed, file, seal))
    except Exception as problem:
        return _failed(claimed, problem, hand)


def _failed(claimed: Claim, problem: Exception, hand: _Hand) -> Outcome:
    """The letter waits on with the reason. What cannot even be written now, the worker writes later."""
    refusal = problem if isinstance(problem, Refused) else NotSigned(sentence_of(problem))
    if refusal is not problem:
        log.error("letter %s was not signed: %s", claimed.document.pk, type(problem).__name__, exc_info=problem)
    try:
        hand.run(_rounds_of(claimed).fail, claimed, str(refusal), at=hand.now)
    except Exception:
        log.exception("letter %s: the failure was not written", claimed.document.pk)
    return Outcome(_item(claimed), refusal)


def _passed(item: Item, refused: Refused, hand: _Hand) -> Outcome:
    """It is not this person's any more."""
    if isinstance(refused, NotAllowed):
        hand.run(_rounds(item).pass_on, item.pk, at=hand.now)
    return Outcome(item, refused)
