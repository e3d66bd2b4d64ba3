"""A Chinese text whose lines were broken at a width, or at every link, reads as it was written."""

from __future__ import annotations

import pytest

from gigaloop.intake import passages, read, reader
from gigaloop.words.layout import columns
from tests.intake.scoring import articles, count, total
from tests.shipped import shipped

DAY = "2026年11月20日"
SAID = "英伟达宣布将向Mistral投资12亿美元，并向CoreWeave出售2万张芯片，用于其在挪威的数据中心。"


@pytest.fixture(scope="module")
def book():
    return shipped()


def broken(text: str, width: int) -> str:
    """The text as a page of so many cells shows it."""
    lines = []
    for line in text.split("\n"):
        cut = used = 0
        for n, letter in enumerate(line):
            if used + columns(letter) > width:
                lines.append(line[cut:n])
                cut, used = n, 0
            used += columns(letter)
        lines.append(line[cut:])
    return "\n".join(lines)


@pytest.mark.parametrize("width", [60, 80])
def test_most_deals_are_found_whatever_the_width(width, book):
    chinese = [one for one in articles() if one["lang"].startswith("zh") and len(one["text"]) > 100][:30]
    whole = total(count(chinese, book)[0])
    cut = total(count([one | {"text": broken(one["text"], width)} for one in chinese], book)[0])
    assert cut.found >= 0.85 * whole.found > 20, (whole, cut)


def test_without_it_fewer_are_found(book, monkeypatch):
    chinese = [one for one in articles() if one["lang"].startswith("zh") and len(one["text"]) > 200][:20]
    cut = [one | {"text": broken(one["text"], 60)} for one in chinese]
    joined = total(count(cut, book)[0]).found
    monkeypatch.setattr(reader, "rejoined", lambda text: text)
    assert total(count(cut, book)[0]).found < joined


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"标题\n\n{DAY}\n\n英伟达投资5\n亿美元。\n\n完", 7),  # broken at a link: joined
        (f"标题\n\n作者：甲\n来源：乙\n\n{DAY}\n\n英伟达投资。", 8),  # labels stay apart
        ("标题\n\n- 英伟达投资\n- 微软投资\n\n完\n\n好", 8),  # so do points of a list
        ("标题\n\n第一句。\n第二句。\n\n完\n\n好", 8),  # and whole sentences
        ("A title\nin English\nof three lines", 3),
        ("标题\n正文", 2),
    ],
)
def test_only_what_goes_on_is_joined(text, lines):
    assert len(passages.rejoined(text).split("\n")) == lines


def test_every_word_is_found_at_its_place(book):
    text = broken(f"{DAY}\n\n{SAID}\n\n" + "市场反应平稳。" * 3, 30)
    told = read(text, book)
    for p in told.proposals:
        for e in p.evidence:
            assert 0 <= e.start < e.end <= len(told.text)
    assert any(p.amount == "1.2 bn USD" and p.payee == "mistral" for p in told.proposals)
