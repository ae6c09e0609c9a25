from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "balairung.config"
    label = "config"
    verbose_name = "Rumah"
