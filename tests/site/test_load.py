"""The server under load, as the issue counts it: `make site-test` runs it; it needs the machine for itself."""

import asyncio
import os
import signal

import pytest

from tests.site.conftest import ended, started
from tests.site.load import ask, measure


@pytest.mark.skipif(os.environ.get("GIGALOOP_SITE_TEST") != "all", reason="heavy: make site-test runs it")
def test_a_thousand_requests_are_answered_or_refused_in_a_sentence():
    told = measure(count=1000, hang_up=500, idle=500)
    assert sum(told.statuses.values()) == 1000 and set(told.statuses) <= {200, 202, 404, 503}
    assert told.unsaid == 0
    assert told.megabytes < 2_000
    assert told.slowest < 1.0, "the first page has to come within a second all the while"


def test_a_few_dozen_requests_at_once_are_answered_or_refused_in_a_sentence():
    told = measure("--book", "tiny", count=60, hang_up=30, idle=30)
    assert sum(told.statuses.values()) == 60 and set(told.statuses) <= {200, 202, 400, 404, 503}
    assert told.unsaid == 0 and told.megabytes < 2_000


def test_the_first_page_comes_though_the_server_stands_still():
    process, address = started("--book", "tiny")
    host, port = address.removeprefix("http://").split(":")
    try:
        assert asyncio.run(ask(host, int(port), "/"))[0] == 200
        os.kill(process.pid, signal.SIGSTOP)
        status, body = asyncio.run(asyncio.wait_for(ask(host, int(port), "/"), 10))
        assert status == 200 and b"<h1" in body
        assert asyncio.run(ask(host, int(port), "/", headers="Origin: http://evil.example\r\n"))[0] == 403
        with pytest.raises(TimeoutError):  # what does not lie ready waits for the server
            asyncio.run(asyncio.wait_for(ask(host, int(port), "/ask/"), 1))
    finally:
        os.kill(process.pid, signal.SIGCONT)
        ended(process)
