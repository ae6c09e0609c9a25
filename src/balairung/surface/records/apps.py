from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "balairung.surface.records"
    label = "records"
    verbose_name = _("Data pribadi: catatan dan masa simpan")
