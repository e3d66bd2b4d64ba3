"""One real browser for all tests of a file; it is gone before the next, for its event loop would stay in the way."""

import shutil
from pathlib import Path

import pytest

#: Debian's chromium; a run without it fails, it does not skip
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    assert Path(CHROMIUM).exists(), "chromium is missing: apt-get install chromium"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
