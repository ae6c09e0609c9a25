"""`balairung deadline`: counts a deadline and prints it as JSON. Needs neither database nor settings."""

import json
import re
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from balairung.ground.common.calendars import FREE_WEEKDAYS, ZONES
from balairung.ground.common.decreed_days import read_decreed_days
from balairung.ground.common.words import gettext as _
from balairung.ground.common.working_time import Calendar, Day, Deadline, Unit, deadline

FLAGS = {unit: "--" + unit.replace("_", "-") for unit in Unit}


def add_arguments(parser: ArgumentParser) -> None:
    """The options. All are read as text, so that a slip gets a sentence from `run` instead of the parser's own."""
    _option(parser, "--from", _("waktu mulai dengan zona, misalnya 2026-03-13T10:00+07:00"), "WAKTU", dest="start")
    _option(parser, FLAGS[Unit.WORKING_DAYS], _("jumlah hari kerja"), "N")
    _option(parser, FLAGS[Unit.CALENDAR_DAYS], _("jumlah hari kalender"), "N")
    _option(parser, FLAGS[Unit.OFFICE_HOURS], _("jumlah jam kantor"), "N")
    _option(parser, FLAGS[Unit.HOURS], _("jumlah jam, siang dan malam"), "N")
    _option(parser, "--calendar", _("pekan kerja: %(known)s") % {"known": ", ".join(FREE_WEEKDAYS)}, "KALENDER")
    _option(parser, "--zone", _("zona waktu kantor: %(known)s") % {"known": ", ".join(ZONES)}, "ZONA")
    _option(parser, "--decreed", _("berkas YAML berisi hari yang ditetapkan sendiri"), "BERKAS")


def run(args: Namespace) -> int:
    """Print the deadline and return 0, or say in one sentence what is wrong and return 2."""
    try:
        result = _deadline(args)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(_as_json(result), ensure_ascii=False, indent=2) + "\n")
    return 0


def _option(parser: ArgumentParser, flag: str, explanation: str, metavar: str, dest: str | None = None) -> None:
    """An option whose value may be forgotten: then it is empty, and `run` says so."""
    parser.add_argument(flag, dest=dest, nargs="?", const="", metavar=metavar, help=explanation)


def _deadline(args: Namespace) -> Deadline:
    start = _moment(args.start)
    unit, amount = _amount(args)
    decreed = () if args.decreed is None else read_decreed_days(Path(args.decreed))
    return deadline(start, amount, unit, Calendar(_calendar(args.calendar), _zone(args.zone), decreed))


def _moment(text: str | None) -> datetime:
    example = {"text": text, "example": "2026-03-13T10:00+07:00"}
    if not text:
        raise ValueError(_("Sebutkan waktu mulai, misalnya --from %(example)s.") % example)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("Waktu mulai “%(text)s” tidak terbaca. Contoh: %(example)s.") % example) from error
    if moment.utcoffset() is None:
        raise ValueError(_("Waktu mulai “%(text)s” belum menyebut zona waktu. Contoh: %(example)s.") % example)
    return moment


def _amount(args: Namespace) -> tuple[Unit, int]:
    given = [(unit, getattr(args, unit)) for unit in Unit if getattr(args, unit) is not None]
    if len(given) != 1:
        raise ValueError(_("Sebutkan tepat satu lama waktu: %(flags)s.") % {"flags": ", ".join(FLAGS.values())})
    [(unit, text)] = given
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise ValueError(
            _("%(flag)s harus diikuti bilangan bulat, bukan “%(text)s”.") % {"flag": FLAGS[unit], "text": text}
        )
    return unit, int(text)


def _calendar(key: str | None) -> str:
    return "5-day" if key is None else key


def _zone(key: str | None) -> ZoneInfo:
    if key is None:
        return ZoneInfo("Asia/Jakarta")
    if key not in ZONES:
        raise ValueError(_("Zona %(key)s tidak dikenal. Pilih: %(known)s.") % {"key": key, "known": ", ".join(ZONES)})
    return ZoneInfo(key)


def _as_json(result: Deadline) -> dict[str, object]:
    return {
        "due": result.due.isoformat(),
        "rule": result.rule,
        "counted": len(result.counted),
        "skipped": [_skipped(day) for day in result.skipped],
        "notes": list(result.notes),
    }


def _skipped(day: Day) -> dict[str, str]:
    return {"date": day.date.isoformat(), "reason": day.reason, "decree": day.decree}
