"""What SimpleFIN offers; the registry reads this."""

from banking.connectors.simplefin.claim import FORM
from banking.connectors.simplefin.client import connect
from banking.standard import Each, Limit, Standard

_DAY = 24 * 3600

STANDARD = Standard(
    title="SimpleFIN",
    connect=connect,
    form=FORM,
    # Source: SimpleFIN Bridge, developer guide, Limits; whether she is present counts for nothing.
    limits=(Limit(requests=24, window_s=_DAY, each=Each.LINK),),
)
