"""What a customer allowed one assistant, what came of it, and what left."""

from consent.models.assistants import (
    Assistant,
)
from consent.models.codes import (
    VoiceCode,
    VoicePass,
)
from consent.models.consents import (
    Authorization,
    Consent,
    ConsentAccount,
    ConsentQuerySet,
    ConsentScope,
    IssuedToken,
    PlatformIdentity,
)
from consent.models.ledger import (
    Checkpoint,
    CheckpointEntry,
    Disclosure,
    Erasure,
)
from consent.models.notices import (
    Notice,
    Receipt,
)
from consent.models.rights import (
    AuditEvent,
    Chore,
    Export,
)

__all__ = [
    "Assistant",
    "AuditEvent",
    "Authorization",
    "Checkpoint",
    "CheckpointEntry",
    "Chore",
    "Consent",
    "ConsentAccount",
    "ConsentQuerySet",
    "ConsentScope",
    "Disclosure",
    "Erasure",
    "Export",
    "IssuedToken",
    "Notice",
    "PlatformIdentity",
    "Receipt",
    "VoiceCode",
    "VoicePass",
]
