"""Authlib's OAuth2Session."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata, get_well_known_url

from tests.foreign.client import CALLBACK, Granted, Linking, Outcome, Refused, Registration


class ReplyLostError(Exception):
    """The server answered, and nobody heard it."""


@dataclass(frozen=True, kw_only=True)
class AuthlibClient:
    """An application that uses one session per request, as they do."""

    registration: Registration

    def metadata(self) -> Mapping[str, Any]:
        return self._metadata

    @cached_property
    def _metadata(self) -> dict[str, Any]:
        url = get_well_known_url(self.registration.issuer, external=True)
        document = httpx.get(url).raise_for_status().text
        found: dict[str, Any] = json.loads(document)
        assert found["issuer"] == self.registration.issuer
        # Authlib wants TLS of every server, and the tests' has none on this machine.
        with_tls = document.replace("http://127.0.0.1:", "https://127.0.0.1:")
        AuthorizationServerMetadata(json.loads(with_tls)).validate()
        return found

    def begin(self, **asked: str | None) -> Linking:
        verifier = generate_token(48)
        wanted = {"scope": "balances dues", "state": generate_token(30)} | asked
        url, _ = self._session().create_authorization_url(
            self._metadata["authorization_endpoint"],
            # It proves with S256 or not at all; another proof is ours, sent by hand.
            code_verifier=None if "code_challenge" in asked else verifier,
            **{
                name: value or ""
                for name, value in wanted.items()
                # Left out, a state would be made up.
                if value is not None or name == "state"
            },
        )
        return Linking(url=url, state=wanted["state"], verifier=verifier)

    def redeem(self, linking: Linking, address: str, times: int = 1) -> Sequence[Outcome]:
        parameters = parse_qs(urlsplit(address).query)
        if "error" in parameters:
            # Authlib's session leaves an error redirect, and its state, to the application.
            assert parameters.get("state") == ([linking.state] if linking.state else None)
            return [Refused(error=parameters["error"][0], status=None)] * times
        proof: dict[str, Any] = {"code_verifier": linking.verifier} if linking.verifier else {}
        return _at_once(
            times,
            lambda: self._tokens(
                "fetch_token",
                authorization_response=address,
                state=linking.state,
                redirect_uri=address.partition("?")[0],
                **proof,
            ),
        )

    def refresh(self, token: str, times: int = 1, *, is_lost: bool = False) -> Sequence[Outcome]:
        return _at_once(
            times, lambda: self._tokens("refresh_token", is_lost=is_lost, refresh_token=token)
        )

    def grant(self, kind: str, **fields: Any) -> Outcome:
        return self._tokens("fetch_token", grant_type=kind, **fields)

    def revoke(self, token: str) -> None:
        url = self._metadata["revocation_endpoint"]
        self._session().revoke_token(url, token=token).raise_for_status()

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.registration.id,
            self.registration.secret or None,
            token_endpoint_auth_method=self.registration.method,
            revocation_endpoint_auth_method=self.registration.method,
            redirect_uri=CALLBACK,
            code_challenge_method="S256",
        )

    def _tokens(self, call: str, *, is_lost: bool = False, **what: Any) -> Outcome:
        session, answers = self._session(), []

        def seen(response: Any) -> Any:
            answers.append(response)
            if is_lost:
                raise ReplyLostError
            return response

        session.register_compliance_hook("access_token_response", seen)
        session.register_compliance_hook("refresh_token_response", seen)
        try:
            tokens = getattr(session, call)(self._metadata["token_endpoint"], **what)
        except AuthlibBaseError as error:
            status = answers[0].status_code if answers else None
            return Refused(error=str(error.error), status=status)
        except ReplyLostError:
            return Refused(error="reply lost", status=None)
        headers = {name: answers[0].headers.get(name) for name in ("Cache-Control", "Content-Type")}
        return Granted(tokens=dict(tokens), headers=headers)


def _at_once(times: int, call: Callable[[], Outcome]) -> list[Outcome]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(call) for _ in range(times)]]
