"""What an attacker does twice at one moment. Each in a thread with a connection of its own.

On PostgreSQL the tests call these functions; on SQLite this module runs as a program on a database file
(tests/kernel/obligations/at_once.py says why).
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests import schema
from tests.kernel.obligations.at_once import names, together

TOKEN = "satu-formulir-dikirim-dua-kali"


def same_form() -> dict[str, object]:
    """One form, sent six times at one moment by an impatient thumb, or by somebody who wants six reports."""
    from django.test import Client

    from balairung.rooms.complaints.models import Complaint

    before = Complaint.objects.count()
    form = {"text": "Lampu jalan di depan pasar mati sejak Senin, gelap sekali.", "token": TOKEN}
    results = together(*[lambda: Client().post("/pengaduan/baru/", form).headers.get("Location")] * 6)
    return {"answers": len(set(map(str, results))), "made": Complaint.objects.count() - before}


def close_or_reopen() -> dict[str, object]:
    """The reporter closes on one telephone and opens again on another: one of them is told to look again."""
    from balairung.rooms.complaints import actions
    from balairung.rooms.complaints.models import Complaint
    from tests import make

    rahma = make.coordinator()
    siti = make.officer("pupr", "liaison")
    made = make.forwarded(rahma)
    actions.answer(made, text="Kami kerjakan.", by=siti, at=make.START)
    actions.resolve(made, text="Sudah.", files=[make.photo()], by=siti, at=make.START)
    read = [Complaint.objects.select_related("obligation").get(pk=made.pk) for _each in range(2)]
    before = read[0].obligation.events.count()
    results = together(
        lambda: actions.close(read[0], text="Baik.", by=make.reporter(read[0]), at=make.START),
        lambda: actions.reopen(
            read[1], text="Belum beres, lubangnya masih ada.", by=make.reporter(read[1]), at=make.START
        ),
    )
    made.refresh_from_db()
    return {"told": names(results).count("Stale"), "lines": made.obligation.events.count() - before}


def code_of_a_contact() -> dict[str, object]:
    """Ten guesses at the six digits at one moment: no more than five are looked at."""
    from balairung.ground.common.errors import Refused
    from balairung.kernel.messaging.contacts import TRIES, ask_code, confirm_code
    from balairung.kernel.messaging.models import Contact
    from tests import make

    ask_code("email", "tebak@contoh.id", at=make.START)
    guesses = [lambda code=code: confirm_code("email", "tebak@contoh.id", code, at=make.START) for code in CODES]
    results = together(*guesses)
    row = Contact.objects.at("email", "tebak@contoh.id").get()
    refused = all(isinstance(one, Refused | Contact) for one in results)
    return {"refused": refused, "tries": row.tries <= TRIES}


CODES = tuple(f"{number:06}" for number in range(10))


def last_place() -> dict[str, object]:
    """Two follow the same report with the same address: one row, one letter."""
    from balairung.rooms.complaints.following.followers import follow
    from balairung.rooms.complaints.models import Follower
    from tests import make

    made = make.forwarded(make.coordinator("Ratna"))
    results = together(*[lambda: follow(made, contact="tetangga@contoh.id", at=make.START)] * 4)
    return {"failed": [repr(one) for one in results if isinstance(one, Exception)], "rows": Follower.objects.count()}


def one_link() -> dict[str, object]:
    """The link to a new password, used on two telephones at one moment: it is taken once."""
    from balairung.kernel.people.accounts import set_up_link
    from tests import make

    person = make.person("Bu Sari")
    user = make.account(person, "sari@contoh.id")
    path = set_up_link(user).partition("/akun/")[2]
    results = together(*[lambda word=word: _choose(f"/akun/{path}", word) for word in PASSWORDS])
    return {"taken": results.count(True), "again": _choose(f"/akun/{path}", PASSWORDS[0])}


PASSWORDS = ("sepeda-biru-di-pasar", "payung-merah-di-sawah")


def _choose(path: str, word: str) -> bool:
    """Whether the page took this password."""
    from django.test import Client

    client = Client()
    form = client.get(path, follow=True)
    if not form.redirect_chain:
        return False
    answer = client.post(form.redirect_chain[-1][0], {"password1": word, "password2": word})
    return answer.status_code == 302


SCENES = {one.__name__: one for one in (same_form, close_or_reopen, code_of_a_contact, last_place, one_link)}


def main() -> None:
    """All scenes on the database of the environment, which is made first."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from tests import make

    setup_test_environment()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    schema.prepare()
    make.regency()
    came_of: dict[str, Any] = {name: scene() for name, scene in SCENES.items()}
    json.dump(came_of, sys.stdout)


if __name__ == "__main__":
    main()
