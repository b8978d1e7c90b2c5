"""The app's name, and what it listens to."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        """Listens for what the trail holds of other people's code."""
        from consent import trail  # noqa: PLC0415 - once the models are there

        trail.listen()
