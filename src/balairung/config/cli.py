"""`balairung`: one command with words of its own; everything that Django knows works too (`balairung migrate`)."""

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command. Those that only compute need no database and no settings."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["deadline"]:
        return _deadline(words[1:])
    if words[:1] == ["survey"]:
        return _survey(words[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["balairung", *_as_django_says(words or ["help"])])
    return 0


def _as_django_says(words: list[str]) -> list[str]:
    """`create-admin` as people type it is `create_admin` as Django finds it."""
    return [words[0].replace("-", "_"), *words[1:]] if not words[0].startswith("-") else words


def _deadline(words: list[str]) -> int:
    import argparse

    from balairung.ground.common import deadline_command

    parser = argparse.ArgumentParser("balairung deadline", description=deadline_command.__doc__)
    deadline_command.add_arguments(parser)
    return deadline_command.run(parser.parse_args(words))


def _survey(words: list[str]) -> int:
    import argparse

    from balairung.rooms.surveys import score_command

    parser = argparse.ArgumentParser("balairung survey", description=score_command.__doc__)
    score_command.add_arguments(parser)
    return score_command.run(parser.parse_args(words))


if __name__ == "__main__":
    sys.exit(main())
