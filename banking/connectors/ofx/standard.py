"""What OFX offers; the registry reads this."""

from banking.connectors.ofx.client import connect
from banking.connectors.ofx.files import check
from banking.connectors.ofx.form import FORM
from banking.standard import Standard, Upload

STANDARD = Standard(
    title="OFX",
    connect=connect,
    form=FORM,
    upload=Upload(suffixes=(".ofx", ".qfx"), check=check),
)
