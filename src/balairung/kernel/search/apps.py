from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "balairung.kernel.search"
    verbose_name = _("Pencarian")
