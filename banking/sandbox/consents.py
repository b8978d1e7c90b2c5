"""A customer's consent as a resource of FDX, to be read and revoked by whom it was given to."""

from http import HTTPStatus

from banking.sandbox.amounts import JsonObject
from banking.sandbox.exchange import Reply, Request, answer, refusal
from banking.sandbox.grants import CONSENT_S, Consent, Grants

INITIATORS = {"INDIVIDUAL", "DATA_ACCESS_PLATFORM", "DATA_RECIPIENT", "DATA_PROVIDER"}
REASONS = {"BUSINESS_RULE", "USER_ACTION"}


class Consents:
    """`/consents/{id}` and `/consents/{id}/revocation`; a token sees its own consent only."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants

    def reply(self, request: Request, rest: list[str]) -> Reply:
        """Show or revoke; `rest` is the path after `consents`."""
        found = self._grants.consent(rest[0], request.bearer() or "") if rest else None
        if found is None:
            return refusal(404, 601, "There is nothing at this address.")
        match request.method, rest[1:]:
            case "GET", []:
                return answer(_shown(found))
            case "PUT", ["revocation"]:
                return self._revoked(request, found)
            case _:
                return refusal(405, 1206, "This method is not supported here.")

    def _revoked(self, request: Request, found: Consent) -> Reply:
        said = request.json_object() or {}
        if said.get("reason") not in REASONS or said.get("initiator") not in INITIATORS:
            return refusal(400, 401, "reason and initiator are needed.")
        self._grants.revoke(found.consent_id)
        return Reply(status=HTTPStatus.NO_CONTENT)


def _shown(found: Consent) -> JsonObject:
    return {
        "id": found.consent_id,
        "status": "ACTIVE",
        "createdTime": found.created_at.isoformat(timespec="seconds"),
        "expirationTime": found.expires_at.isoformat(timespec="seconds"),
        "durationType": "TIME_BOUND",
        "durationPeriod": CONSENT_S // 86400,
        "lookbackPeriod": 731,
        "resources": [],
    }
