"""The app's name, and what it refuses to start with."""

from django.apps import AppConfig


class AssistantConfig(AppConfig):
    name = "assistant"

    def ready(self) -> None:
        """Registers the system checks, by importing them."""
        from assistant import checks  # noqa: F401, PLC0415 - once the settings are there
