"""A small OpenID Connect provider on this machine, with keys of its own, that can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "legation", "a-secret-of-the-desk"

Claims = dict[str, Any]


class Server:
    """Answers discovery, keys and token; ``authorize`` is what a browser would do at it."""

    def __init__(self) -> None:
        self.key, self.other_key = (ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256"}) for kid in "ab")
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: Claims = {"sub": "subject-1", "preferred_username": "nadia", "groups": ["desk-officers"]}
        self.alter: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = self.signed
        self.speaks_for: str | None = None
        self.asked = 0
        self.bodies: dict[str, bytes] = {}  # what is answered instead, by path
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    outer.asked += 1
                    outer.answer(self, outer.configuration())
                elif self.path == "/keys":
                    outer.answer(self, {"keys": [outer.key.as_dict(private=False)]})
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                outer.token(self, {name: values[0] for name, values in form.items()})

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def configuration(self) -> dict[str, str]:
        return {
            "issuer": self.speaks_for or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, address: str) -> tuple[str, str]:
        """What a browser brings back from there: state and code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return asked["state"], code

    def token(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        client = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != proof or handler.headers.get("authorization") != client:
            handler.send_error(400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        self.answer(handler, {"id_token": self.sign(self.alter(claims)), "token_type": "Bearer"})

    def signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "ES256", "kid": "a"}, claims, self.key)

    def signed_by_another(self, claims: Claims) -> str:
        return jwt.encode({"alg": "ES256", "kid": "a"}, claims, self.other_key)

    def unsigned(self, claims: Claims) -> str:
        head, body = (
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
            for part in ({"alg": "none", "typ": "JWT"}, claims)
        )
        return f"{head}.{body}."

    def keyed_by_the_public_key(self, claims: Claims) -> str:
        """HMAC with what everybody knows, as if it were a shared secret."""
        from joserfc.jwk import OctKey

        public = self.key.as_pem(private=False)
        return jwt.encode({"alg": "HS256", "kid": "a"}, claims, OctKey.import_key(public), algorithms=["HS256"])

    def answer(self, handler: BaseHTTPRequestHandler, value: Any) -> None:
        body = self.bodies.get(handler.path, json.dumps(value).encode())
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        with suppress(OSError):  # whoever asked may have heard enough
            handler.wfile.write(body)
