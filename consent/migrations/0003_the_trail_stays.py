"""Rows of the trail are only added: PostgreSQL refuses to change or delete one.

A statement-level guard on TRUNCATE is left to the role: docker/README.md says which rights to take
from the one the application signs in with.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GUARD = """
    CREATE FUNCTION consent_trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Rows of the trail stay as they were written';
    END $$;
    CREATE TRIGGER trail_stays BEFORE UPDATE OR DELETE ON consent_auditevent
        FOR EACH ROW EXECUTE FUNCTION consent_trail_stays();
"""
UNGUARD = """
    DROP TRIGGER trail_stays ON consent_auditevent;
    DROP FUNCTION consent_trail_stays();
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(GUARD)


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(UNGUARD)


class Migration(migrations.Migration):
    dependencies = [("consent", "0002_customers_side")]
    operations = [migrations.RunPython(guard, unguard)]
