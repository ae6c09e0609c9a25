from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpennessConfig(AppConfig):
    name = "balairung.surface.openness"
    label = "openness"
    verbose_name = _("Kinerja pelayanan")
