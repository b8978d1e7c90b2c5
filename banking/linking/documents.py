"""What a customer hands in: statements as files, each stored once."""

import base64
import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from banking import refresh
from banking.connector import Unreadable
from banking.connectors import standard_of
from banking.linking import operations
from banking.linking.operations import Problem
from banking.models import Document, Institution, Link, LinkedBy, LinkState, User
from banking.standard import Upload

LARGEST_BYTES = 8 * 1024 * 1024
# A refresh reads all that wait, at once and in memory.
_MOST_WAITING = 4


def upload_of(institution: Institution) -> Upload | None:
    """What can be handed in, if that is how customers link the institution."""
    if not operations.is_offered(institution) or institution.linked_by != LinkedBy.UPLOAD:
        return None
    return standard_of(institution.standard).upload


def hand_in(
    customer: User, institution: Institution, content: bytes, now: datetime
) -> Link | Problem:
    """Keeps the document for the next refresh, and asks for that; the first one makes the link."""
    upload = upload_of(institution)
    if upload is None:
        return Problem.NOT_OFFERED
    try:
        upload.check(content)
    except Unreadable as error:
        return operations.problem_of(institution, error)
    kept = _keep(customer, institution, content, now)
    if isinstance(kept, Link):
        refresh.ask(kept.pk)
    return kept


@transaction.atomic
def _keep(
    customer: User, institution: Institution, content: bytes, now: datetime
) -> Link | Problem:
    # Locked, so that her other tab finds the link that this one makes.
    User.objects.select_for_update().get(pk=customer.pk)
    digest = hashlib.sha256(content).hexdigest()
    link = operations.locked(customer, institution)
    if link and Document.objects.filter(link=link, digest=digest).exists():
        return Problem.KNOWN_DOCUMENT
    if link and Document.objects.filter(link=link, stored_at=None).count() >= _MOST_WAITING:
        return Problem.TOO_MANY_DOCUMENTS
    link = link or Link.objects.create(customer=customer, institution=institution, credentials="{}")
    Document.objects.create(
        link=link,
        digest=digest,
        content=base64.b64encode(content).decode(),
        received_at=now,
    )
    # A document that could not be read made the link wait for her: here she is.
    Link.objects.filter(pk=link.pk).update(state=LinkState.LIVE, next_refresh_at=Now(), attempts=0)
    return link
