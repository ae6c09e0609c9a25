"""The English catalogue: `update` gathers every sentence of the source into it, `check` says what it still owes.

The Indonesian sentence is the msgid, so Indonesian needs no catalogue. No program of GNU gettext is needed: Python
is read as a syntax tree, templates by Django's own lexer, and Babel writes both the .po and the .mo.
"""

import ast
import io
import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "balairung"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
#: What each function of gettext takes, in order.
ONE, MANY = ("id",), ("id", "plural")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", *ONE)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", *MANY)),
}
#: The same for Babel, which counts from one and marks the context with a c.
BABEL = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
#: Data whose text the code hands to gettext, and the keys that hold it. Other data are names, or rows of the regency.
SHOWN = frozenset({"label", "sources", "words"})
DATA = {
    "contacts.yaml": SHOWN,
    "deadlines.yaml": SHOWN,
    "personal.yaml": {"bases", "reasons", "name", "whose", "purpose", "readers", "given"},
    "privacy.yaml": {"words", "help"},
    "retention.yaml": {"what", "keep", "kept"},
}
UNSAID = "tables"  # below this key stand names of columns
#: What a sentence is filled with; `%%s` is a template's way to leave one for a script.
PLACEHOLDER = re.compile(r"%%?\(\w+\)[sdf]|%%?[sdf]|\{\w*\}")


@dataclass(frozen=True)
class Sentence:
    """A marked sentence: its words, its words for many, and what tells it from its twin."""

    id: str
    plural: str = ""
    context: str | None = None


class House(Catalog):
    """A catalogue whose header says only what programs need: no dates and names that change at every writing."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def in_python(source: str) -> Iterator[Sentence]:
    """The marked sentences of a module. A sentence made at run time is refused: no catalogue can hold it."""
    tree = ast.parse(source)
    names = dict(_gettext_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (taken := KEYWORDS.get(_called(node, names))):
            yield from _sentence(node, taken)


def _gettext_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What the module calls the functions of gettext that it imports, from Django or from `common.words`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names if alias.name in KEYWORDS)


def _called(node: ast.Call, names: dict[str, str]) -> str:
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id, "")
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _sentence(node: ast.Call, taken: tuple[str, ...]) -> Iterator[Sentence]:
    """What the call marks: nothing where it hands on words that stand in a variable or in the data."""
    arguments = node.args[: len(taken)]
    if any(map(_made_up, arguments)):
        raise SyntaxError(f"line {node.lineno}: gettext takes a plain text; put values in with % afterwards")
    words = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    if len(words) == len(taken):
        yield Sentence(**dict(zip(taken, map(str, words), strict=True)))


def _made_up(argument: ast.expr) -> bool:
    formatted = isinstance(argument, ast.Call) and _called(argument, {}) == "format"
    return formatted or isinstance(argument, ast.JoinedStr | ast.BinOp)


def in_template(source: str) -> Iterator[Sentence]:
    """The marked sentences of a template. The bracket around it all lets Babel forget about indentation."""
    text = io.BytesIO(f"(\n{templatize(source)}\n)".encode())
    for _, message, _, context in extract("python", text, BABEL):
        one, many = (message, "") if isinstance(message, str) else (message[0], message[-1])
        yield Sentence(one, many, context)


def in_data(source: str, shown: Collection[str] = SHOWN) -> Iterator[Sentence]:
    """The texts of a data file that the code hands to gettext."""
    return map(Sentence, _texts(yaml.safe_load(source), shown))


def _texts(node: Any, shown: Collection[str], wanted: bool = False) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key != UNSAID:
                yield from _texts(value, shown, wanted or key in shown)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, shown, wanted)
    elif wanted and node and isinstance(node, str):
        yield node


READERS = {".py": in_python, ".html": in_template, ".txt": in_template}


def reader_of(path: Path) -> Callable[[str], Iterator[Sentence]] | None:
    return partial(in_data, shown=DATA[path.name]) if path.name in DATA else READERS.get(path.suffix)


def gather(package: Path) -> dict[Sentence, list[str]]:
    """Every marked sentence under `package` with the files that it stands in."""
    found: dict[Sentence, list[str]] = {}
    for path in sorted(package.rglob("*")):
        if not (read := reader_of(path)):
            continue
        name = path.relative_to(package).as_posix()
        try:
            sentences = list(read(path.read_text()))
        except SyntaxError as error:
            raise SystemExit(f"{name}: {error}") from error
        for sentence in sentences:
            places = found.setdefault(sentence, [])
            places.extend([name] if name not in places else [])
    return found


def load(path: Path) -> Catalog:
    """The catalogue as it stands, or an empty one."""
    if not path.exists():
        return House(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merge(found: dict[Sentence, list[str]], old: Catalog) -> House:
    """The sentences of the source with the translations that stand; what the source no longer says is gone."""
    new = House(
        locale="en", domain="django", header_comment="# English. The msgid is the Indonesian sentence.", fuzzy=False
    )
    for sentence, places in found.items():
        known = old.get(sentence.id, sentence.context)
        words = known.string if known and bool(known.pluralizable) == bool(sentence.plural) else ""
        words = words or ((("",) * new.num_plurals) if sentence.plural else "")
        text = (sentence.id, sentence.plural) if sentence.plural else sentence.id
        flags = {"fuzzy"} if known and known.fuzzy else set()
        new.add(text, words, [(place, 0) for place in places], context=sentence.context, flags=flags)
    return new


def compiled(catalogue: Catalog) -> bytes:
    """What the .mo must hold."""
    plain = House(locale="en", fuzzy=False)
    for message in catalogue:
        if message.id:
            plain.add(message.id, message.string, context=message.context, flags=message.flags)
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def owed(found: dict[Sentence, list[str]], path: Path) -> Iterator[str]:
    """What keeps the catalogue at `path` from being whole, a line each."""
    catalogue = load(path)
    for sentence, places in found.items():
        message = catalogue.get(sentence.id, sentence.context)
        if message is None or bool(message.pluralizable) != bool(sentence.plural):
            yield f"missing: {sentence.id!r} ({places[0]})"
    known = {(sentence.id, sentence.context) for sentence in found}
    for message in catalogue:
        if message.id:
            yield from _faults(message, (_first(message), message.context) in known)
    binary = path.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(catalogue):
        yield f"{binary.name} is not what {path.name} says"


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _faults(message: Message, wanted: bool) -> Iterator[str]:
    name = repr(_first(message))
    if not wanted:
        yield f"obsolete: {name}"
    elif not _forms(message.string) or not all(_forms(message.string)):
        yield f"untranslated: {name}"
    elif message.fuzzy:
        yield f"fuzzy: {name}"
    elif not _same_placeholders(message):
        yield f"placeholders differ: {name}"


def _forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or [])


def _same_placeholders(message: Message) -> bool:
    """English may say "one day" where Indonesian counts: only the last form must hold every placeholder."""
    wanted = set().union(*map(placeholders, _forms(message.id)))
    *others, last = map(placeholders, _forms(message.string))
    return last == wanted and all(other <= wanted for other in others)


def placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}


def update() -> int:
    catalogue = merge(gather(PACKAGE), load(CATALOGUE))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(load(CATALOGUE)))
    empty = sum(not all(_forms(message.string)) for message in catalogue if message.id)
    print(f"{len(catalogue)} sentences, {empty} without English")
    return 0


def check() -> int:
    problems = list(owed(gather(PACKAGE), CATALOGUE))
    print("\n".join(problems[:40]))
    if len(problems) > 40:
        print(f"… and {len(problems) - 40} more")
    if problems:
        print(f"{len(problems)} in all; make messages gathers them into {CATALOGUE.relative_to(ROOT)}")
    return len(problems) > 0


if __name__ == "__main__":
    commands = {"update": update, "check": check}
    if sys.argv[1:] not in [[name] for name in commands]:
        sys.exit("usage: python tools/messages.py update|check")
    sys.exit(commands[sys.argv[1]]())
