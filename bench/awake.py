"""A regency in accelerated time: is somebody always awake? Writes bench/awake.md and a printed proof.

Its life is that of bench/life.py; then a witness that works everything out from the rows alone (bench/witness.py)
looks for a late obligation that did not reach somebody who was there.

    python -m bench.awake                       Banyuwangi (25 districts, 217 villages), a year
    python -m bench.awake --days 30 --a-day 4   a try
    python tests/postgres.py -- python -m bench.awake
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("BALAIRUNG_DATA") or ROOT / "var" / "prove" / "awake")

if __name__ == "__main__":
    if "BALAIRUNG_DATA" not in os.environ:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    os.environ |= {"BALAIRUNG_DATA": str(WORK), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    import django

    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.proof import days
from balairung.kernel.obligations.proof_paper import Proof, proof_pdf, prove
from balairung.kernel.people.models import Office, Person
from bench.life import Life
from bench.settlement import ZONE
from bench.vendors import CHANNELS, Vendor
from bench.witness import Witness


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--code", default="35.10")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--a-day", type=float, default=8)
    parser.add_argument("--every", type=int, default=15, help="minutes between two rounds of the worker")
    parser.add_argument("--seed", type=int, default=3510)
    given = parser.parse_args()
    logging.disable(logging.ERROR)  # vendors out of order, nobody left: that is what is tried
    settings.CHANNELS, settings.OUTSIDE_ADDRESS = CHANNELS, "ombudsman@contoh.id"
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    begin = datetime(2025, 9, 1, tzinfo=ZONE)
    life = Life(
        given.code, begin, begin + timedelta(days=given.days), given.a_day, timedelta(minutes=given.every), given.seed
    )
    started = time.monotonic()
    with timezone.override(ZONE):
        with transaction.atomic():
            life.settle()
        life.live()
        seen, wrong = judged(life)
        proof = proved(life)
        report = written(life, proof, seen, wrong, time.monotonic() - started)
        (WORK / "bukti.pdf").write_bytes(proof_pdf(proof))
    whole = given.days >= 365
    (ROOT / "bench" / "awake.md" if whole else WORK / "awake.md").write_text(report)
    print(report)
    return 1 if wrong or proof.tally.well != proof.tally.total else 0


def judged(life: Life) -> tuple[Witness, list[str]]:
    """Everything that the witness found wrong, and the house itself."""
    seen, rest = Witness(life.contacts, late=life.every + timedelta(minutes=1)), life.over
    return seen, [*seen.findings(rest), *findings(now=rest)]


def proved(life: Life) -> Proof:
    """What the house prints of all that fell due."""
    last = life.over.astimezone(ZONE).date()
    return prove(days(life.begin.date(), last), Obligation.objects.all(), life.over, 5000)


def written(life: Life, proof: Proof, seen: Witness, wrong: list[str], seconds: float) -> str:
    """The report: what was lived, what was proved, what the witness found."""
    did = ", ".join(f"{name} {count:,}" for name, count in life.done.most_common())
    no = ", ".join(f"{name} {count:,}" for name, count in life.refused.most_common())
    figures = "\n".join(f"- {words}: {figure}" for words, figure in proof.tally.lines())
    verdict = "\n".join(f"- {one}" for one in wrong[:50]) if wrong else "Nothing."
    lasted = (life.end - life.begin).days
    return f"""# Somebody is always awake

`python -m bench.awake`: {lasted} days of {life.code} on {connection.vendor}, {Office.objects.count()} offices,
{Person.objects.count():,} people, {Obligation.objects.count():,} obligations, seed {life.seed}; {seconds:.0f} s.

Lived by the real actions: {did}.

Refused by the house: {no or "nothing"}.

Messages taken by vendors: {", ".join(f"{name} {count:,}" for name, count in sorted(Vendor.taken.items()))}.

## The proof

**{proof.tally.sentence}**

{figures}

## The witness

It worked out from the rows who was there when each of {seen.told:,} persons was told. What it found wrong:

{verdict}
"""


if __name__ == "__main__":
    sys.exit(main())
