"""What camt.053 offers; the registry reads this."""

from banking.connectors.camt053.client import check, connect
from banking.standard import Standard, Upload

STANDARD = Standard(
    title="camt.053",
    connect=connect,
    upload=Upload(suffixes=(".xml",), check=check),
)
