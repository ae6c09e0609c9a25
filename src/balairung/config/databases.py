"""The two databases, as Django is told of them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from balairung.config.environment import env

#: Seconds (the last: milliseconds) until a PostgreSQL that fell silent, as before a fail-over, counts as away.
PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}
PATIENCE |= {"tcp_user_timeout": 20_000}


def sqlite(path: Path) -> dict[str, Any]:
    """One file. FULL sync: what was acknowledged survives a power cut, not only a killed process."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def postgresql(url: str, *, many: bool) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder`; `many`: a schema for each regency."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    statement = env("BALAIRUNG_STATEMENT_TIMEOUT", "10s")
    # In a house of many regencies nothing is found until a regency's schema was set for the transaction.
    path = "-c search_path=nowhere" if many else ""
    # A page's joins follow its foreign keys: the planner need not try all their orders, nor compile anything.
    limits = f"-c statement_timeout={statement} -c lock_timeout=5s -c join_collapse_limit=3 -c jit=off {path}"
    # A connection that is kept learns what it is asked often: planning is more than half of the database's work on a
    # page (2026-11). A pooler keeps none for us, and plans of one regency are of no use to the next.
    kept = int(env("BALAIRUNG_CONN_MAX_AGE", "60"))
    learns = bool(kept) and not many
    learning = {"server_side_binding": learns, "prepare_threshold": 3 if learns else None}
    return {
        "ENGINE": "balairung.ground.postgresql",
        "NAME": parts.path.lstrip("/") or query.get("dbname", "balairung"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {"options": limits, **learning, **PATIENCE},
        "CONN_MAX_AGE": kept,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
