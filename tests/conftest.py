"""How tests share: one browser for a file, and on several cores files that read the same answers in one process."""

import os
import shutil
import sys
from pathlib import Path

import pytest

# bytecode is kept while tests run, whatever the shell says: else each of their many processes compiles all it imports
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

#: doors/test_dist runs these on the built wheel, where no clone is near
collect_ignore = ["installed"]
#: Debian's chromium; a run without it fails, it does not skip
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


#: files that read the answers of `tests.shipped`: one process works each out for all of them
ANSWERS = {
    f"tests/{name}.py"
    for name in (
        *("answer/test_every_table", "answer/test_first_screen", "answer/test_show_words", "doors/test_figure"),
        *("doors/test_measures", "doors/test_phrases", "doors/test_reproduce", "doors/test_sentence"),
        "doors/test_report_in_browser",
    )
}
#: folders that ask the engine little, read by the second process while the first compiles it for the site
QUIET = ("tests/intake/", "tests/book/", "tests/words/")
#: the files that take longest, begun first, so that no process ends long after the others; the rest in their order
FIRST = "tests/site/test_browser.py"
LONGEST = (
    *("laws/test_laws", "doors/test_workbook", "site/test_review_page", "worked/test_lowered", "doors/test_dist"),
    *("engine/test_twin", "engine/test_store", "site/test_site", "answer/test_overlay"),
    *("house/test_docstrings", "site/test_review", "coverage/test_on_paths", "fuzz/test_fuzz"),
)


def pytest_collection_modifyitems(items):
    places = (
        {f"tests/{name}.py": place for place, name in enumerate(LONGEST)} | dict.fromkeys(ANSWERS, -1) | {FIRST: -3}
    )

    def place(item):
        file = item.nodeid.partition("::")[0]
        return places.get(file, -2 if file.startswith(QUIET) else len(places))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "answers" if file in ANSWERS else file

    return Together(config, log)


@pytest.fixture(scope="module")
def browser():
    """A real browser; it is gone before the next file, for its event loop would stay in the way."""
    from playwright.sync_api import sync_playwright

    assert Path(CHROMIUM).exists(), "chromium is missing: apt-get install chromium"
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
