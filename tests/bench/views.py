"""What ours is measured against: a view that answers a constant, and a bare one that does the same.

The bare view is the least code that is still the same work: one verification with the kept key, one
reading of the JSON, the same four statements through Django's cursor, and a fixed answer with the
figure in it. It has no layers, no reasons for a refusal, no words, no chain of hashes.
"""

import base64
import json
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assistant.platforms.alexa import wire
from banking.queries import _BALANCES
from consent.ledger import _ADVANCE, _INSERT
from consent.queries import _STANDING

ANSWER = {
    "version": "1.0",
    "response": {"outputSpeech": {"type": "PlainText", "text": "Fine."}, "shouldEndSession": True},
}
_CONSTANT = json.dumps(ANSWER).encode()
_STANDING_SQL = _STANDING.format(joined="string_agg")
_BALANCES_SQL = _BALANCES.format(places="%s")
# Of the size that ours has.
_CONTENT = json.dumps({"content": "x" * 170})
_SALT, _HASH = "0" * 32, "0" * 64


def constant(request: HttpRequest) -> HttpResponse:
    """Reads the body and answers the same to everybody."""
    return HttpResponse(_CONSTANT if request.body else b"", content_type="application/json")


@cache
def _key(url: str) -> RSAPublicKey:
    """The key of the chain at an address; the bench has one chain, proven by whoever made it."""
    path = Path(settings.ALEXA_TEST_CA_DIR or "") / "chain.pem"
    key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
    assert isinstance(key, RSAPublicKey), url
    return key


def bare(request: HttpRequest) -> HttpResponse:
    """The balance of the one account that the token's consent allows, disclosed."""
    now, body = timezone.now(), request.body
    signature = base64.b64decode(request.META["HTTP_SIGNATURE_256"])
    key = _key(request.META["HTTP_SIGNATURECERTCHAINURL"])
    key.verify(signature, body, padding.PKCS1v15(), hashes.SHA256())
    envelope = wire.read(body)
    system, asked = envelope.system, envelope.request
    if not (system and system.application and system.user and system.user.access_token):
        return HttpResponse(status=400)
    is_new = asked.timestamp and abs(now - asked.timestamp) <= timedelta(seconds=150)
    if not is_new or system.application.application_id not in settings.ALEXA_SKILL_IDS:
        return HttpResponse(status=400)
    checksum = sha256(system.user.access_token.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_STANDING_SQL, [checksum])
        consent, customer, *_, revision, seq, _head = (row := cursor.fetchone())[:8]
        cursor.execute(_BALANCES_SQL, [customer, row[17]])
        name, minor = (account := cursor.fetchone())[1], account[4]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [seq + 1, _HASH, consent, revision, seq, "live", now])
        if cursor.rowcount != 1:
            return HttpResponse(status=409)
        content = [asked.request_id, _CONTENT, _SALT, _HASH, _HASH]
        cursor.execute(_INSERT, [consent, seq + 1, now, *content])
    speech = {"type": "PlainText", "text": f"You have ${minor / 100:,.2f} in {name}."}
    answer = {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": True}}
    return HttpResponse(json.dumps(answer), content_type="application/json")
