"""What Plaid offers; the registry reads this."""

from banking.connector import Counted
from banking.connectors.plaid.client import connect
from banking.connectors.plaid.events import EAR
from banking.connectors.plaid.sign_in import HostedLink
from banking.standard import Each, Limit, Standard

_MINUTE = 60

STANDARD = Standard(
    title="Plaid",
    connect=connect,
    sign_in=HostedLink(),
    ear=EAR,
    # Source: Plaid, Rate limit exceeded errors, production: /item/get and /accounts/get,
    # /liabilities/get, /transactions/sync; the stricter of the first two.
    limits=(
        Limit(requests=15, window_s=_MINUTE, each=Each.LINK, counted=Counted.ACCOUNTS),
        Limit(requests=5_000, window_s=_MINUTE, each=Each.INSTITUTION, counted=Counted.ACCOUNTS),
        Limit(requests=15, window_s=_MINUTE, each=Each.LINK, counted=Counted.BALANCES),
        Limit(requests=1_000, window_s=_MINUTE, each=Each.INSTITUTION, counted=Counted.BALANCES),
        Limit(requests=50, window_s=_MINUTE, each=Each.LINK, counted=Counted.TRANSACTIONS),
        Limit(
            requests=2_500, window_s=_MINUTE, each=Each.INSTITUTION, counted=Counted.TRANSACTIONS
        ),
    ),
)
