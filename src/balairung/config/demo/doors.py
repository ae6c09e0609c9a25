"""How the offices of the demonstration are reached, who still has not said so, and which posters are read.

The numbers are none that anybody has: no subscriber's number begins with 000, and 0810 is given to nobody.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import partial

from django.utils.timezone import localdate

from balairung.config.demo.stage import SEED, Stage
from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Account, Office
from balairung.rooms.complaints.filing.posters import count_reading
from balairung.rooms.instructions.actions import require_contacts

VILLAGES = (Office.Kind.VILLAGE, Office.Kind.WARD)
SILENT = {"bureau": 0.3, "uptd": 0.3, "desa": 0.28, "kelurahan": 0.2, "kecamatan": 0.04}  # the share that never said
HALF = 0.06  # of the others, those that published one number and stopped there
SOCIAL = ("instagram", "facebook", "tiktok", "youtube", "x")
HOURS = ("Senin–Jumat 07.30–15.30", "Senin–Kamis 08.00–15.00", "Setiap hari 07.00–21.00")
WORDS = "Umumkan nomor telepon atau WhatsApp kantor Anda, dan satu akun lain, supaya warga dapat menghubungi Anda."
READ = 40  # offices whose poster hangs where people see it


def open_doors(stage: Stage) -> None:
    """Most publish in the first weeks; a week before the end the secretary asks the others, and some obey at once."""
    rng = random.Random(SEED + 6)  # its own, so that the rest of the year stays what it is
    late: list[Office] = []
    for office in Office.objects.order_by("order", "key"):
        if rng.random() < SILENT.get(office.kind, 0.03):
            late.append(office)
        else:
            at = stage.start + timedelta(days=rng.uniform(2, 40))
            stage.plan(at, partial(_publish, office, rng.random(), 1 if rng.random() < HALF else 0))
    stage.plan(stage.end - timedelta(days=6, hours=3), partial(_ask, stage))
    for office in rng.sample(late, len(late) // 3):
        stage.plan(stage.end - timedelta(days=rng.uniform(0.5, 5)), partial(_publish, office, rng.random(), 0))
    stage.plan(stage.end - timedelta(hours=1), partial(_read, stage, rng))


def _publish(office: Office, luck: float, most: int, at: datetime) -> None:
    number = Account.objects.filter(kind="telephone").count()
    word = "".join(part for part in office.key.split("-") if part.isalpha())
    code = office.region_id.replace(".", "")[-4:] if office.region_id else ""
    rows = [("telephone", f"0333 000{number:03d}", HOURS[number % 3]), ("whatsapp", f"0810 0000 {number:04d}", "")]
    if office.kind not in VILLAGES:
        rows += [("email", f"{office.key}@contoh.id", ""), ("website", f"https://{office.key}.contoh.id", "")]
    if office.kind not in VILLAGES or luck < 0.4:
        rows.append((SOCIAL[number % 5], f"contoh{word}{code}"[:15], ""))
    for kind, value, hours in rows[: most or len(rows)]:
        publish_account(office=office, kind=kind, value=value, hours=hours, by=SYSTEM, at=at)


def _ask(stage: Stage, at: datetime) -> None:
    due = localdate(stage.end) + timedelta(days=4)
    require_contacts(text=WORDS, due_on=due, by=stage.cast.secretary(), at=at)


def _read(stage: Stage, rng: random.Random, at: datetime) -> None:
    offices = list(Office.objects.exclude(kind__in=VILLAGES).order_by("order", "key"))
    for office in rng.sample(offices, min(READ, len(offices))):
        for _time in range(min(int(rng.expovariate(1 / 7)), 40)):
            count_reading(office, day=localdate(at - timedelta(days=rng.uniform(0, 29))))
