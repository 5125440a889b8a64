"""Speaks with the agency's own sign-in (OpenID Connect, authorization code with PKCE); knows no account and no page.

Nothing is asked before somebody signs in there, so the service starts without it. What it says counts only when it is
signed by its key, for us, for this attempt, and in time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from zi_workflow.domain.errors import N_, BusyError, Problem, RefusedError

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
LEEWAY = 60
"""Seconds by which the clocks of the two may differ."""
_PATIENCE = 10.0
_AWAY = N_(
    "Your agency's sign-in cannot be reached at the moment. Please try again, or sign in with a link by mail."
)
_DOUBTFUL = N_(
    "Your agency's sign-in gave no answer that can be trusted. Please try again, or sign in with a link by mail."
)
_UNPROVEN = N_(
    "Your agency's sign-in does not vouch for your mail address. Please ask whoever runs it at your agency."
)


@dataclass(frozen=True)
class Provider:
    """Where the agency's sign-in is and who we are there; `second_step`: its second step is as good as ours."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    second_step: bool = False

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes; it comes back to `back`. BusyError when the agency's sign-in cannot be reached."""
        with self._client() as client:
            found = self._known(client)
        challenge = create_s256_code_challenge(verifier)
        asked: str = prepare_grant_uri(
            _text(found, "authorization_endpoint"),
            self.client_id,
            "code",
            redirect_uri=back,
            scope="openid email",
            state=state,
            nonce=nonce,
            code_challenge=challenge,
            code_challenge_method="S256",
        )
        return asked

    def vouched(self, code: str, back: str, verifier: str, nonce: str, now: datetime) -> str:
        """The mail address that it vouches for; RefusedError when what it says cannot be trusted, BusyError."""
        with self._client() as client:
            known = self._known(client)
            body = prepare_token_request(
                "authorization_code", redirect_uri=back, code=code, code_verifier=verifier
            )
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            mine = (self.client_id, self.client_secret)
            answer = _read(client.post, _text(known, "token_endpoint"), content=body, headers=kind, auth=mine)
            keys = _read(client.get, _text(known, "jwks_uri"))
        claims = self._claims(_text(answer, "id_token"), keys, nonce, now)
        email = claims.get("email")
        if not isinstance(email, str) or claims.get("email_verified") is not True:
            raise RefusedError(Problem(_UNPROVEN))
        return email

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=_PATIENCE, follow_redirects=False)

    def _known(self, client: httpx.Client) -> dict[str, Any]:
        found = _read(client.get, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            raise RefusedError(Problem(_DOUBTFUL))
        return found

    def _claims(self, token: str, keys: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        expected = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "values": [self.issuer, self.issuer.rstrip("/"), f"{self.issuer}/"]},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            found = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            expected.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise RefusedError(Problem(_DOUBTFUL)) from error
        claims: dict[str, Any] = found.claims
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise RefusedError(Problem(_DOUBTFUL))
        return claims


def _read(ask: Any, address: str, **more: Any) -> dict[str, Any]:
    """What is answered as JSON; a refusal of ours there is as doubtful as nonsense."""
    try:
        answer = ask(address, **more)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BusyError(Problem(_AWAY)) from error
    if answer.status_code >= 500:
        raise BusyError(Problem(_AWAY))
    try:
        found = answer.json()
    except ValueError as error:
        raise RefusedError(Problem(_DOUBTFUL)) from error
    if answer.status_code != 200 or not isinstance(found, dict):
        raise RefusedError(Problem(_DOUBTFUL))
    return found


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise RefusedError(Problem(_DOUBTFUL))
    return value
