"""An installed gigaloop runs its main job: check, answer, simulate, report, workbook, page."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gigaloop

HERE = Path(gigaloop.__file__).parent
#: said by `clean.py`: no clone is near
SOLE = bool(os.environ.get("GIGALOOP_SOLE"))


def gigaloop_says(*words: str, cwd: Path) -> str:
    """What the command line prints; an exit other than 0 fails."""
    done = subprocess.run(
        [sys.executable, "-m", "gigaloop", *words], cwd=cwd, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_nothing_but_the_package_where_no_clone_is_near():
    assert (HERE.parent / "pyproject.toml").exists() != SOLE
    if SOLE:
        assert {file.name for file in (HERE / "books").iterdir()} >= {"loop", "telecom"}
        with pytest.raises(OSError):
            (Path.home() / "x").write_text("x")


@pytest.mark.parametrize("book", ["loop", "telecom", "tiny"])
def test_a_shipped_book_has_nothing_to_mend(book, tmp_path):
    told = json.loads(gigaloop_says("check", "--book", book, "--json", cwd=tmp_path))["problems"]
    assert [one for one in told if one["severity"] == "error"] == []


def test_an_answer_speaks_in_three_scripts(tmp_path):
    told = json.loads(gigaloop_says("ask", "backlog", "oracle", "--json", cwd=tmp_path))
    assert set(told["headline"]) == {"en", "zh-Hant", "zh-Hans", "zh-HK"}
    assert all("OpenAI" in said[0] for said in told["headline"].values())


def test_every_path_balances_to_the_cent():
    run = gigaloop.simulate(gigaloop.load("tiny"), paths=50)
    assert run.audit.shape[0] == 50 and not run.audit.any()


def test_report_workbook_and_map_are_written_where_one_stands(tmp_path):
    for name in ("page.html", "page.md", "map.svg"):
        gigaloop_says("report", "--book", "tiny", "--paths", "50", "--out", name, cwd=tmp_path)
    gigaloop_says("workbook", "--book", "tiny", "--paths", "50", "--out", "book.xlsx", cwd=tmp_path)
    assert (tmp_path / "page.html").stat().st_size > 1_000_000  # the chart library is inside
    assert {file.name for file in tmp_path.iterdir()} == {"page.html", "page.md", "map.svg", "book.xlsx"}


def test_the_site_serves_its_first_page():
    from fastapi.testclient import TestClient

    from gigaloop.site.app import make_app

    with TestClient(make_app("tiny"), base_url="http://127.0.0.1") as at:
        for address in ("/", "/zh-Hant/party/lab/", "/static/"):
            assert at.get(address).status_code == (404 if "static" in address else 200)
