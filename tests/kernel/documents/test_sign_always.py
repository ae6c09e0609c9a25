"""Whatever happens in whatever order, killed anywhere: the register is gapless and knows every letter that exists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from balairung.ground.common.errors import Refused
from balairung.kernel.documents import claiming, recovering
from balairung.kernel.documents.models import Book, Document
from balairung.kernel.documents.numbering import gaps
from balairung.kernel.documents.requesting import request_signature, void
from balairung.kernel.documents.revoking import revoke
from balairung.kernel.documents.signers.local import check_local
from balairung.kernel.documents.signing import sign
from balairung.kernel.people.actors import SYSTEM
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.letters import PASSPHRASE
from tests.make import START

State = Document.State
PHASES = {  # where the process dies, or the world says no: at what we stand on, never inside our own
    "drawing": "typst.compile",
    "signing": "pyhanko.sign.signers.PdfSigner.sign_pdf",
    "checking": "pyhanko.sign.validation.pdf_embedded.EmbeddedPdfSignature.compute_digest",
    "disk": "os.fsync",
    "register": f"{__name__}.told",
}


def told() -> None:
    """What a room does in the transaction that registers the letter."""


def followed(document: Document, what: str, *, by: Any, at: Any) -> None:
    if what == "signed":
        told()


class Killed(BaseException):
    """The process ends here: nothing after it runs, no handler hears of it."""


class Register(RuleBasedStateMachine):
    """Two offices, one signer each; letters are drafted, asked for, signed, voided, revoked, and processes die."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.checked = START, set[Any]()

    @initialize()
    def begin(self) -> None:
        Document.objects.filter(number=None).delete()
        self.signer = SIGNERS[0]

    @rule()
    def drafted(self) -> None:
        letters.drafted(at=self.now)

    @rule()
    def asked(self) -> None:
        self._each(State.DRAFT, lambda one: request_signature(one, by=SYSTEM, at=self.now))

    @rule(chosen=st.integers(0, 5))
    def signed(self, chosen: int) -> None:
        self._sign(chosen)

    @rule(chosen=st.integers(0, 5), phase=st.sampled_from(sorted(PHASES)), killed=st.booleans())
    def fails(self, chosen: int, phase: str, killed: bool) -> None:
        fault = Killed if killed else OSError("penuh")

        def breaks(*given: Any, **more: Any) -> Any:
            raise fault

        with pytest.MonkeyPatch.context() as world, suppress(Killed):
            world.setattr(PHASES[phase], breaks)
            self._sign(chosen)

    @rule(chosen=st.integers(0, 5))
    def voided(self, chosen: int) -> None:
        self._one(chosen, lambda one: void(one, reason="Salah", by=SYSTEM, at=self.now))

    @rule(chosen=st.integers(0, 5))
    def revoked(self, chosen: int) -> None:
        self._one(chosen, lambda one: revoke(one, reason="Salah", by=SYSTEM, at=self.now))

    @rule()
    def recovered(self) -> None:
        self.now += claiming.LASTS + timedelta(seconds=1)
        recovering.recover(now=self.now)
        assert not Document.objects.filter(state=State.SIGNING).exists()

    @precondition(lambda self: Document.objects.filter(state=State.SIGNING).exists())
    @rule()
    def recovered_too_early(self) -> None:
        waiting = Document.objects.filter(state=State.SIGNING, signing_until__gt=self.now).count()
        recovering.recover(now=self.now)
        assert Document.objects.filter(state=State.SIGNING).count() == waiting

    def _sign(self, chosen: int) -> None:
        self._one(chosen, lambda one: sign(one, passphrase=PASSPHRASE, by=self.signer, at=self.now))

    def _each(self, state: str, do: Any) -> None:
        for one in Document.objects.filter(state=state):
            do(one)

    def _one(self, chosen: int, do: Any) -> None:
        found = list(Document.objects.order_by("-created_at", "-id")[: chosen + 1])
        with suppress(Refused):
            for one in found[-1:]:
                do(one)

    @invariant()
    def gapless(self) -> None:
        for book in Book.objects.all():
            assert gaps(book) == []
            assert book.documents.count() == book.last

    @invariant()
    def what_is_signed_exists(self) -> None:
        for one in Document.objects.filter(state=State.SIGNED).exclude(pk__in=self.checked):
            content = letters.bytes_of(one)
            assert hashlib.sha256(content).hexdigest() == one.sha256
            assert one.signer
            check_local(content, one.signer)
            self.checked.add(one.pk)

    @invariant()
    def what_is_not_signed_has_no_file(self) -> None:
        assert not Document.objects.exclude(state=State.SIGNED).exclude(file=None).exists()
        texts = [one.number_text for one in Document.objects.exclude(number=None)]
        assert len(texts) == len(set(texts))


SIGNERS: list[Any] = []


@pytest.fixture
def _signer() -> Iterator[None]:
    make.regency()
    SIGNERS[:] = [letters.signer()]
    yield
    SIGNERS.clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("_signer")
def test_whatever_happens_the_register_keeps_its_promise(tmp_path: Path) -> None:
    quick = settings(max_examples=12, stateful_step_count=18, suppress_health_check=list(HealthCheck))
    with override_settings(DOCUMENT_FOLLOWERS={"uji": f"{__name__}.followed"}):
        run_state_machine_as_test(Register, settings=quick)
    assert Document.objects.filter(state=State.SIGNED).exists()
