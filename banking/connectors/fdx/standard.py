"""What FDX offers; the registry reads this."""

from banking.connectors.fdx import sign_in
from banking.connectors.fdx.client import connect
from banking.connectors.fdx.events import EAR
from banking.standard import Standard

STANDARD = Standard(title="FDX", connect=connect, takes_numbers=True, sign_in=sign_in, ear=EAR)
