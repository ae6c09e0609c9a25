"""`balairung reindex`: everything that is owed can be found by its words."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from balairung.config.work import regencies
from balairung.kernel.search.actions import reindex


class Command(BaseCommand):
    help = _("Menulis indeks pencarian yang belum ada atau sudah usang. Boleh dihentikan dan diulang.")

    def handle(self, *args: Any, **options: Any) -> None:
        total = sum(reindex(tell=self._tell) for _regency in regencies())
        self.stdout.write(_("%(count)d ditulis.") % {"count": total})

    def _tell(self, count: int) -> None:
        if count % 10_000 == 0:
            self.stdout.write(_("%(count)d ditulis …") % {"count": count})
