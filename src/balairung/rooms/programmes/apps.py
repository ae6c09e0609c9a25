from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "balairung.rooms.programmes"
    label = "programmes"
    verbose_name = _("Program dan 100 hari")
