from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InnovationsConfig(AppConfig):
    name = "balairung.rooms.innovations"
    label = "innovations"
    verbose_name = _("Inovasi")
