"""Facts set by decree: the YAML files of `ground/data`, read once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "data"


@lru_cache
def facts(name: str) -> Any:
    """The content of `data/<name>.yaml`. Treat it as read-only: it is shared."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
