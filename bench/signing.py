"""Signatures: how long one takes with the key already opened, and a stack of a thousand from the draft to the register.

Alone, in a small regency of its own: `python -m bench.signing`.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import time
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from balairung.kernel.documents.models import Document
    from balairung.kernel.documents.signers.pens import Pen
    from balairung.kernel.people.actors import Actor
    from balairung.kernel.people.models import Post
    from bench.run import Bench

ONE, STACK = 100, 1000
PASSPHRASE = "frasa untuk ukuran saja"


def measure(bench: Bench) -> None:
    """The processor's time of one signature; the wall's of a stack, which waits for the disk as well."""
    from bench.run import Figure, at_most

    post, by = signer()
    one = Figure("letter signed and verified, key opened before, median", "ms", "≤ 60", at_most(60))
    one.values = [statistics.median(sign_times(by)) for _run in range(bench.runs)]
    one.note = f"{ONE} letters; PAdES B-B, ECDSA P-256, pyHanko; verified before it counts"
    bench.add(one)
    stack = Figure(f"stack of {STACK} letters: drawn, signed, verified, written, registered", "s", "≤ 90", at_most(90))
    stack.values = [stack_seconds(post, by, STACK)]
    bench.add(stack)


def signer() -> tuple[Post, Actor]:
    """Somebody who leads an office today, with a certificate of the regency."""
    from balairung.kernel.documents import local_authority
    from balairung.kernel.people.actors import actor_of
    from balairung.kernel.people.models import Holding, Post

    now = timezone.now()
    held = Holding.objects.current(now).filter(post__role=Post.Role.HEAD, capacity=Holding.Capacity.DEFINITIVE)
    holding = held.select_related("person", "post__office").order_by("post__order", "id")[0]
    by = actor_of(holding.person, now)
    local_authority.issue(holding.person, passphrase=PASSPHRASE, by=by, at=now)
    return holding.post, by


def sign_times(by: Actor, count: int = ONE) -> list[float]:
    """Milliseconds of the processor for signing and verifying, without drawing."""
    from balairung.kernel.documents.drawing import draw
    from bench.letters import letters

    now, pen = timezone.now(), _pen(by)
    papers = [draw(*letter, at=now) for letter in letters("sktm", count)]
    return [_milliseconds(pen, paper) for paper in papers]


def stack_seconds(post: Post, by: Actor, count: int) -> float:
    """Seconds from the passphrase to the last letter; raise when one was not signed."""
    from balairung.kernel.documents.signing import sign_stack

    waiting, start = _waiting(post, count), time.monotonic()
    outcomes = list(sign_stack(waiting, passphrase=PASSPHRASE, by=by, at=timezone.now()))
    taken = time.monotonic() - start
    if problems := {outcome.problem for outcome in outcomes if outcome.problem}:
        raise RuntimeError(str(problems))
    return taken


def _waiting(post: Post, count: int) -> list[Document]:
    from balairung.kernel.documents.requesting import draft, request_signature
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.authority import Matter
    from bench.letters import letters

    now = timezone.now()
    return [
        request_signature(
            draft(
                office=post.office, body=body, title=body.title, holder="Uji", number_format="{kode}/{nomor:3}/{tahun}",
                classification="470", post=post, matter=Matter("letter", "ukuran"), about=("ukuran", str(place)),
                token=f"ukuran-{now.timestamp()}-{place}", by=SYSTEM, at=now,
            ),
            by=SYSTEM, at=now,
        )
        for place, (body, _frame) in enumerate(letters("sktm", count))
    ]  # fmt: skip


def _pen(by: Actor) -> Pen:
    from balairung.kernel.documents.signers.pens import open_pen
    from balairung.kernel.people.models import Person

    assert by.person_id
    return open_pen(Person.objects.get(pk=by.person_id), PASSPHRASE, at=timezone.now())


def _milliseconds(pen: Pen, paper: bytes) -> float:
    start = time.process_time()
    (signed,) = pen.sign([paper], at=timezone.now())
    pen.check(signed, paper)
    return (time.process_time() - start) * 1000


def profile(by: Actor) -> str:
    """Where the time of a signature goes."""
    profiler, out = cProfile.Profile(), io.StringIO()
    profiler.runcall(sign_times, by, 20)
    pstats.Stats(profiler, stream=out).sort_stats("tottime").print_stats(12)
    return out.getvalue()


def main() -> None:
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"BALAIRUNG_DATA": folder, "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
        import django

        django.setup()
        from balairung.config.setup import prepare_database
        from tests import make

        prepare_database()
        now = timezone.now()
        make.regency(at=now)
        make.holder("pupr", "head", "Budi Santoso", at=now)
        post, by = signer()
        print(f"signed and verified: {statistics.median(sign_times(by)):.1f} ms of the processor")
        started = time.process_time()
        taken = stack_seconds(post, by, STACK)
        used = time.process_time() - started
        print(f"a stack of {STACK}: {taken:.1f} s, {used:.1f} s of the processor with asking for it")
        print(profile(by))


if __name__ == "__main__":
    main()
