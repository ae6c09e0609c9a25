from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    name = "balairung.rooms.duty"
    label = "duty"
    verbose_name = _("Siaga 24 jam")
