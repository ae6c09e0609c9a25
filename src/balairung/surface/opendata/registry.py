"""All datasets, in the order in which people read them. A new one is one more line here."""

from __future__ import annotations

from balairung.surface.opendata.datasets.days import DAYS
from balairung.surface.opendata.datasets.decisions import DECISIONS
from balairung.surface.opendata.datasets.innovations import INNOVATIONS
from balairung.surface.opendata.datasets.maturity import MATURITY
from balairung.surface.opendata.datasets.offices import CONTACTS, OFFICES
from balairung.surface.opendata.datasets.places import PLACES
from balairung.surface.opendata.datasets.readiness import READINESS
from balairung.surface.opendata.datasets.reports import REPORTS
from balairung.surface.opendata.datasets.satisfaction import SATISFACTION
from balairung.surface.opendata.datasets.standards import SERVICES
from balairung.surface.opendata.datasets.works import HANDOVERS, PROJECTS
from balairung.surface.opendata.shape import Dataset

#: The public figures (surface/openness) give their own tables: what is withheld there depends on what stands together.
DATASETS: tuple[Dataset, ...] = (
    REPORTS, SERVICES, OFFICES, CONTACTS, SATISFACTION, PROJECTS, HANDOVERS, READINESS, DECISIONS, INNOVATIONS,
    MATURITY, PLACES, DAYS,
)  # fmt: skip
BY_KEY = {dataset.key: dataset for dataset in DATASETS}


def found(words: str) -> list[Dataset]:
    """Those that say all these words somewhere; all of them where nothing was asked."""
    wanted = words.casefold().split()
    return [one for one in DATASETS if all(word in _said(one) for word in wanted)]


def _said(one: Dataset) -> str:
    columns = (f"{column.name} {column.meaning}" for column in one.columns)
    return " ".join(map(str, (one.key, one.title, one.lede, *one.answers, *one.keywords, *columns))).casefold()
