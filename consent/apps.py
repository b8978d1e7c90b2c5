"""The app's name."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"
