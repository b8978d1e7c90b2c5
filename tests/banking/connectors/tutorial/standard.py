"""What Plain Bank offers; the registry reads this."""

from banking.standard import Each, Limit, Standard
from tests.banking.connectors.tutorial.client import connect

STANDARD = Standard(
    title="Plain Bank",
    connect=connect,
    takes_numbers=True,
    limits=(Limit(requests=100, window_s=60, each=Each.INSTITUTION),),
)
