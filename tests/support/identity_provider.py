"""A small real identity provider (OpenID Connect): HTTP, PKCE, codes that work once, and tokens signed by its key.

It can be told to lie, as a broken or hostile one would.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "zi-workflow", "rahasia-uji"


@dataclass
class IdentityProvider:
    """Who is signed in there, and what it says of them; `lies` are claims that it says instead of the truth."""

    now: datetime
    email: str = "eka@contoh.go.id"
    verified: object = True
    lies: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    says_issuer: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}))
    shown: RSAKey | None = None

    def discovery(self) -> dict[str, Any]:
        """Where everything is."""
        places = {name: f"{self.issuer}/{name.partition('_')[0]}" for name in _PLACES}
        return {"issuer": self.says_issuer or self.issuer, **places}

    def jwks(self) -> dict[str, Any]:
        """The key that its tokens are said to be signed with."""
        return {"keys": [(self.shown or self.key).as_dict(private=False)]}

    def authorise(self, query: dict[str, str]) -> str:
        """Where the browser goes after its owner signed in there."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"kode-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A token for a code, to the client that it was made for and whoever has the verifier; once."""
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or authorization != f"Basic {client}"
            or challenge != asked["code_challenge"]
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        second = int(self.now.timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "1",
            "aud": CLIENT,
            "iat": second,
            "exp": second + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": self.verified,
            **self.lies,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, said, self.key)
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}


_PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    """What answers for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorization":
                self.send_response(302)
                self.send_header("Location", provider.authorise(dict(parse_qsl(parts.query))))
                self.end_headers()
                return
            found = {"/.well-known/openid-configuration": provider.discovery, "/jwks": provider.jwks}
            self._answer(200, found[parts.path]())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests say nothing."""

    return Handler


@contextmanager
def serving(provider: IdentityProvider) -> Iterator[IdentityProvider]:
    """The provider on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
