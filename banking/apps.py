"""The app's name, and what it listens to."""

from django.apps import AppConfig


class BankingConfig(AppConfig):
    name = "banking"

    def ready(self) -> None:
        """Listens for sign-ins, changed second factors and addresses."""
        from banking import addresses, languages, sessions  # noqa: PLC0415 - once the models are there

        addresses.listen()
        languages.listen()
        sessions.listen()
