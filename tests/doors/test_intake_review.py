"""The review in the terminal: accepted, edited, refused, undone, written into a folder that was empty, taken back."""

import io
import re

import pytest

from gigaloop.book.file import load
from tests.doors.command import gigaloop

ARTICLE = (
    "Oct. 1, 2026 - Amazon has signed an agreement with Talen Energy, a power company, for 1,920 MW of nuclear energy."
)
BESIDE = " Analysts forecast that the market will reach $300 billion. Amazon hired Meta's designer for the campus."


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    (tmp_path / "halden.txt").write_text(ARTICLE + BESIDE)
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(*lines, lang="en"):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join((*lines, "q"))))
        return gigaloop(capsys, "intake", "halden.txt", "--review", "--overlay", "mine", "--lang", lang)

    return run


def test_a_deal_of_a_party_that_the_book_lacks_is_written_into_an_empty_overlay_and_taken_back(asked, tmp_path):
    said = asked("a p1", "r p3", "e p1 gw=2", "u", "u", "l", "a p1", "w halden").out
    assert "p1 names p3" in said and "open      p1" in said and "2 GW" in said
    leg = load(overlay=tmp_path / "mine").legs["halden-1"]
    assert (leg.payee, leg.terms.power.stated) == ("talen_energy", 1.92)
    assert load(overlay=tmp_path / "mine").parties["talen_energy"].sector == "utilities"
    again = asked("e p1 action=add", "a p1", "w twice", "b").out
    assert "As before:" in again and not (tmp_path / "mine/deals/twice.yaml").exists()


def test_a_wrong_word_is_answered_with_what_to_write(asked):
    said = asked("e p1 from=Talen", "e p1 kind=loann", "e p9 gw=1", "a p1", "e p1 from=?Foo Power", "l").out
    assert "Write ?Talen for one that the book lacks.\n" in said and "?." not in said
    assert "'loann' is no kind.  Choose one of" in said and "no proposal 'p9'" in said
    assert "Foo Power (not in the book)" in said


def test_what_is_no_deal_stands_last(asked):
    said = asked().out
    assert 0 < said.rfind("PARTY") < said.find("REFUSE") and "      Oct. 1, 2026 - [Amazon]" in said


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_the_review_speaks_chinese(asked, language):
    said = asked("l", "a p1", "r p3", "e p1 amount=12", "e p1 kind=loann", "u", "u", "b", "?", lang=language).out
    ours = [line for line in said.splitlines() if "Oct. 1" not in line and "Analysts" not in line]
    assert len(ours) > 12
    assert [line for line in ours if re.search(r"[a-z]{3,} [a-z]{2,}", line)] == []
