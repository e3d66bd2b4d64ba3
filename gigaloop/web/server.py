"""A loopback server on the standard library: the report at /, any question at /api/ask/NAME. It keeps no state."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gigaloop.analysis import QUESTIONS
from gigaloop.analysis.overlay import beside, leaving
from gigaloop.analysis.request import answer, several
from gigaloop.analysis.request import read as typed
from gigaloop.book.file import load
from gigaloop.book.model import Book
from gigaloop.book.problem import InputError, single
from gigaloop.report import CONTENTS, compose, html
from gigaloop.report.echarts import script
from gigaloop.web.address import Address, arguments, read

#: the only address that is ever bound: nobody else's machine can ask
LOOPBACK = "127.0.0.1"
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
#: how many days' books, and how many answers, are kept ready
BOOKS, ANSWERS = 8, 64


def server(port: int, *, book: str | None = None, overlay: Path | None = None) -> ThreadingHTTPServer:
    """A server bound to this machine alone; the caller runs `serve_forever` and closes it.

    port      0: any that is free
    book      folder or shipped name; overlay: private rows, shown by the answers and never by the page

    InputError if the port is taken.
    """

    class Door(Handler):
        site = Site(book, overlay)

    try:
        return ThreadingHTTPServer((LOOPBACK, port), Door)
    except OSError as error:
        raise single(f"--port: {port} cannot be bound: {error.strerror}", "Give another, or 0 for a free one") from None


class Site:
    """What the addresses stand for. Answers are kept by what was asked; those that hold private rows are not kept."""

    def __init__(self, book: str | None, overlay: Path | None) -> None:
        self.book: Callable[[str | None], Book] = lru_cache(BOOKS)(
            lambda as_of: load(book, as_of=as_of, overlay=overlay)
        )
        kept = ANSWERS if overlay is None else 0
        self.answered: Callable[[Address], tuple[str, str]] = lru_cache(kept)(self._answered)

    def _answered(self, asked: Address) -> tuple[str, str]:
        """(content type, text) of an address; KeyError if nothing stands there."""
        match asked.path:
            case ():
                book = leaving(self.book(asked.as_of))
                tables, _ = several(book, CONTENTS, asked.draw)
                return HTML, html(compose(book, tables), script(), asked.lang)
            case ("api", "questions"):
                return JSON, _json({"questions": {name: q.as_dict() for name, q in sorted(QUESTIONS.items())}})
            case ("api", "ask", name):
                given = typed(name, arguments(name, asked.own))
                table = beside(self.book(asked.as_of), lambda one: answer(one, name, given, asked.draw))
                return JSON, table.to_json()
            case _:
                raise KeyError("/".join(asked.path))


class Handler(BaseHTTPRequestHandler):
    """GET alone; a page of another site cannot ask, because the name it would use for us is refused."""

    site: Site
    server_version = "gigaloop"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer one address: 200, 400 with the problems, 403 for a foreign name, 404."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in (LOOPBACK, "localhost"):
            return self._send(HTTPStatus.FORBIDDEN, JSON, _json({"error": "only this machine may ask"}))
        try:
            kind, text = self.site.answered(read(self.path))
        except InputError as error:
            return self._send(HTTPStatus.BAD_REQUEST, JSON, _json({"problems": [p.as_dict() for p in error.problems]}))
        except KeyError:
            return self._send(HTTPStatus.NOT_FOUND, JSON, _json({"error": "nothing stands at this address"}))
        self._send(HTTPStatus.OK, kind, text)

    def _send(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: an address may tell of private terms."""


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
