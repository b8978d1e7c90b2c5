"""The top layer, and the Django project; the Celery app is here so that tasks find it."""

from assistant.celery import app as celery_app

__all__ = ["celery_app"]
