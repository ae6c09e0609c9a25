"""The page behind a letter's QR: how many a second, beside the page on which a report is tracked, in the same run.

Alone, on a small regency of its own: `python -m bench.verification`. `make bench` measures it among a million reports.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.run import Bench

LETTERS = 200


def measure(bench: Bench, port: int, paths: list[str]) -> None:
    """Every page is of another letter, as the reports of the tracking page are."""
    from bench.generator import get
    from bench.run import CITIZENS, Figure, at_least, of_generator, times

    requests = [get(path) for path in paths]
    results = bench.drives(port, lambda number: requests[number % len(requests)], CITIZENS, 200)
    figure = Figure("verification page", "/s", "≥ 300", at_least(300), [result.rate for result in results])
    figure.note = f"{times(results)}; 1 statement; {len(paths)} letters; {bench.cpu}; {of_generator(results)}"
    bench.add(figure)


def signed_letters(count: int = LETTERS) -> list[str]:
    """Addresses of letters that were really signed, by whoever heads an office here."""
    from django.urls import reverse
    from django.utils import timezone

    from balairung.kernel.documents import local_authority
    from balairung.kernel.documents.bodies import Body, Paragraph
    from balairung.kernel.documents.requesting import draft, request_signature
    from balairung.kernel.documents.signing import sign_stack
    from balairung.kernel.people.actors import SYSTEM, actor_of
    from balairung.kernel.people.authority import Authority, Matter
    from balairung.kernel.people.models import Holding

    now, matter = timezone.now(), Matter("letter", "sktm")
    heads = Holding.objects.current(now).filter(post__role="head").select_related("post__office", "person")
    held = next(one for one in heads.order_by("id") if Authority(now).who(one.post, matter).person == one.person)
    head, phrase = actor_of(held.person, now), "uji kecepatan surat"
    local_authority.issue(held.person, passphrase=phrase, by=head, at=now)
    body = Body(title="Surat Keterangan", blocks=(Paragraph(text="Keterangan ini benar."),))
    asked = [
        draft(
            office=held.post.office, body=body, title="Surat Keterangan", holder="Siti Aminah", post=held.post,
            matter=matter, number_format="{nomor:3}/{kantor}/{tahun}", about=("uji", f"U-{number}"),
            token=f"bench-{now.timestamp()}-{number}", by=SYSTEM, at=now,
        )
        for number in range(count)
    ]  # fmt: skip
    waiting = [request_signature(one, by=SYSTEM, at=now) for one in asked]
    done = list(sign_stack(waiting, passphrase=phrase, by=head, at=now))
    if problems := {one.problem for one in done if not one.signed}:
        raise SystemExit(f"letters were not signed: {problems}")
    return [reverse("documents:letter", args=[one.document.code]) for one in done]


def main() -> None:
    from bench import servers
    from bench.run import HOUSE, POSTGRESQL, WORK, Bench, Floor, tracking
    from tests.postgres import Cluster

    WORK.mkdir(parents=True, exist_ok=True)
    with Cluster(durable=True, options=POSTGRESQL) as cluster:
        bench = Bench(cluster, 8.0, 5)
        os.environ.update(HOUSE, DATABASE_URL=cluster.url, BALAIRUNG_DATA=str(WORK / "verification"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
        letters, reports = _small_regency()
        with servers.house({}, bench.log) as (port, process):
            bench.web = process.pid
            bench.settle()
            tracking(bench, port, Floor([], [], [], [], reports, (0, 4)))
            measure(bench, port, letters)


def _small_regency() -> tuple[list[str], list[str]]:
    """As many letters as reports, by the real actions."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.urls import reverse

    from balairung.config.setup import prepare_static
    from tests import make

    prepare_static()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    make.regency("35.10")
    make.holder("pupr", "head")
    reports = [make.complaint() for _ in range(LETTERS)]
    pages = [reverse("complaints:own", args=[one.ref, one.secret]) for one in reports]
    letters = signed_letters()
    connection.close()
    return letters, pages


if __name__ == "__main__":
    main()
