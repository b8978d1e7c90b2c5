"""What Sayso refuses to start with."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def no_test_authority(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature
    **kwargs: Any,  # noqa: ARG001 - Django's signature
) -> list[CheckMessage]:
    """Outside the demo, whoever can read a folder must not be able to speak as Alexa."""
    if settings.ALEXA_TEST_CA_DIR is None or settings.DEMO:
        return []
    return [
        Error(
            "ALEXA_TEST_CA_DIR is set outside the demo: its owner could sign requests as Alexa.",
            hint="Leave it None, so that only Amazon's public roots count.",
            id="assistant.E001",
        )
    ]
