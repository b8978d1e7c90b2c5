"""The check of her own chains that a customer asks for, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from consent.history.released import Customer
from consent.models import Consent
from consent.proof import verification
from consent.proof.findings import Finding, Kind

log = structlog.get_logger(__name__)

_WORDS: Mapping[Kind, Any] = {
    Kind.CHANGED: gettext_lazy("%(name)s: what line %(first)s says was changed."),
    Kind.UNLINKED: gettext_lazy(
        "%(name)s: line %(first)s does not follow from the one before it. One of them was changed."
    ),
    Kind.REORDERED: gettext_lazy("%(name)s: line %(first)s was written in another place."),
    Kind.DUPLICATED: gettext_lazy("%(name)s: line %(first)s is a copy of another one."),
    Kind.MISSING: ngettext_lazy(
        "%(name)s: line %(first)s is missing.",
        "%(name)s: lines %(first)s to %(last)s are missing.",
        "count",
    ),
    Kind.ADDED: ngettext_lazy(
        "%(name)s: line %(first)s was added.",
        "%(name)s: lines %(first)s to %(last)s were added.",
        "count",
    ),
    Kind.CUT: ngettext_lazy(
        "%(name)s: line %(first)s was signed, and is missing.",
        "%(name)s: lines %(first)s to %(last)s were signed, and are missing.",
        "count",
    ),
    Kind.UNSEALED: ngettext_lazy(
        "%(name)s: a signature over line %(first)s is missing.",
        "%(name)s: a signature over lines %(first)s to %(last)s is missing.",
        "count",
    ),
    Kind.BLANKED: ngettext_lazy(
        "%(name)s: what line %(first)s says is gone, and nothing signed says why.",
        "%(name)s: what lines %(first)s to %(last)s say is gone, and nothing signed says why.",
        "count",
    ),
    Kind.HIDDEN: ngettext_lazy(
        "%(name)s: line %(first)s is hidden, and nothing signed says why.",
        "%(name)s: lines %(first)s to %(last)s are hidden, and nothing signed says why.",
        "count",
    ),
    Kind.SHOWN: ngettext_lazy(
        "%(name)s: line %(first)s was deleted, and is back.",
        "%(name)s: lines %(first)s to %(last)s were deleted, and are back.",
        "count",
    ),
    Kind.ERASURE_FORGED: ngettext_lazy(
        "%(name)s: the note that line %(first)s was deleted is not ours.",
        "%(name)s: the note that lines %(first)s to %(last)s were deleted is not ours.",
        "count",
    ),
    Kind.WRONG_HEAD: gettext_lazy("%(name)s: line %(first)s is not the last one that was written."),
    Kind.REWRITTEN: gettext_lazy("%(name)s: line %(first)s is not the one that was signed."),
    Kind.ERASURE_UNKNOWN_KEY: ngettext_lazy(
        "%(name)s: the note that line %(first)s was deleted has a signature that we cannot check.",
        "%(name)s: the note that lines %(first)s to %(last)s were deleted has a signature that we "
        "cannot check.",
        "count",
    ),
    Kind.CHECKPOINT_UNKNOWN_KEY: gettext_lazy(
        "%(name)s: the lines were signed in a way that we cannot check."
    ),
}
# Of a checkpoint, whatever it is, she can do no more than know.
_SIGNATURE = gettext_lazy("%(name)s: the signature over the lines does not fit them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the check found.

    Shape: ``lines`` is how many were ever written about her, ``signed`` how many of them a
    checkpoint covers; ``problems`` are whole sentences, none if all is well.
    """

    lines: int
    signed: int
    problems: tuple[str, ...]


def check(customer: Customer) -> Checked:
    """Verifies every chain of her own, and the last checkpoint over each."""
    consents = list(
        Consent.objects.of(customer.pk)
        .filter(granted_at__isnull=False)
        .select_related("assistant")
        .order_by("pk")
    )
    found = [(each, finding) for each in consents for finding in verification.of_consent(each)]
    for consent, finding in found:
        # She is told to call; whoever is called must find it here.
        log.error("ledger.not_whole", consent=consent.public_id, finding=str(finding))
    return Checked(
        lines=sum(each.seq for each in consents),
        signed=sum(min(each.seq, each.sealed_seq) for each in consents),
        problems=tuple(_words(consent, finding) for consent, finding in found),
    )


def _words(consent: Consent, finding: Finding) -> str:
    first = finding.seq or 0
    last = finding.last_seq or first
    values = {
        "name": consent.assistant.name or _("An assistant"),
        "first": first,
        "last": last,
        "count": last - first + 1,
    }
    # A text with a plural chooses its form by the values themselves.
    return str(_WORDS.get(finding.kind, _SIGNATURE) % values)
