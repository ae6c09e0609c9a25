from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DelegationsConfig(AppConfig):
    name = "balairung.rooms.delegations"
    label = "delegations"
    verbose_name = _("Pelimpahan wewenang")
