"""A fake model on this machine that helps, lies, stalls and returns junk."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import gigaloop
from gigaloop.intake.model import read_with_model

#: a deal in words that the rules do not know
TEXT = "Oct. 1, 2026 - At Nebius a new tenant moves in: Meta, whose purse opens to the tune of $5 billion."
TRUE = {
    "kind": "compute_purchase",
    "from": "meta",
    "to": "nebius",
    "amount": "5 bn USD",
    "stage": None,
    "quotes": {"kind": "a new tenant moves in", "from": "Meta", "to": "Nebius", "amount": "$5 billion"},
}


@contextmanager
def fake(body: bytes, wait: float = 0.0):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            time.sleep(wait)
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Door(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            """Whoever asked had not the patience to wait: nothing is told of it."""

    with Door(("127.0.0.1", 0), Handler) as door:
        threading.Thread(target=door.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{door.server_address[1]}/v1"
        door.shutdown()


def said(*deals) -> bytes:
    return json.dumps({"choices": [{"message": {"content": json.dumps({"deals": deals})}}]}).encode()


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def told(found):
    return [(p.kind, p.payer, p.payee, p.amount) for p in found.proposals if p.reason.startswith("told by the model")]


def test_it_adds_what_the_text_bears_out(book):
    with fake(said(TRUE)) as url:
        found = read_with_model(TEXT, book, url=url)
    added = [p for p in found.proposals if p.kind and p.amount == "5 bn USD"]
    assert [(p.payer, p.payee) for p in added] == [("meta", "nebius")]
    assert all(found.text[e.start : e.end] == e.text for p in found.proposals for e in p.evidence)


@pytest.mark.parametrize(
    "lie",
    [
        {"to": "oracle", "quotes": TRUE["quotes"] | {"to": "Oracle"}},
        {"from": "google"},
        {"amount": "50 bn USD"},
        {"kind": "gift"},
        {"quotes": {}},
        {"from": 3},
    ],
)
def test_a_lie_is_dropped(book, lie):
    text = TEXT.replace("Nebius", "Nebius Group")
    with fake(said(TRUE | lie)) as url:
        assert told(read_with_model(text, book, url=url)) == []


@pytest.mark.parametrize("junk", [b"", b"<html>", b'{"choices": []}', b"[" * 100_000, said()[:-9], b"\xff" * 3_000_000])
def test_junk_leaves_the_rules(book, junk):
    with fake(junk) as url:
        found = read_with_model(TEXT, book, url=url)
    assert found.warnings and not told(found)


def test_a_stall_ends(book):
    start = time.monotonic()
    with fake(said(TRUE), wait=3.0) as url:
        found = read_with_model(TEXT, book, url=url, seconds=0.5)
        assert time.monotonic() - start < 3.0
    assert found.warnings
