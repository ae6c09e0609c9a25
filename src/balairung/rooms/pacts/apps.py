from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PactsConfig(AppConfig):
    name = "balairung.rooms.pacts"
    label = "pacts"
    verbose_name = _("Pakta integritas")
