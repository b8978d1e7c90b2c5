"""Where the client makes consents, looks at them and takes them back, with a token of its own."""

from datetime import UTC, datetime

from banking.sandbox.amounts import JsonObject
from banking.sandbox.exchange import Reply, Request
from banking.sandbox.grants import Grants
from banking.sandbox.uk.answers import enclosed, good, refused
from banking.sandbox.uk.consents import Consent, Consents
from banking.sandbox.uk.versions import Version

CONSENTS = "account-access-consents"
# Whose the client's own token is.
NOBODY = ""


class ConsentResource:
    """The consent resource."""

    def __init__(self, grants: Grants, consents: Consents, base_url: str) -> None:
        self._grants = grants
        self._consents = consents
        self._base_url = base_url

    def reply(self, request: Request, version: Version, rest: list[str]) -> Reply:
        """Answer below the address of all consents."""
        token = request.bearer()
        if not token or self._grants.customer_number(token) != NOBODY:
            return Reply(status=401)
        match rest:
            case [] if request.method == "POST":
                return self._create(request, version)
            case [consent_id]:
                consent = self._consents.find(consent_id)
                if consent is None:
                    return refused(version, 400, "U011", "There is no such consent.")
                return self._about(request, version, consent)
            case _:
                return Reply(status=405)

    def _about(self, request: Request, version: Version, consent: Consent) -> Reply:
        match request.method:
            case "GET":
                return good(self._enclosed(consent.written(version), version))
            case "DELETE":
                self._consents.delete(consent.consent_id)
                return Reply(status=204)
            case _:
                return Reply(status=405)

    def _create(self, request: Request, version: Version) -> Reply:
        data = (request.json_object() or {}).get("Data")
        asked = data if isinstance(data, dict) else {}
        names = asked.get("Permissions")
        if not isinstance(names, list) or not names:
            return refused(version, 400, "U004", "Permissions are missing.")
        try:
            expires_at = _moment(asked.get("ExpirationDateTime"))
        except ValueError:
            return refused(version, 400, "U002", "ExpirationDateTime is no moment.")
        made = self._consents.create(frozenset(map(str, names)), expires_at)
        return good(self._enclosed(made.written(version), version), 201)

    def _enclosed(self, data: JsonObject, version: Version) -> JsonObject:
        url = f"{self._base_url}{version.prefix}/{CONSENTS}/{data['ConsentId']}"
        return {**enclosed(data, url), "Risk": {}}


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    read = datetime.fromisoformat(str(text))
    return read if read.tzinfo else read.replace(tzinfo=UTC)
