"""A small OpenID Connect provider on loopback, in a process of its own: discovery, authorize, token, keys, userinfo.

    python tests/provider.py            prints its address, then answers until its standard input ends

Everybody is let in: there is no password page. A test says with `Running.now_is` who sits there and what is wrong with the
answers: nonce, signature, expired, issuer, audience, none (an unsigned token), userinfo (of another subject).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "lertrat", "a-secret-of-the-test"


class Provider(BaseHTTPRequestHandler):
    """One request; what is remembered between them stands on the class."""

    key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    stranger = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    who: dict[str, Any] = {"sub": "u-1"}
    codes: dict[str, dict[str, str]] = {}
    tokens: dict[str, dict[str, Any]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]  # an HTTP server has a port

    def log_message(self, *_: Any) -> None:
        """Nothing is written."""

    def answer(self, content: Any, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        given = {key: values[0] for key, values in parse_qs(address.query).items()}
        if address.path == "/.well-known/openid-configuration":
            self.answer(self.discovery())
        elif address.path == "/jwks":
            self.answer({"keys": [self.key.as_dict(private=False)]})
        elif address.path == "/as":
            type(self).who = json.loads(given["who"])
            self.answer({})
        elif address.path == "/authorize":
            self.authorize(given)
        elif address.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            held = self.tokens.get(token)
            self.answer(held or {"error": "invalid_token"}, 200 if held else 401)
        else:
            self.answer({}, 404)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def authorize(self, given: dict[str, str]) -> None:
        assert given["client_id"] == CLIENT and given["code_challenge_method"] == "S256" and given["nonce"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        self.send_response(302)
        self.send_header(
            "Location", f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"
        )
        self.end_headers()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        given = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
        asked = self.codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != given["redirect_uri"]
        ):
            self.answer({"error": "invalid_grant"}, 400)
            return
        self.answer(self.tokens_for(asked))

    def tokens_for(self, asked: dict[str, str]) -> dict[str, Any]:
        who, wrong, now = dict(self.who), self.who.get("wrong", ""), int(time.time())
        access = secrets.token_urlsafe(16)
        claims = {
            "iss": "http://elsewhere.example" if wrong == "issuer" else self.issuer,
            "aud": "another" if wrong == "audience" else CLIENT,
            "sub": who["sub"],
            "iat": now - 7200 if wrong == "expired" else now,
            "exp": now - 3600 if wrong == "expired" else now + 300,
            "nonce": "another" if wrong == "nonce" else asked["nonce"],
        }
        # ThaID's number comes with userinfo here, as with other providers in the token.
        self.tokens[access] = {
            "sub": "changed" if wrong == "userinfo" else who["sub"],
            "pid": who.get("pid", ""),
        }
        if wrong == "none":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        else:
            key = self.stranger if wrong == "signature" else self.key
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token}


class Running:
    """A provider in its own process."""

    def __init__(self, address: str) -> None:
        self.address = address

    def now_is(self, **who: str) -> None:
        """Who sits at the provider from now on, and what is wrong with its answers."""
        urlopen(f"{self.address}/as?{urlencode({'who': json.dumps(who)})}", timeout=10).close()

    def settings(self, **more: Any) -> dict[str, Any]:
        """Its entry in LERTRAT_OIDC."""
        return {
            "name": {"th": "ระบบทดสอบ", "en": "Test provider"},
            "discovery": f"{self.address}/.well-known/openid-configuration",
            "client_id": CLIENT,
            "client_secret": SECRET,
            **more,
        }


@contextmanager
def running() -> Iterator[Running]:
    """Start a provider; ended with the block."""
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin and process.stdout
    try:
        yield Running(process.stdout.readline().strip())
    finally:
        process.stdin.close()
        process.wait(10)


if __name__ == "__main__":
    import threading

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
