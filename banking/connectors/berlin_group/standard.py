"""What NextGenPSD2 offers; the registry reads this."""

from banking.connector import Counted
from banking.connectors.berlin_group.client import connect
from banking.connectors.berlin_group.sign_in import BerlinGroupSignIn
from banking.standard import Each, Limit, Standard

_DAY_S = 24 * 3600
# RTS (EU) 2018/389, article 36.5 b, and frequencyPerDay: four times a day without the customer.
_TIMES = 4

STANDARD = Standard(
    title="Berlin Group NextGenPSD2",
    connect=connect,
    sign_in=BerlinGroupSignIn(),
    limits=tuple(
        Limit(requests=_TIMES, window_s=_DAY_S, each=each, counted=counted, is_unattended_only=True)
        for each, counted in (
            (Each.LINK, Counted.ACCOUNTS),
            (Each.ACCOUNT, Counted.BALANCES),
            (Each.ACCOUNT, Counted.TRANSACTIONS),
        )
    ),
)
