"""Every check that needs no test; all are run, then what failed is named. `--fix` mends what a tool can mend."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

#: What a reader calls the check, and its command; programs are those of the virtual environment.
CHECKS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--quiet"],
    "ruff format": ["ruff", "format", "--check", "--quiet"],
    "import-linter": ["lint-imports", "--no-logo"],
    "djlint": ["djlint", "--lint", "--quiet", "src"],
    "mypy": ["mypy"],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "system checks": ["python", "-W", "error", "-m", "django", "check", "--code-only", "--fail-level", "WARNING"],
    "catalogue": ["python", "tools/messages.py", "check"],
    "traces": ["python", "tools/traces.py"],
    "secrets": ["python", "tools/secret_scan.py"],
}
FIXES: dict[str, list[str]] = {
    "ruff": ["ruff", "check", "--fix", "--quiet"],
    "ruff format": ["ruff", "format", "--quiet"],
}
#: The checks ask the settings, and the settings keep keys in a folder: not in the one of `make run`.
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "balairung.config.settings", "BALAIRUNG_DATA": "var/lint"}


def run(name: str, command: list[str]) -> bool:
    """Run one check, show what it has to say, and tell whether it was content."""
    print(f"--- {name}", flush=True)
    program = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(program, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    chosen = FIXES if arguments == ["--fix"] else CHECKS
    failed = [name for name, command in chosen.items() if not run(name, command)]
    if failed:
        print(f"\nNot in order: {', '.join(failed)}")
    return len(failed) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
