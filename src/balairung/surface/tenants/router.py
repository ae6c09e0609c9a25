"""The directory's table is made in `public` only, everything else in the schemas of the regencies."""

from typing import Any

from django.db import connections


class DirectoryRouter:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        in_public = getattr(connections[db], "regency_schema", None) in (None, "public")
        return (app_label == "tenants") == in_public
