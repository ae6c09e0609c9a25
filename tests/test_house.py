"""The rules of the house that no linter sees. Each test is one rule; what it names is what broke it.

A rule holds for what does not exist yet: it bites on the day the first room, view or template breaks it.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import AutoField, Field, JSONField, Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from balairung.kernel.messaging.contacts import ask_code
from balairung.kernel.obligations.models import Event, Evidence
from balairung.kernel.obligations.moves import Move
from balairung.kernel.people.actions import publish_account
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import record_absence
from balairung.kernel.people.drafts import save_draft
from balairung.kernel.people.models import Change, Person
from balairung.kernel.rosters.actions import ask_swap, cover
from balairung.rooms.agreements import actions as agreements
from balairung.rooms.complaints.desk.proposing import propose
from balairung.rooms.complaints.dialogue.handing import hand_over
from balairung.rooms.complaints.models import CheckItem, Complaint, LaporRun, Macro, Phrase
from balairung.rooms.delegations.actions import open_statements
from balairung.rooms.delegations.models import Statement
from balairung.rooms.duty.alarms import raise_contacts
from balairung.rooms.duty.drills import plan_drill
from balairung.rooms.duty.models import Alarm, Call, Drill
from balairung.rooms.duty.summoning import summon
from balairung.rooms.instructions.actions import instruct
from balairung.rooms.meetings.models import Decision, Theme
from balairung.rooms.oversight.actions import pay
from balairung.rooms.services.packages.taking import adopt
from balairung.rooms.surveys.actions import add_stand
from balairung.rooms.surveys.models import FollowUp, Survey
from balairung.surface.records.models import Hold
from tests import make
from tests.kernel.documents import letters
from tests.kernel.people import identity
from tests.rooms.announcements import told
from tests.rooms.disclosure import asked as informed
from tests.rooms.innovations import cards
from tests.rooms.learning import capable, crowd
from tests.rooms.meetings.binding import held
from tests.rooms.oversight import cases as examined
from tests.rooms.pacts import hall as pacted
from tests.rooms.participation import voices
from tests.rooms.privacy import wishes
from tests.rooms.programmes import plans
from tests.rooms.projects import works
from tests.rooms.reception import fronts
from tests.rooms.services.packages import parcels
from tests.rooms.surveys.asked import answered, said
from tests.surface.maturity import assessed

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "balairung"
ROOMS = SOURCE / "rooms"

#: Lines that a person reads in one sitting.
LINES_OF_SOURCE, LINES_OF_TESTS, LINES_OF_FUNCTION = 400, 1000, 35
#: A thing without a better name has no room yet. Django asks for the name `base` in a database backend.
NAMELESS = {"base", "common_utils", "helpers", "managers", "services", "utils"}
NAMED_BY_DJANGO = {SOURCE / "ground" / "postgresql" / "base.py"}
#: Where text is called safe without being escaped, and why that is so.
TRUSTED: dict[str, str] = {}
#: Where SQL is written by hand: what the ORM cannot say to a database.
BY_HAND = {
    "config/demo/year.py": "ANALYZE",
    "ground/postgresql/base.py": "SET LOCAL",
    "kernel/obligations/guards.py": "triggers",
    "kernel/obligations/inbox.py": "many counts in one statement",
    "surface/backups/databases.py": "a snapshot, and what the database itself knows of its tables",
    "surface/backups/restoring.py": "whether a database is empty, and its statistics",
    "surface/records/rotating.py": "sealed columns as they stand",
    "surface/tenants/actions.py": "CREATE SCHEMA",
    "surface/tenants/directory.py": "the search path",
}


def place(path: Path, node: ast.AST | None = None) -> str:
    """`folder/file.py` below the package, with the line where there is one."""
    name = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT).as_posix()
    return f"{name}:{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else name


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def source(folder: Path = SOURCE, *, migrations: bool = False) -> list[Path]:
    """Every module below `folder`; migrations only when asked for."""
    return sorted(path for path in folder.rglob("*.py") if migrations or "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("*.html"))


def rooms() -> list[Path]:
    return sorted(path.parent for path in ROOMS.glob("*/apps.py"))


def part(room: Path, name: str) -> list[Path]:
    """The modules of one kind in a room: `views.py`, or all of `views/`, or of a subject's `intake/views.py`."""
    return sorted(path for path in source(room) if name in {path.stem, *path.relative_to(room).parts[:-1]})


def imported(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Dotted names that a module imports: `import a.b` is a.b, `from a import b` is a.b."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def imports(paths: list[Path], *forbidden: str) -> list[str]:
    """Where one of the dotted names, or anything below it, is imported."""
    return [
        f"{place(path, node)} imports {name}"
        for path in paths
        for name, node in imported(path)
        if any(f"{name}.".startswith(f"{prefix}.") for prefix in forbidden)
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


# --- sizes and names ---------------------------------------------------------------------------------------------


def test_no_file_outgrows_a_sitting() -> None:
    limits = [(path, LINES_OF_SOURCE) for path in [*source(), *templates(), *SOURCE.rglob("*.js")]]
    limits += [(path, LINES_OF_SOURCE) for folder in ("bench", "tools") for path in (ROOT / folder).rglob("*.py")]
    limits += [(path, LINES_OF_TESTS) for path in (ROOT / "tests").rglob("*.py")]
    lengths = [(path, len(path.read_text().splitlines()), limit) for path, limit in limits]
    assert [f"{place(path)}: {length} lines" for path, length, limit in lengths if length > limit] == []


def test_no_function_outgrows_a_screen() -> None:
    long = []
    for path in [*source(), *sorted((ROOT / "tools").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]:
        for node in functions(path):
            length = (node.end_lineno or 0) - node.lineno + 1
            long += [f"{place(path, node)} {node.name}: {length} lines"] if length > LINES_OF_FUNCTION else []
    assert long == []


def test_every_module_has_a_name_that_says_what_it_holds() -> None:
    nameless = [path for path in SOURCE.rglob("*.py") if path.stem in NAMELESS and path not in NAMED_BY_DJANGO]
    assert list(map(place, nameless)) == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
    files = [*source(migrations=True), *templates(), *SOURCE.rglob("*.js"), *SOURCE.rglob("*.css")]
    assert [place(path) for path in files if marks.search(path.read_text())] == []


def test_rooms_are_made_when_they_are_built() -> None:
    """A room has tables or pages; a folder that only promises them is no room."""
    built = {path.parent for pattern in ("*/models*", "*/views*") for path in ROOMS.glob(pattern)}
    empty = [room.name for room in rooms() if room not in built]
    assert empty == []


# --- rooms -------------------------------------------------------------------------------------------------------


def test_every_move_has_an_action_of_its_name() -> None:
    orphans = []
    for path in ROOMS.glob("*/moves.py"):
        room = f"balairung.rooms.{path.parent.name}"
        moves = {value.verb for value in vars(import_module(f"{room}.moves")).values() if isinstance(value, Move)}
        actions = vars(import_module(f"{room}.actions"))
        orphans += [f"{room}: {verb}" for verb in sorted(moves) if not callable(actions.get(verb))]
    assert orphans == []


def test_moves_are_data() -> None:
    """No condition and no loop stands in a table of moves."""
    wrong = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.ClassDef)
    found = [
        place(path, node)
        for path in ROOMS.glob("*/moves.py")
        for node in ast.walk(tree(path))
        if isinstance(node, wrong)
    ]
    assert found == []


ACTIONS = [path for room in sorted(ROOMS.glob("*/")) for path in part(room, "actions")]
ACTIONS += sorted(SOURCE.glob("kernel/*/actions.py"))


def test_actions_know_nothing_of_http() -> None:
    assert imports(ACTIONS, "django.http", "django.forms", "django.shortcuts", "django.template") == []


def test_no_action_takes_a_request() -> None:
    named = []
    for path in ACTIONS:
        for node in ast.walk(tree(path)):
            name = node.id if isinstance(node, ast.Name) else node.arg if isinstance(node, ast.arg) else ""
            named += [place(path, node)] if name == "request" else []
    assert named == []


def test_an_action_of_a_room_takes_keywords_and_the_moment() -> None:
    """Beside the thing itself everything is named, and who acts and when is always said."""
    wrong = []
    for room in rooms():
        for path in part(room, "actions"):
            for node in tree(path).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                keywords = {argument.arg for argument in node.args.kwonlyargs}
                moment = {"at", "now"} & keywords
                if len(node.args.args) > 1 or not moment:
                    wrong.append(f"{place(path, node)} {node.name}")
    assert wrong == []


def test_views_hold_no_try() -> None:
    found = [
        place(path, node)
        for room in rooms()
        for path in part(room, "views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Try)
    ]
    assert found == []


def test_forms_write_nothing() -> None:
    writes = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create"}
    found = []
    for path in [path for room in rooms() for path in part(room, "forms")]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in writes:
                owner = ast.unparse(node.func.value)
                found += [place(path, node)] if "objects" in owner or owner == "super()" else []
    assert found == []


def test_rooms_start_without_side_effects() -> None:
    found = [place(path, node) for path in SOURCE.rglob("apps.py") for node in functions(path) if node.name == "ready"]
    assert found == []


# --- models ------------------------------------------------------------------------------------------------------


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("balairung.")]


def stored(model: type[Model]) -> list["Field[object, object]"]:
    return list(model._meta.local_concrete_fields)


def test_no_key_is_counted_by_the_database() -> None:
    """Keys are made in the application, or are the nation's own codes: rows of two regencies never collide."""
    directory = "balairung.surface.tenants"
    plain = [model for model in our_models() if not model.__module__.startswith(directory)]
    assert [model.__name__ for model in plain if isinstance(model._meta.pk, AutoField)] == []


def test_no_model_saves_with_consequences() -> None:
    overrides = []
    for path in [path for path in source() if "models" in {path.stem, path.parent.name}]:
        for node in functions(path):
            overrides += [f"{place(path, node)} {node.name}"] if node.name in {"save", "delete", "full_clean"} else []
    assert overrides == []


def test_no_signals_and_no_generic_keys() -> None:
    forbidden = ["django.db.models.signals", "django.dispatch", "django.contrib.contenttypes"]
    emptied = SOURCE / "surface" / "tenants" / "directory.py"  # forgets the cache of content types between regencies
    assert imports([path for path in source() if path != emptied], *forbidden) == []


def test_no_table_inherits_another() -> None:
    assert [model.__name__ for model in our_models() if model._meta.parents] == []


def test_what_is_computed_is_not_stored() -> None:
    computed = re.compile(r"^(is_)?(overdue|late|unread\w*|\w+_count)$")
    assert [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in stored(model)
        if computed.match(field.name)
    ] == []


def test_nothing_is_searched_inside_json() -> None:
    names = {field.name for model in our_models() for field in stored(model) if isinstance(field, JSONField)}
    lookups = tuple(f"{name}__" for name in names)
    found = []
    for path in source():
        for node in ast.walk(tree(path)):
            words = [keyword.arg or "" for keyword in node.keywords] if isinstance(node, ast.Call) else []
            inside = [word for word in words if any(f"__{word}".find(f"__{lookup}") >= 0 for lookup in lookups)]
            found += [f"{place(path, node)} {word}" for word in inside if not word.endswith("__isnull")]
    assert found == []


def test_no_condition_gathers_all_that_a_leader_may_see() -> None:
    """Inside Q, `field__in=…visible_to(…)` is read again for each row of a list: `behind` asks by the key."""
    gathered = re.compile(r"Q\(\s*\w+__in=Obligation\.objects\.visible_to")
    assert [place(path) for path in source() if gathered.search(path.read_text())] == []


def test_states_are_guarded_by_the_database() -> None:
    """A `state` or `kind` with choices has a check constraint that names it."""
    bare = []
    for model in our_models():
        checked = " ".join(str(getattr(constraint, "condition", "")) for constraint in model._meta.constraints)
        bare += [
            f"{model.__name__}.{field.name}"
            for field in stored(model)
            if field.name in {"state", "kind", "status"} and field.choices and f"'{field.name}" not in checked
        ]
    assert bare == []


def test_sql_by_hand_stands_where_it_must() -> None:
    found = []
    for path in source():
        for node in ast.walk(tree(path)):
            called = node.func if isinstance(node, ast.Call) else None
            name = (
                called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
            )
            by_hand = name in {"raw", "extra", "RawSQL"} or (name == "cursor" and place(path) not in BY_HAND)
            found += [f"{place(path, node)} {name}"] if by_hand else []
    assert found == []


# --- migrations --------------------------------------------------------------------------------------------------

MIGRATIONS = sorted(path for path in SOURCE.rglob("migrations/*.py") if path.stem != "__init__")


def test_migrations_are_named_for_what_they_do() -> None:
    assert [place(path) for path in MIGRATIONS if re.search(r"_auto_|_alter_\w+_and_more$|_initial$", path.stem)] == []


def test_migrations_do_not_import_the_application() -> None:
    """A migration must still run when the code of today is gone. Ground is kept for them: keys and sealed fields."""
    upper = [f"balairung.{floor}" for floor in ("config", "surface", "rooms", "kernel")]
    assert imports(MIGRATIONS, *upper) == []


# --- templates ---------------------------------------------------------------------------------------------------


def test_no_text_is_called_safe() -> None:
    unsafe = re.compile(r"\|\s*safe(seq)?\b|{%\s*autoescape\s+off|\b(mark_safe|SafeString|SafeText)\b")
    found = [path for path in [*templates(), *source()] if unsafe.search(path.read_text())]
    assert [place(path) for path in found if place(path) not in TRUSTED] == []


def test_no_script_and_no_style_inside_a_page() -> None:
    """The content policy forbids both: what stands in a page anyway would silently not work."""
    inline = re.compile(
        r"<style\b|<script(?![^>]*(?:\bsrc=|application/json))|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:",
        re.IGNORECASE,
    )
    assert [place(path) for path in templates() if inline.search(path.read_text())] == []


FOREIGN_TEMPLATES = ("account/", "allauth/", "mfa/", "django/", "usersessions/")
INCLUDE = re.compile(r"{%\s*include\s+(.+?)\s*%}", re.DOTALL)


def test_parts_are_named_as_parts() -> None:
    found = []
    for path in templates():
        for words in INCLUDE.findall(path.read_text()):
            named = re.match(r"[\"'](.+?)[\"']", words)
            name = named[1] if named else "_"  # a name in a variable is checked where the variable is given
            named_elsewhere = name.startswith(
                ("ui/forms/", *FOREIGN_TEMPLATES)
            )  # Django and allauth ask for these names
            found += [f"{place(path)}: {name}"] if not (Path(name).name.startswith("_") or named_elsewhere) else []
    assert found == []


def test_parts_are_given_what_they_need_and_nothing_else() -> None:
    found = [(path, words) for path in templates() for words in INCLUDE.findall(path.read_text())]
    assert [
        f"{place(path)}: {words}" for path, words in found if " with " in words and not words.endswith(" only")
    ] == []


def test_every_template_is_used() -> None:
    """Somebody names it: a view, another template, a setting, or Django by convention."""
    by_convention = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    texts = "\n".join(path.read_text() for path in [*source(), *templates()])
    names = [str(path).split("/templates/")[1] for path in templates()]
    unused = [name for name in names if name not in by_convention and not name.startswith(FOREIGN_TEMPLATES)]
    unused = [name for name in unused if "/styleguide/" not in name]  # named by the address that shows it
    assert [name for name in unused if not re.search(rf"[\"'/]{re.escape(name)}[\"']", texts)] == []


# --- views -------------------------------------------------------------------------------------------------------

AUDIENCES = {"everyone", "citizens", "officers", "leaders", "operators", "overseers", "programs"}
#: Views that Django and the login library bring. These open to somebody who is not signed in (or not yet wholly) …
OPEN = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "set_language",
}
#: … and these do not.
CLOSED = {
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
#: Something for every kind of parameter, none of which names a thing that exists.
SAMPLES = ("x", "1", "00000000-0000-7000-8000-000000000000", "2026-01-31")


@dataclass(frozen=True)
class Address:
    """One line of the address book: its full name, its view, and the pattern of each parameter."""

    name: str
    view: Callable[..., object]
    parameters: tuple[tuple[str, str], ...]

    @property
    def ours(self) -> bool:
        return self.view.__module__.startswith("balairung.")

    @property
    def audience(self) -> str:
        return str(getattr(self.view, "audience", ""))

    @property
    def path(self) -> str:
        return reverse(self.name, kwargs={name: fitting(pattern) for name, pattern in self.parameters})


def fitting(pattern: str) -> str:
    """A value for a parameter: a sample, or the first of the words that the pattern lists."""
    words = [*SAMPLES, *pattern.split("|")]
    return next(word for word in words if re.fullmatch(pattern, word))


def addresses() -> list[Address]:
    return list(_addresses(get_resolver().url_patterns, "", ()))


def _addresses(
    entries: Sequence[URLPattern | URLResolver], space: str, outer: tuple[tuple[str, str], ...]
) -> Iterator[Address]:
    for entry in entries:
        converters = getattr(entry.pattern, "converters", {})
        inner = outer + tuple((name, converter.regex) for name, converter in converters.items())
        inner += tuple(re.findall(r"\(\?P<(\w+)>([^)]+)\)", entry.pattern.regex.pattern)) if not converters else ()
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space, inner)
        else:
            yield Address(f"{space}{entry.name}", entry.callback, inner)


def private() -> list[Address]:
    """For people who sign in."""
    return [address for address in addresses() if address.ours and address.audience not in {"everyone", "programs"}]


def test_every_view_names_its_audience() -> None:
    assert [address.name for address in addresses() if address.ours and address.audience not in AUDIENCES] == []


def test_every_view_that_others_bring_is_known() -> None:
    assert (
        sorted(address.name for address in addresses() if not address.ours and address.name not in OPEN | CLOSED) == []
    )


def test_every_address_has_a_name() -> None:
    assert [address.view for address in addresses() if address.name.endswith("None")] == []


def test_every_room_with_moves_has_a_page_for_its_reference() -> None:
    """`reverse(f"{kind}:detail", args=[ref])` finds the page of any obligation."""
    names = {address.name: address.parameters for address in addresses()}
    wanted = [f"{path.parent.name}:detail" for path in ROOMS.glob("*/moves.py")]
    assert [name for name in wanted if name not in names or [key for key, _ in names[name]] != ["ref"]] == []


def answers(client: Client, address: Address) -> Sequence[HttpResponseBase]:
    return client.get(address.path), client.post(address.path)


@pytest.mark.django_db
def test_every_private_view_sends_a_stranger_to_the_door(client: Client) -> None:
    opened = []
    closed = [address for address in addresses() if address.name in CLOSED]
    for address in [*private(), *closed]:
        for answer in answers(client, address):
            to_login = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("account_login"))
            opened += [f"{address.name}: {answer.status_code}"] if not (to_login or answer.status_code == 405) else []
    assert opened == []


@pytest.mark.django_db
def test_every_view_for_programs_asks_for_a_key(sign_in: Callable[..., Client]) -> None:
    """A session opens none of them, however high its owner."""
    client = sign_in("pimpinan", "regent")
    given = {
        a.name: {answer.status_code for answer in answers(client, a)} for a in addresses() if a.audience == "programs"
    }
    assert given
    assert {name: codes for name, codes in given.items() if codes != {401}} == {}


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    """An operator gives the account."""
    given = {"email": "siapa@contoh.id", "password1": "rahasia-yang-panjang", "password2": "rahasia-yang-panjang"}
    client.post(reverse("account_signup"), given)
    assert not get_user_model().objects.exists()


@pytest.fixture
def sign_in(client: Client, settings: Settings) -> Callable[..., Client]:
    """Sign in as somebody who holds this post, or none."""
    make.regency()
    settings.SECOND_FACTOR = "offered"

    def enter(office: str = "", role: str = "") -> Client:
        person = make.holder(office, role) if office else make.person()
        client.force_login(make.account(person))
        return client

    return enter


@pytest.mark.django_db
def test_every_private_view_refuses_an_account_without_a_post(sign_in: Callable[..., Client]) -> None:
    client = sign_in()
    given = {address.name: {answer.status_code for answer in answers(client, address)} for address in private()}
    assert {name: codes for name, codes in given.items() if not codes <= {403, 405}} == {}


@pytest.mark.django_db
def test_every_view_of_leaders_and_operators_refuses_other_officers(sign_in: Callable[..., Client]) -> None:
    client = sign_in("pupr", "head")
    others = [address for address in private() if address.audience in {"leaders", "operators"}]
    given = {address.name: {answer.status_code for answer in answers(client, address)} for address in others}
    assert {name: codes for name, codes in given.items() if not codes <= {403, 405}} == {}


@pytest.mark.django_db
def test_no_private_view_opens_without_a_second_factor(sign_in: Callable[..., Client], settings: Settings) -> None:
    client = sign_in("pupr", "head")
    settings.SECOND_FACTOR = "required"
    officers = [address for address in private() if address.audience == "officers"]
    asked = {address.name: {answer.status_code for answer in answers(client, address)} for address in officers}
    assert {name: codes for name, codes in asked.items() if not codes <= {302, 405}} == {}


STRANGERS = [
    ("dinkes", "head"),
    ("dinkes", "section_head"),
    ("dinkes", "liaison"),
    ("dinkes", "receptionist"),
    ("dinkes", "staff"),
    ("inspektorat", "auditor"),
]


#: What every officer may look up: who holds which post, who is on duty when.
#: And the empty form that somebody at a counter fills in for whoever comes.
KNOWN_TO_ALL = {"people:post", "rosters:office", "rosters:roster", "rosters:day", "services:take"}
#: The Inspektorat looks at every project; all other strangers are refused in tests/rooms/projects.
KNOWN_TO_ALL |= {"projects:file", "projects:visit"}
#: A theme is a word: everybody of the house sees it, and below it only what they may read (tests/rooms/meetings).
KNOWN_TO_ALL |= {"meetings:theme"}
#: It sees every check on the spot, too: all other strangers are refused in tests/rooms/inspections.
KNOWN_TO_ALL |= {f"inspections:{page}" for page in ("office", "report", "report_file", "detail", "act")}
#: What a plan lacks, and how far the hundred days are: all officers see it; others in tests/rooms/programmes.
KNOWN_TO_ALL |= {"programmes:gaps", "programmes:hundred", "programmes:slides"}
#: Every officer reads how mature the house is; who writes is asked in tests/surface/maturity.
KNOWN_TO_ALL |= {f"maturity:{page}" for page in ("assessment", "indicator", "report", "source")}
KNOWN_TO_ALL |= {f"maturity:{page}" for page in ("team", "way", "prices")}
#: Whom a training is for; its places are their own. A book is everybody's, and heads recommend it.
KNOWN_TO_ALL |= {"learning:training", "learning:recommend_book"}
#: The Inspektorat draws samples, visits and calls: all other strangers are refused in tests/rooms/participation.
KNOWN_TO_ALL |= {f"participation:{page}" for page in ("kept_sample", "draw", "reveal", "record")}
#: It holds what others would erase, and lets it go: all other strangers are refused in tests/surface/records.
KNOWN_TO_ALL |= {"records:lift"}


def things_of_siti() -> dict[str, str]:
    """What belongs to Siti and her office, by the parameter that names it in an address."""
    siti = make.holder("pupr", "staff", "Siti")
    report = make.forwarded(make.coordinator(), to="pupr", files=[make.photo()])
    regent = make.officer("pimpinan", "regent", "Ibu Bupati")
    draft = propose(report, verb="answer", fields={"text": "Besok."}, by=actor_of(siti, make.START), at=make.START)
    text, due, token = "Tutup lubang di Jalan Pahlawan", date(2026, 3, 20), "token-instruksi-uji"
    pupr = make.office("pupr")
    instruction = instruct(text=text, office=pupr, due_on=due, token=token, by=regent, at=make.START)
    phrase = Phrase.objects.create(office=pupr, title="Kata kantor Siti", text="Halo {sapaan}")
    macro = Macro.objects.create(office=pupr, name="Makro kantor Siti")
    contact = publish_account(office=pupr, kind="telephone", value="0351 424172", by=SYSTEM, at=make.START)
    talk = make.talk("Halo, saya mau bicara dengan petugas.")
    hand_over(talk, office=pupr, at=make.START)
    talks = ["complaints:talk:key", "complaints:talk_say:key", "complaints:talk_hand:key", "complaints:talk_report:key"]
    absence = record_absence(person=siti, since=date(2026, 3, 2), until=due, by=SYSTEM, at=make.START)
    roster = make.roster(siti)
    since = make.START + timedelta(days=30)
    until = since + timedelta(hours=5)
    asked = ask_swap(roster, place=1, since=since, until=until, by=actor_of(siti, make.START), at=make.START)
    stood_in = cover(roster, place=1, person=None, since=since, until=until, by=SYSTEM, at=make.START)
    drill, call, alarm = readiness_of(regent, siti)
    (given,) = make.delegation(make.post("pimpinan", "regent"), make.post("pupr", "head"), reporting="monthly")
    open_statements(now=make.moment("2026-04-01 08:00"))
    return (
        exchange_of(siti)
        | works.live().named()
        | plans.live()
        | cards.named()
        | fronts.named()
        | crowd.named()
        | capable.named(siti)
        | assessed.named()
        | applied_to_siti()
        | informed.everything()
        | wishes.of_siti()
        | examined_of_siti()
        | surveyed_of_siti()
        | {f"participation:{name}": values[0] for name, values in voices.live().items()}
        | met_with_siti()
        | pacted.named(siti, regent)
        | identity.of_siti(siti)
        | {
            "delegations:key": str(given.pk),
            **dict.fromkeys(["delegations:scan:key", "delegations:withdraw_all:key"], str(given.basis_id)),
            "delegations:ref": Statement.objects.get().obligation.ref,
            "announcements:code": told.drafted().code,
            "disclosure:code": "AAAAAAAAAA",
            "disclosure:step": "keberatan",
            "documents:key": str(letters.waiting("pupr").pk),
            "records:key": _held(report),
            "records:rule": "contacts",
            "documents:code": "7K3M92QD7K3M92QD7K3M92QD7K",
            "proofs:code": "7K3M92QD7K3M92QD7K3M92QD7K",
            "duty:drill": str(drill.pk),
            **dict.fromkeys(["duty:call:call", "duty:stop:call", "duty:answer_here:call"], str(call.pk)),
            "duty:post": str(call.post_id),
            "duty:office": "pupr",
            "duty:ref": alarm.obligation.ref,
            "complaints:ref": report.ref,
            "complaints:code": "AAAA-AAAA-AAAA",
            "complaints:decide:key": str(draft.pk),
            "complaints:clock": str(report.obligation.clocks.order_by("id")[0].pk),
            "complaints:evidence": str(Evidence.objects.order_by("id")[0].pk),
            **dict.fromkeys(talks, str(talk.pk)),
            "complaints:item": str(CheckItem.objects.order_by("id")[0].pk),
            "complaints:topic": make.topic().code,
            **dict.fromkeys(
                ["complaints:text", "complaints:change_text:key", "complaints:drop_text:key"], str(phrase.pk)
            ),
            **dict.fromkeys(["complaints:macro:key", "complaints:drop_macro:key"], str(macro.pk)),
            "complaints:run": str(LaporRun.objects.create(kind="out", at=make.START, content="7001").pk),
            "instructions:ref": instruction.obligation.ref,
            "obligations:ref": report.ref,
            "obligations:kind": "complaints",
            "obligations:clock": str(report.obligation.clocks.order_by("id")[0].pk),
            "own_contacts:key": str(ask_code("email", "siti@contoh.id", siti, at=make.START).pk),
            "people:key": str(siti.pk),
            "rosters:absence": str(absence.pk),
            "rosters:office": "pupr",
            "rosters:override": str(stood_in.pk),
            "rosters:roster": str(roster.pk),
            "rosters:shift": f"{roster.pk.hex}-1-{int(since.timestamp())}",
            "rosters:swap": str(asked.pk),
            **dict.fromkeys(["people:contacts:key", "people:change_contact:key", "people:end_contact:key"], "pupr"),
            "people:account": str(contact.pk),
            "people:appoint:key": str(make.post("pupr", "liaison").pk),
            "people:end_holding:key": str(siti.holdings.get().pk),
            "people:cancel_holding:key": str(siti.holdings.get().pk),
            "people:end_absence:key": str(absence.pk),
        }
    )


def applied_to_siti() -> dict[str, str]:
    """An application that her office decides, and the definition of its service, part by part."""
    made = make.application("pupr")
    return {
        "services:ref": made.ref, "services:code": "AAAAAAAAAA", "services:service": made.service.key,
        "services:own_deadline:clock": str(made.obligation.clocks.order_by("id")[0].pk), "services:page": "usaha",
        "services:question": "usaha", "services:inner": "x", "services:part": "1", "services:step": "putus",
        "services:key": made.service.key, "services:draft": "AAAA-AAAA-AAAA",
    }  # fmt: skip


def met_with_siti() -> dict[str, str]:
    """A meeting to which her head was invited, what it bound her office to, and the series that it is of."""
    meeting = held.complete("pupr", "disdik", series=held.series())
    decision, task = Decision.objects.get(), held.task(held.approved(meeting))
    assert task.obligation
    return {
        "meetings:ref": meeting.ref, "meetings:key": str(meeting.series_id),
        **dict.fromkeys(["meetings:detail:ref", "meetings:act:ref"], task.obligation.ref),
        **dict.fromkeys(["meetings:decision:key", "meetings:drop_decision:key"], str(decision.pk)),
        "meetings:theme:key": str(Theme.objects.create(name="jalan").pk),
        **dict.fromkeys(["meetings:attendee:key", "meetings:attend:key"], str(meeting.invitees.order_by("id")[0].pk)),
        "meetings:code": "AAAAAAAAAA", "meetings:token": "x", "meetings:left": str(meeting.series_id),
        "meetings:item": str(meeting.series_id),
    }  # fmt: skip


def surveyed_of_siti() -> dict[str, str]:
    """What people said of her office, where they find the survey, and whom it must call."""
    answered("pupr", said(3, U7=1), times=5)
    stand = add_stand(make.office("pupr"), name="Loket 1", by=SYSTEM, at=make.START)
    return {
        "surveys:key": "pupr", "surveys:period": Survey.objects.get(office__key="pupr").period,
        "surveys:number": str(stand.number), "surveys:ref": FollowUp.objects.get().obligation.ref,
        "surveys:code": "AAAAAAAAAAAAAAAA",
    }  # fmt: skip


def examined_of_siti() -> dict[str, str]:
    """A secret examination of her office, and another that is not sent yet; who may look in from outside."""
    team = examined.inspectorate()
    told = examined.sent(team, confidential=True)
    paid = pay(
        told, amount=Decimal(5), paid_on=make.START.date(), receipt="STS-1", by=team.lead, at=make.START
    )  # fmt: skip
    made, finding, one = examined.draft(team, confidential=True, letter="700/18/ST/2026")
    return {
        "oversight:ref": told.owed.ref, "oversight:key": str(made.pk), "oversight:finding": str(finding.pk),
        "oversight:recommendation": str(one.pk), "oversight:payment": str(paid.pk),
        "oversight:revoke:key": str(examined.outsider(team.head).pk),
    }  # fmt: skip


def _held(report: Complaint) -> str:
    """The key of a hold on this report."""
    by = make.holder("inspektorat", "auditor")
    row = Hold.objects.create(obligation=report.obligation, ground="law", paper="B/1", held_at=make.START, held_by=by)
    return str(row.pk)


def exchange_of(siti: Person) -> dict[str, str]:
    """A duty of an agreement that her office keeps, and a package of another regency that became its service."""
    made = agreements.record(
        number="119/12/2026", title="Pertukaran", partner="Kabupaten Ngawi", scope="Layanan.", until=None,
        signed_on=make.START.date(), since=make.START.date(), office=make.office("pupr"), by=SYSTEM, at=make.START,
    )  # fmt: skip
    due, pupr = make.START.date() + timedelta(days=9), make.office("pupr")
    duty = agreements.add_duty(made, text="Berbagi", due_on=due, office=pupr, by=SYSTEM, at=make.START)
    content = parcels.parcel(parcels.agency_of("pupr"))
    version = adopt(content, offices={}, vouched="Bu Ratna", by=SYSTEM, at=make.START)
    looked_at = {"content": content.decode(), "person": str(siti.pk)}
    return {
        "agreements:ref": duty.obligation.ref,
        **dict.fromkeys([f"agreements:{deed}:ref" for deed in ("add_duty", "scan", "end")], made.ref),
        "services:package": str(version.package_id),
        "services:give_package:key": version.service.key,
        "services:check_package:token": save_draft(kind="package", body=looked_at, at=make.START),
    }


def readiness_of(regent: Actor, siti: Person) -> tuple[Drill, Call, Alarm]:
    """A drill that is planned, a call to the post that Siti holds, and what her office must repair."""
    secretary = make.officer("setda", "secretary")
    call = summon(siti.holdings.get().post, words="Banjir", by=regent, at=make.START)
    raise_contacts(now=make.START)
    return plan_drill(by=secretary, at=make.START), call, Alarm.objects.get(office__key="pupr")


def guarded() -> list[Address]:
    """Addresses of one thing: of officers, or of whoever holds its secret code."""
    named = [a for a in addresses() if a.ours and a.parameters and a.name not in KNOWN_TO_ALL]
    return [a for a in named if a.audience == "officers" or "code" in dict(a.parameters)]


def paths(address: Address, things: dict[str, str]) -> list[str]:
    """The addresses of these things, one for each verb where the address takes a verb."""
    room = address.name.split(":")[0]
    names = [name for name, _ in address.parameters if name != "verb"]
    named = {name: things.get(f"{address.name}:{name}") or things[f"{room}:{name}"] for name in names}
    return [reverse(address.name, kwargs=named | verb) for verb in verbs(address, room)]


def verbs(address: Address, room: str) -> list[dict[str, str]]:
    listed = dict(address.parameters).get("verb")
    if listed is None:
        return [{}]
    moves = vars(import_module(f"balairung.rooms.{room}.moves")).values() if "|" not in listed else []
    words = listed.split("|") if "|" in listed else [move.verb for move in moves if isinstance(move, Move)]
    return [{"verb": word} for word in words]


@pytest.mark.django_db
@pytest.mark.parametrize(("office", "role"), STRANGERS, ids=lambda word: word)
def test_what_belongs_to_another_office_does_not_exist(sign_in: Callable[..., Client], office: str, role: str) -> None:
    """Every address × every stranger: the page of somebody else's thing is not found, and nothing is done to it."""
    client, things = sign_in(office, role), things_of_siti()
    before = Event.objects.count(), Change.objects.count()
    given = {}
    for path in [path for address in guarded() for path in paths(address, things)]:
        data = {"text": "Coba", "words": "Coba", "token": "token-orang-lain"}
        given[path] = {client.get(path).status_code, client.post(path, data).status_code}
    assert given
    assert {path: codes for path, codes in given.items() if not codes <= {403, 404, 405}} == {}
    assert (Event.objects.count(), Change.objects.count()) == before


# --- tests -------------------------------------------------------------------------------------------------------


def test_tests_use_the_real_thing() -> None:
    """No mock, and nothing of ours replaced by something that pretends."""
    files = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__)]
    pretending = re.compile(r"setattr\(\s*(f?[\"']balairung\.|balairung\.)")
    assert imports(files, "unittest.mock", "pytest_mock", "responses", "respx") == []
    assert [place(path) for path in files if pretending.search(path.read_text())] == []


@pytest.mark.parametrize("folder", ["tests", "tests/browser"])
def test_test_files_are_named_after_what_is_done(folder: str) -> None:
    named = [path.stem for path in (ROOT / folder).glob("*.py")]
    plain = {"conftest", "looking", "make", "postgres", "schema"}
    assert [name for name in named if not name.startswith("test_") and name not in plain] == []
