"""Those of the crowd who ask: every so-manieth, with a token and a fresh figure."""

import msgspec
from django.db import connection

from tests import crowd


class Customers(msgspec.Struct, kw_only=True):
    """A choice of the crowd, evenly spread.

    Shape: ``count`` of them, ``step`` apart.
    """

    count: int
    step: int

    def id(self, number: int) -> int:
        return crowd.FIRST + number % self.count * self.step

    def token(self, number: int) -> str:
        """The access token of the one at a place; after the last comes the first."""
        return f"bench-{self.id(number)}"

    def figure(self, number: int) -> str:
        """Her balance as it is said: the crowd has as many cents as its number."""
        return f"${self.id(number) / 100:,.2f}"

    def prepare(self) -> None:
        """Gives them tokens that they can send, for PostgreSQL."""
        with connection.cursor() as cursor:
            for table, column in (
                ("consent_issuedtoken", "checksum"),
                ("oauth2_provider_accesstoken", "token_checksum"),
            ):
                cursor.execute(
                    f"UPDATE {table} SET {column} = encode(sha256(('bench-' || i)::bytea), 'hex') "  # noqa: S608 - names from above
                    f"FROM generate_series(%s::int, %s::int, %s::int) i "
                    f"WHERE {column} = 'token-' || i",
                    self._range(),
                )

    def refresh(self) -> None:
        """Makes their figures new, so that no bank is asked and no age is said."""
        first, last, step = self._range()
        values = [first, last, first, step]
        with connection.cursor() as cursor:
            for assignment, key in (
                ("banking_link SET fetched_at", "id"),
                ("banking_balance SET as_of", "account_id"),
            ):
                cursor.execute(
                    f"UPDATE {assignment} = CURRENT_TIMESTAMP "
                    f"WHERE {key} BETWEEN %s AND %s AND ({key} - %s) %% %s = 0",
                    values,
                )

    def _range(self) -> list[int]:
        return [crowd.FIRST, self.id(self.count - 1), self.step]
