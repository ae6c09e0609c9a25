"""Several who seal, and erase, at one moment; see tests/kernel/obligations/at_once.py."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

from tests.kernel.obligations.at_once import names, together


def workers() -> dict[str, object]:
    """Four workers begin the log together, in small batches: one key, one row of leaves, no fork."""
    from balairung.kernel.obligations.leaves import number_leaves
    from balairung.kernel.receipts import sealing
    from balairung.kernel.receipts.auditing import findings
    from balairung.kernel.receipts.models import LogEntry, LogKey
    from tests import make

    before = sealing.BATCH
    for _each in range(11):
        make.complaint()
    number_leaves(now=make.START, whole=True)
    sealing.BATCH = 2
    results = together(*[lambda: sealing.seal(now=make.START)] * 4)
    sealing.BATCH = before
    indexes = list(LogEntry.objects.values_list("index", flat=True))
    return {
        "results": names(results),
        "made": sum(result for result in results if isinstance(result, int)) == len(indexes),
        "whole": indexes == list(range(11)),
        "keys": LogKey.objects.count(),
        "findings": list(findings(now=make.START)),
    }


def erasing() -> dict[str, object]:
    """Words are erased while the worker seals them: either they never enter, or their key goes with them."""
    from balairung.kernel.obligations.actions import note
    from balairung.kernel.obligations.erasing import erase_words
    from balairung.kernel.obligations.leaves import number_leaves
    from balairung.kernel.obligations.models import Remark
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.receipts.auditing import findings
    from balairung.kernel.receipts.models import LogEntry
    from balairung.kernel.receipts.sealing import seal
    from tests import make

    read = Remark.Audience.PARTIES
    made, at = make.complaint().obligation, make.START + timedelta(minutes=1)
    lines = [note(made, by=SYSTEM, at=at, words=f"Ke-{number}.", audience=read, verb="add") for number in range(6)]
    number_leaves(now=at, whole=True)
    acts = [lambda line=line: erase_words(line, at=at) for line in lines]
    results = together(lambda: seal(now=at), *acts)
    return {
        "results": names(results),
        "kept": LogEntry.objects.filter(source_key__in=[line.pk.hex for line in lines], key__isnull=False).count(),
        "findings": list(findings(now=at)),
    }


SCENES: dict[str, Callable[[], dict[str, object]]] = {"workers": workers, "erasing": erasing}


def main() -> None:
    """All scenes on the database of the environment, which is made first."""
    import django

    django.setup()
    from tests import make, schema

    schema.prepare()
    make.regency()
    json.dump({name: scene() for name, scene in SCENES.items()}, sys.stdout)


if __name__ == "__main__":
    main()
