"""The customers of the sandbox bank and what they sign in with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person with accounts at this bank."""

    number: str
    first_name: str
    last_name: str
    user_name: str
    password: str

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


# The passwords guard invented money only; the README prints them.
CUSTOMERS = (
    Customer(
        number="100001",
        first_name="Alice",
        last_name="Moreno",
        user_name="alice",
        password="alice-at-the-bank",  # noqa: S106
    ),
    Customer(
        number="100002",
        first_name="Bob",
        last_name="Keller",
        user_name="bob",
        password="bob-at-the-bank",  # noqa: S106
    ),
    Customer(
        number="100003",
        first_name="Charlie",
        last_name="Osei",
        user_name="charlie",
        password="charlie-at-the-bank",  # noqa: S106
    ),
    Customer(
        number="100004",
        first_name="Dana",
        last_name="Lindqvist",
        user_name="dana",
        password="dana-at-the-bank",  # noqa: S106
    ),
)

BY_NUMBER = {customer.number: customer for customer in CUSTOMERS}
BY_USER_NAME = {customer.user_name: customer for customer in CUSTOMERS}
