"""What UK Open Banking offers; the registry reads this."""

from banking.connector import Counted
from banking.connectors.obie.client import connect
from banking.connectors.obie.events import EAR
from banking.connectors.obie.sign_in import ObieSignIn
from banking.standard import Each, Limit, Standard

_DAY_S = 24 * 3600
# Source: the UK's and the EU's RTS on strong customer authentication, article 36(5)(b).
_MOST_A_DAY = 4

STANDARD = Standard(
    title="UK Open Banking",
    connect=connect,
    sign_in=ObieSignIn(),
    ear=EAR,
    limits=tuple(
        Limit(
            requests=_MOST_A_DAY,
            window_s=_DAY_S,
            each=each,
            counted=counted,
            is_unattended_only=True,
        )
        for counted, each in (
            (Counted.ACCOUNTS, Each.LINK),
            (Counted.BALANCES, Each.ACCOUNT),
            (Counted.TRANSACTIONS, Each.ACCOUNT),
        )
    ),
)
