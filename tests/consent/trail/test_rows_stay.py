"""Check 60: what the trail holds, the application itself can neither change nor take away."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from consent import audit
from consent.models import AuditEvent
from tests.people import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def row() -> AuditEvent:
    audit.record("signin.ok", actor="somebody", now=NOW)
    return AuditEvent.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_auditevent SET actor = 'nobody'",
        "DELETE FROM consent_auditevent",
    ],
)
def test_a_row_of_the_trail_stays_as_it_was_written(row: AuditEvent, statement: str) -> None:
    """Check 60."""
    with (
        pytest.raises(ProgrammingError, match="trail"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    row.refresh_from_db()
    assert row.actor == "somebody"


def test_the_models_own_ways_are_closed_too(row: AuditEvent) -> None:
    for way in (Model.save, Model.delete):
        with pytest.raises(ProgrammingError, match="trail"), transaction.atomic():
            way(row)
    assert AuditEvent.objects.filter(pk=row.pk).exists()
