"""An older day answers as it did: every change of a leg, a figure or a parameter is listed with its reason."""

from pathlib import Path

import pytest

from tests.book import older_days
from tests.shipped import shipped

PAGE = Path(__file__).parents[2] / "docs" / "older-days.md"


def listed() -> dict[tuple[str, str], tuple[str, str]]:
    """(day, row) -> (before, now) of the page's table; a row without a reason is not listed."""
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| 20") and cells[4]:
            for day in cells[0].split():
                found[day, cells[1]] = (cells[2], cells[3])
    return found


@pytest.fixture(scope="module")
def changed() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        key: (before.replace(">", "to") or "-", now.replace(">", "to") or "-")
        for key, (before, now) in older_days.changed().items()
    }


def test_every_change_is_listed_and_every_listed_row_is_a_change(changed):
    assert listed() == changed


def test_nothing_that_an_older_day_said_is_gone_but_what_nothing_read(changed):
    gone = {row for (_, row), (_, now) in changed.items() if now == "-"}
    assert gone == {"parameter anthropic-gw-0", "parameter xai-gw-0"}


def test_a_planted_change_is_found():
    book = shipped(older_days.DAYS[0])
    lines = older_days.said(book)
    kept = older_days.kept()
    assert lines["leg orcl-oai-cloud"] == kept[older_days.DAYS[0], "leg orcl-oai-cloud"]
    planted = older_days.said(book.at(book.as_of.replace(month=9, day=9)))
    assert planted.get("leg orcl-oai-cloud") != kept[older_days.DAYS[0], "leg orcl-oai-cloud"]
