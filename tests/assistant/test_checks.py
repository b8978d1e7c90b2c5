"""What Sayso refuses to start with."""

from pathlib import Path

import pytest
from django.core import checks
from pytest_django import Settings

from assistant.checks import no_test_authority


@pytest.mark.parametrize(
    ("folder", "is_demo", "errors"),
    [
        (None, False, []),
        (None, True, []),
        (Path("alexa-ca"), True, []),
        (Path("alexa-ca"), False, ["assistant.E001"]),
    ],
)
def test_a_test_authority_is_an_error_outside_the_demo(
    settings: Settings,
    folder: Path | None,
    is_demo: bool,  # noqa: FBT001
    errors: list[str],
) -> None:
    settings.ALEXA_TEST_CA_DIR = folder
    settings.DEMO = is_demo

    assert [error.id for error in no_test_authority(None)] == errors


def test_every_command_runs_that_check(settings: Settings, tmp_path: Path) -> None:
    settings.ALEXA_TEST_CA_DIR = tmp_path

    assert "assistant.E001" in [error.id for error in checks.run_checks(tags=["security"])]
