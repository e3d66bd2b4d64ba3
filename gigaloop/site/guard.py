"""Doors shut: who may ask, how long and how much, and what every answer says to the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HOSTS = ("127.0.0.1", "localhost", "[::1]")
#: bytes of a target and of a body
MOST_TARGET, MOST_BODY = 4_000, 64_000
#: bytes of a body that brings an article, a filing or a PDF to be read
MOST_READ = 8_000_000
#: requests that are open at once; the first page is kept ready and is never refused, nor is what it is made of
MOST_OPEN = 128
FULL = "too many requests are open; ask again in a moment"
READY = ("/", "/zh-Hant/", "/zh-Hans/", "/search.json", "/favicon.ico")
SPARED = tuple(f"GET {path}".encode() for path in ("/static/", *(f"{path} " for path in READY)))
#: seconds in which a body must have come, and a connection its first request
BODY_WITHIN, ASKED_WITHIN = 15.0, 30.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Guard:
    """Wraps an application: refuses foreign names and origins, long targets and bodies; bounds what is open.

    What is costly is bounded where it is done, in `jobs.Pool`.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        told = _headers(scope)
        refused = refusal(scope["method"], scope["path"], len(scope.get("query_string", b"")), told)
        if refused is not None:
            await _refuse(send, *refused)
            return
        ready = scope["path"].startswith("/static/") or (scope["path"] in READY and not scope.get("query_string"))
        if self.open >= MOST_OPEN and not ready:
            await _refuse(send, 503, FULL)
            return
        if scope["method"] == "HEAD":  # the heads of a GET: the server below leaves the body out
            scope = {**scope, "method": "GET"}
        self.open += 1
        try:
            await self.app(scope, _bounded(receive, most(scope["path"])), _with_headers(send, scope["path"]))
        finally:
            self.open -= 1


def most(path: str) -> int:
    """Bytes that the body of a request to this path may have."""
    return MOST_READ if path.startswith("/api/intake") else MOST_BODY


def refusal(method: str, path: str, query: int, told: dict[str, str]) -> tuple[int, str] | None:
    """Why a request is refused, or None.

    >>> refusal("GET", "/", 0, {"host": "127.0.0.1:8765"}) is None
    True
    >>> refusal("GET", "/", 0, {"host": "evil.example"})[0]
    403
    >>> refusal("GET", "/api/ask/miss", 0, {"host": "localhost", "sec-fetch-site": "cross-site"})[0]
    403
    """
    host = told.get("host", "")
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    if name not in HOSTS:
        return 403, "only this machine may ask, by 127.0.0.1 or localhost"
    origin = told.get("origin")
    if origin is not None and origin != f"http://{host}":
        return 403, "a page of another origin may not ask"
    site = told.get("sec-fetch-site", "none")
    top = told.get("sec-fetch-mode") == "navigate" and told.get("sec-fetch-dest") == "document" and method == "GET"
    if site in ("cross-site", "same-site") and not (top and not path.startswith("/api/")):
        return 403, "a page of another site may not ask"
    if len(path) + query > MOST_TARGET:
        return 414, f"an address has at most {MOST_TARGET} characters"
    if method not in ("GET", "HEAD", "POST"):
        return 405, "GET, HEAD and POST are answered"
    if method == "POST" and told.get("content-type", "").split(";")[0] != "application/json":
        return 415, "a POST is application/json"
    length = told.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) < 12 and int(length) <= most(path)):
        return 413, f"a body has at most {most(path)} bytes"
    return None


def at_once(data: bytes, ready: Mapping[str, bytes]) -> bytes | None:
    r"""The whole response to a request that came in one piece: what lies ready, or why it may not ask; None: let it in.

    >>> answer = at_once(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {"/": b"..."})
    >>> answer[:22], at_once(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", {"/": b"..."})
    (b'HTTP/1.1 403 Forbidden', b'...')
    """
    if not data.endswith(b"\r\n\r\n") or not data.startswith(b"GET "):
        return None
    first, *rest = data[:-4].decode("latin-1").split("\r\n")
    path, asks, query = first[4:].rpartition(" ")[0].partition("?")
    told = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    refused = refusal("GET", path, len(query), told)
    return whole(*refused) if refused is not None else None if asks else ready.get(path)


def prompt(protocol: type[Any]) -> type[Any]:
    """A protocol of uvicorn that hangs up on a connection whose first request does not come in time, and refuses what
    is one too many before it is read."""

    class Prompt(protocol):
        let_in, inside = False, 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            self.loop.call_later(ASKED_WITHIN, lambda: transport.close() if self.cycle is None else None)

        def data_received(self, data: bytes) -> None:
            if not self.let_in:
                if Prompt.inside >= MOST_OPEN and not data.startswith(SPARED):
                    self.transport.write(whole(503, FULL))
                    self.transport.close()
                    return
                self.let_in = True
                Prompt.inside += 1
            super().data_received(data)

        def on_response_complete(self) -> None:
            self._let_out()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._let_out()
            super().connection_lost(exc)

        def _let_out(self) -> None:
            Prompt.inside -= self.let_in
            self.let_in = False

    return Prompt


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _bounded(receive: Receive, limit: int) -> Receive:
    """The body, cut off where it is longer than it may be, or takes longer to come."""
    seen, whole = 0, False

    async def take() -> MutableMapping[str, Any]:
        nonlocal seen, whole
        if whole:  # what now comes is that the client hangs up
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_WITHIN)
        except TimeoutError:
            return {"type": "http.disconnect"}
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return {"type": "http.disconnect"} if seen > limit else message

    return take


def _kept(path: str) -> bytes:
    return b"public, max-age=31536000, immutable" if path.startswith("/static/") else b"no-store"


def _with_headers(send: Send, path: str) -> Send:
    async def put(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS, (b"cache-control", _kept(path))]}
        await send(message)

    return put


def _body(sentence: str) -> bytes:
    return f'{{"error": "{sentence}"}}'.encode()


def whole(status: int, told: str | bytes, kind: str = "application/json", path: str = "") -> bytes:
    """A whole response, after which the connection ends; `path` says how long it may be kept."""
    body = told if isinstance(told, bytes) else _body(told)
    own = ((b"content-type", kind.encode()), (b"content-length", b"%d" % len(body)), (b"cache-control", _kept(path)))
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in (*own, *HEADERS, (b"connection", b"close")))
    return b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (status, HTTPStatus(status).phrase.encode(), lines, body)


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = _body(sentence)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
