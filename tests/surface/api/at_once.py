"""Two requests with one idempotency key at one moment, each in a thread with a connection of its own."""

import json
import sys

from tests.kernel.obligations.at_once import together


def twice() -> dict[str, object]:
    """What both were answered, and how many reports there are."""
    from balairung.rooms.complaints.models import Complaint
    from tests import make
    from tests.surface.api.programs import program

    make.regency()
    citizen, body = program(), {"text": "Lampu jalan di depan pasar mati sejak Senin."}

    def file() -> int:
        return int(citizen.post("/reports", body, Idempotency_Key="satu").status_code)

    return {"results": together(file, file), "filed": Complaint.objects.count()}


def main() -> None:
    """On the database of the environment, which is made first."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from tests import schema

    setup_test_environment()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    schema.prepare()
    json.dump(twice(), sys.stdout)


if __name__ == "__main__":
    main()
