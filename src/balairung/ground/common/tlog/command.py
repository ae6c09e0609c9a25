"""`balairung verify-receipt FILE` checks a receipt without the server that wrote it, and prints JSON.

`--key` is the key of the log as the regency publishes it; `--checkpoint FILE` a checkpoint of the same log that was got
from elsewhere: the newest one, or a proof of its growth that begins with “old N”. `--witness` a key that must have
signed, too. Ends with 0 when all holds, 1 when something does not, 2 when something cannot be read.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from balairung.ground.common.given_json import read_text
from balairung.ground.common.tlog.checkpoints import Checkpoint, Opened, check_follows, opened
from balairung.ground.common.tlog.notes import Key, read_key, read_log_key
from balairung.ground.common.tlog.proofs import Growth, read_growth
from balairung.ground.common.tlog.receipts import Receipt, check, read_receipt
from balairung.ground.common.tlog.texts import NotProved, encoded
from balairung.ground.common.words import gettext as _


def add_arguments(parser: ArgumentParser) -> None:
    """All are read as text, so that a slip gets a sentence from `run` instead of the parser's own."""
    parser.add_argument("file", nargs="?", default="", help=_("berkas tanda terima, atau - untuk masukan"))
    parser.add_argument("--key", nargs="?", const="", help=_("kunci log yang diumumkan: nama+id+kunci"))
    parser.add_argument("--checkpoint", nargs="?", const="", help=_("berkas titik periksa terbaru dari tempat lain"))
    wanted = _("kunci saksi yang harus ikut menandatangani; boleh beberapa kali")
    parser.add_argument("--witness", nargs="?", const="", action="append", default=[], help=wanted)


def run(args: Namespace) -> int:
    """Print what the receipt proves and return 0, or why it does not and return 1; return 2 when it is unreadable."""
    try:
        status, result = 0, _answer(args)
    except NotProved as error:
        status, result = 1, {"valid": False, "why": str(error)}
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    return status


def _answer(args: Namespace) -> dict[str, Any]:
    if not args.file:
        raise ValueError(_("Tulis: balairung verify-receipt BERKAS.json"))
    receipt = read_receipt(read_text(args.file))
    key = None if args.key is None else read_log_key(args.key)
    found = check(receipt, key, [read_key(text) for text in args.witness])
    newer = None if args.checkpoint is None else _newer(read_text(args.checkpoint), receipt.log_key, found.checkpoint)
    return _told(receipt, found, newer) | _trusted(receipt.log_key, key)


def _newer(text: str, key: Key, seen: Checkpoint) -> Checkpoint:
    """The checkpoint from elsewhere, once it is known to go on from the one of the receipt."""
    growth = read_growth(text) if text.startswith("old ") else Growth(seen.size, (), text)
    newer = opened(growth.checkpoint, key).checkpoint
    longer = newer.origin == seen.origin and newer.size > seen.size
    if longer and (growth.old != seen.size or not growth.hashes):
        words = {"size": seen.size}
        raise ValueError(
            _("Titik periksa itu lebih baru. Sertakan bukti pertumbuhannya, yang diawali “old %(size)d”.") % words
        )
    check_follows(seen, newer, growth.hashes if longer else ())
    return newer


# --- as JSON ---------------------------------------------------------------------------------------------------------


def _told(receipt: Receipt, found: Opened, newer: Checkpoint | None) -> dict[str, Any]:
    leaf = receipt.leaf
    return {
        "valid": True,
        "log": leaf.log,
        "index": leaf.index,
        "kind": leaf.kind,
        "at": leaf.at.isoformat(),
        "words": dict(receipt.words),
        "checkpoint": _checkpoint(found.checkpoint),
        "newer": newer and _checkpoint(newer),
        "witnesses": {name: at.isoformat() for name, at in found.witnesses.items()},
    }


def _checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    return {"size": checkpoint.size, "head": encoded(checkpoint.head)}


def _trusted(named: Key, key: Key | None) -> dict[str, Any]:
    told: dict[str, Any] = {"key": str(named), "key_compared": key is not None}
    if key is None:
        told["note"] = _("Cocokkan kunci ini dengan yang diumumkan pemerintah daerah, atau sebutkan dengan --key.")
    return told
