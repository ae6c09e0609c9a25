"""`balairung`: one command with words of its own; everything that Django knows works too (`balairung migrate`)."""

import argparse
import os
import sys
from importlib import import_module

#: Commands that only compute, and one that brings the settings' own keys: they begin without database and settings.
COMPUTING = {
    "deadline": "balairung.ground.common.deadline_command",
    "maturity": "balairung.surface.maturity.command",
    "restore": "balairung.config.restoring",
    "survey": "balairung.rooms.surveys.score_command",
    "verify-receipt": "balairung.ground.common.tlog.command",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; what Django does not know is computed at once."""
    words = sys.argv[1:] if argv is None else argv
    if words and (module := COMPUTING.get(words[0])):
        return _compute(words, module)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["balairung", *_as_django_says(words or ["help"])])
    return 0


def _as_django_says(words: list[str]) -> list[str]:
    """`create-admin` as people type it is `create_admin` as Django finds it."""
    return [words[0].replace("-", "_"), *words[1:]] if not words[0].startswith("-") else words


def _compute(words: list[str], module: str) -> int:
    command = import_module(module)
    parser = argparse.ArgumentParser(f"balairung {words[0]}", description=command.__doc__)
    command.add_arguments(parser)
    return int(command.run(parser.parse_args(words[1:])))


if __name__ == "__main__":
    sys.exit(main())
