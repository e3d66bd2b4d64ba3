"""One live server over the shipped book for all tests of the site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gigaloop.answer.paths import simulated
from gigaloop.book.file import load

ROOT = Path(__file__).parents[2]


def started(*words):
    """(process, address) of a server on a free port; its engine stands compiled, so that no page waits for that."""
    simulated(load("tiny"), paths=1)
    command = [sys.executable, "-m", "gigaloop", "serve", "--port", "0", *words]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    line = process.stdout.readline()
    assert line.startswith("http://127.0.0.1:"), line
    return process, line.split()[0].rstrip("/")


def ended(process):
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def live():
    process, address = started()
    yield address
    ended(process)


@pytest.fixture(scope="session")
def tiny():
    process, address = started("--book", "tiny")
    yield address
    ended(process)


@pytest.fixture
def watched(browser, live):
    """`open(...)` a page whose console and requests are watched; anything wrong fails the test at its end."""
    wrong, contexts = [], []

    def open_page(width=1200, height=900, theme="light", script=True, host=live, **more):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, java_script_enabled=script, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((host, "data:", "blob:")) else wrong.append(asked.url),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, wrong
