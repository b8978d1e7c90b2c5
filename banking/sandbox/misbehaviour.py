"""What each fault does to a reply."""

import dataclasses
import json
import math
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from banking.sandbox.amounts import Json, JsonObject, json_text
from banking.sandbox.exchange import HTML_TYPE, JSON_TYPE, Manner, Reply, answer, refusal
from banking.sandbox.faults import Fault, FaultKind
from banking.sandbox.resources import Question
from banking.sandbox.wire import LIGHTWEIGHT

MAINTENANCE = b"<!doctype html><html><body><h1>We are back at 6 a.m.</h1></body></html>"
COMPOSITE = "1107-1206"
STUCK_CURSOR = "1"
FIRST_ERROR = 400


def instead(faults: Sequence[Fault]) -> Reply | None:
    """Return what a fault answers in place of the bank, after any delay; the first one decides."""
    for fault in faults:
        if fault.kind is FaultKind.SLOW:
            time.sleep(fault.seconds)
    replies = (_reply(fault) for fault in faults)
    return next((reply for reply in replies if reply is not None), None)


def _reply(fault: Fault) -> Reply | None:
    retry_after = ("Retry-After", str(math.ceil(fault.seconds)))
    replies = {
        FaultKind.RATE_LIMITED: refusal(429, 1207, "Too many requests."),
        FaultKind.RATE_LIMITED_RETRY_AFTER: refusal(429, 1207, "Too many requests.", retry_after),
        FaultKind.UNAVAILABLE: refusal(503, 503, "The bank is closed for maintenance."),
        FaultKind.ERROR: refusal(500, 500, "Something went wrong at the bank."),
        FaultKind.HTML: Reply(status=200, body=MAINTENANCE, content_type=HTML_TYPE),
        FaultKind.EXPIRED_CONSENT: refusal(401, 602, "The customer's consent has expired."),
        FaultKind.HUGE: Reply(status=200, manner=Manner.HUGE),
    }
    return replies.get(fault.kind)


def distorted(faults: Sequence[Fault], payload: JsonObject, question: Question) -> JsonObject:
    """Return the payload with the mistakes that were asked for."""
    for fault in faults:
        match fault.kind:
            case FaultKind.WRONG_CURRENCY:
                payload = _each_account(payload, _in_another_currency)
            case FaultKind.LIGHTWEIGHT_ONLY:
                payload = _each_account(payload, _without_balances)
            case FaultKind.REPEATING_CURSOR if "page" in payload:
                payload = _stuck(payload, question)
            case FaultKind.OFF_ORIGIN if "page" in payload:
                payload = _elsewhere(payload, fault.origin)
            case _:
                pass
    return payload


def finished(faults: Sequence[Fault], reply: Reply) -> Reply:
    """Return the reply as it leaves: cut off, or with its error code as text."""
    kinds = {fault.kind for fault in faults}
    if FaultKind.STRING_CODES in kinds:
        reply = _with_string_code(reply)
    if FaultKind.TRUNCATED in kinds:
        reply = dataclasses.replace(reply, manner=Manner.TRUNCATED)
    return reply


def _with_string_code(reply: Reply) -> Reply:
    """Give an error a composite code; what would have been no error becomes one, to show it."""
    if reply.status < FIRST_ERROR:
        return answer({"code": COMPOSITE, "message": "No such identifier."}, FIRST_ERROR)
    written = json.loads(reply.body) if reply.content_type == JSON_TYPE else {}
    body = json_text({**written, "code": COMPOSITE}).encode()
    return dataclasses.replace(reply, body=body, content_type=JSON_TYPE)


def _each_account(payload: JsonObject, change: Callable[[JsonObject], JsonObject]) -> JsonObject:
    if "currency" in payload:
        return change(payload)
    accounts = payload.get("accounts")
    if not isinstance(accounts, list):
        return payload
    return {**payload, "accounts": [change(account) for account in accounts]}


def _in_another_currency(account: JsonObject) -> JsonObject:
    other = "USD" if account["currency"] == {"currencyCode": "EUR"} else "EUR"
    return {**account, "currency": {"currencyCode": other}}


def _without_balances(account: JsonObject) -> JsonObject:
    return {key: value for key, value in account.items() if key in LIGHTWEIGHT}


def _stuck(payload: JsonObject, question: Question) -> JsonObject:
    """Name as the next page the one that was asked for, or the second after the first."""
    cursor = question.query.get("offset", STUCK_CURSOR)
    href = f"{question.url}?{urlencode({**question.query, 'offset': cursor})}"
    page = {**_object(payload["page"]), "nextOffset": cursor}
    return {**payload, "page": page, "links": {"next": {"href": href}}}


def _elsewhere(payload: JsonObject, origin: str) -> JsonObject:
    """Point the next page at another host, where a bearer token must never go."""
    href = f"{origin}/fdx/v6/next"
    page = {key: value for key, value in _object(payload["page"]).items() if key != "nextOffset"}
    return {**payload, "page": {**page, "next": href}, "links": {"next": {"href": href}}}


def _object(value: Json) -> JsonObject:
    return dict(value) if isinstance(value, dict) else {}
