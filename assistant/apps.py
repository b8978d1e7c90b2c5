"""The app's name, what it refuses to start with, and whose admin it is."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AssistantConfig(AppConfig):
    name = "assistant"

    def ready(self) -> None:
        """Registers the system checks, by importing them."""
        from assistant import checks  # noqa: F401, PLC0415 - once the settings are there


class OperatorConfig(admin_apps.AdminConfig):
    """Django's admin, behind the operator's second factor."""

    default = False
    default_site = "assistant.operator.OperatorSite"
