"""Two doors that an import linter cannot see: the app registry and reverse accessors."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps

from tests.architecture.repository import ROOT

OURS = ("assistant", "consent", "banking")
RUFF = Path(sys.executable).parent / "ruff"
PLANTED = """from django.apps import apps

Account = apps.get_model("banking.Account")
"""


def complaints(source: str) -> list[str]:
    """The rules of ours that a module with this source would break."""
    linted = subprocess.run(  # noqa: S603 - our own tool
        [RUFF, "check", "--output-format=json", "--stdin-filename=assistant/planted.py", "-"],
        cwd=ROOT,
        input=source,
        capture_output=True,
        check=False,
        text=True,
    )
    return [each["code"] for each in json.loads(linted.stdout)]


def declared_fields() -> list[Any]:
    """The relations that our own models declare, not those a library's abstract model brings."""
    return [
        field
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)  # noqa: SLF001
        if field.is_relation and not _is_inherited(model, field.name)
    ]


def _is_inherited(model: type, name: str) -> bool:
    strangers = [
        base._meta  # noqa: SLF001
        for base in model.__mro__[1:]
        if hasattr(base, "_meta") and base._meta.abstract and not base.__module__.startswith(OURS)  # noqa: SLF001
    ]
    return any(
        field.name == name
        for meta in strangers
        for field in (*meta.local_fields, *meta.local_many_to_many)
    )


def ways_back(fields: Iterable[Any]) -> list[str]:
    """Relations into another app by which that app's rows would lead back."""
    return [
        f"{field.model._meta.label}.{field.name}"  # noqa: SLF001
        for field in fields
        if _app(field.remote_field.model) != _app(field.model)
        and not field.remote_field.hidden
        # Joining an auto-created table is its own model's matter, and that one was looked at.
        and not field.model._meta.auto_created  # noqa: SLF001
    ]


def _app(model: Any) -> str:
    return str(model._meta.app_label)  # noqa: SLF001


def relation(app: str, to: str, *, is_hidden: bool) -> Any:
    """A relation as a model would have it."""
    ours = SimpleNamespace(app_label=app, label=f"{app}.Planted", auto_created=False)
    theirs = SimpleNamespace(_meta=SimpleNamespace(app_label=to))
    remote = SimpleNamespace(model=theirs, hidden=is_hidden)
    return SimpleNamespace(name="owner", model=SimpleNamespace(_meta=ours), remote_field=remote)


def test_asking_the_app_registry_for_a_model_is_lint() -> None:
    """Promise P1."""
    assert "TID251" in complaints(PLANTED)


def test_no_row_leads_back_across_apps() -> None:
    """Promise P1."""
    fields = declared_fields()
    assert "consent.Consent.customer" in {f"{_label(field)}.{field.name}" for field in fields}
    assert ways_back(fields) == []


def _label(field: Any) -> str:
    return str(field.model._meta.label)  # noqa: SLF001


def test_a_planted_way_back_is_found_by_name() -> None:
    planted = [
        relation("consent", "banking", is_hidden=False),
        relation("consent", "banking", is_hidden=True),
        relation("banking", "banking", is_hidden=False),
    ]
    assert ways_back(planted) == ["consent.Planted.owner"]
