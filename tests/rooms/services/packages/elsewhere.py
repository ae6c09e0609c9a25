"""Another regency, in a process and a database of its own: it adopts the package that it is given, and uses it.

    python -m tests.rooms.services.packages.elsewhere FILE

Prints one line of JSON: what became of it. Whatever it knows of the giver stands in the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django


def adopted(content: bytes) -> dict[str, Any]:
    """Look at it, adopt it with an office of ours, publish it, and apply for it once."""
    from balairung.kernel.people.actors import CITIZEN
    from balairung.kernel.people.models import Region
    from balairung.rooms.services.applying.apply import apply_for
    from balairung.rooms.services.definition.publishing import publish
    from balairung.rooms.services.definition.walking import walks
    from balairung.rooms.services.packages.taking import adopt, read_package
    from tests import make

    make.regency("35.76")
    make.holder("dpmptsp", "head")
    secretary = make.officer("setda", "secretary")
    preview = read_package(content)
    version = adopt(
        content, offices={"dinas-satu-pintu": "dpmptsp"}, vouched="Bu Ratna", by=secretary, at=make.START
    )  # fmt: skip
    publish(version, by=secretary, at=make.START)
    answers = next(walk.answers for walk in walks(preview.definition) if "contoh-1" not in str(walk.answers))
    application = apply_for(
        version=version, answers=answers, files=[], region=Region.objects.filter(level="village").order_by("code")[0],
        name="Sri Wahyuni", nik="3576014107900001", contact="", token="token-di-daerah-lain", channel="web",
        by=CITIZEN, at=make.START,
    )  # fmt: skip
    return {
        "giver": preview.official, "trust": preview.trust, "seats": [seat.office is not None for seat in preview.seats],
        "body": version.body, "number": application.ref, "step": application.obligation.step,
        "office": application.obligation.owner_office.key if application.obligation.owner_office else "",
    }  # fmt: skip


def main() -> None:
    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}  # tables as they are today
    call_command("migrate", run_syncdb=True, verbosity=0)
    print(json.dumps(adopted(Path(sys.argv[1]).read_bytes())))


if __name__ == "__main__":
    main()
