"""Labels whose articles stand elsewhere: found by repository, path, part and checksum, or left out."""

import subprocess

import pytest
import yaml

from tests.intake import press
from tests.shipped import shipped

LABELS = yaml.safe_load(press.LABELS.read_text("utf-8"))


def test_the_labels_are_of_parties_and_kinds_of_the_book():
    book = shipped()
    deals = [deal for one in LABELS for deal in one["deals"]]
    sides = {deal[side] for deal in deals for side in ("from", "to")}
    assert len(LABELS) > 700 and len(deals) > 3000 and len({one["id"] for one in LABELS}) == len(LABELS)
    assert {name for name in sides if not name.startswith("?")} <= {*book.parties, "*"}
    assert {one["lang"] for one in LABELS} == {"en", "zh"}


@pytest.mark.parametrize(
    ("source", "body", "told"),
    [
        (
            "some/blog",
            "---\ntitle: A deal\ndate: '2026-10-01'\n---\n**Meta** pays.",
            ["A deal\n\n2026-10-01\n\nMeta pays."],
        ),
        (
            press.TWO_TONGUES[0],
            "# A deal\n# 交易\nMeta pays.\n微软付款。",
            ["交易\n\n微软付款。", "A deal\n\nMeta pays."],
        ),
        (
            press.DIGESTS[0],
            "date: 2026-10-01\n\n## 一\n甲\n## 二\n乙",
            ["2026-10-01\n\n一\n甲", "2026-10-01\n\n二\n乙"],
        ),
        (
            press.SCRAPED[0],
            "# A deal\n**Published:** May 1\n## Full Article\nMeta pays.",
            ["A deal\n\nMay 1\n\nMeta pays."],
        ),
    ],
)
def test_the_articles_of_a_file(source, body, told):
    assert list(press.parts(source, body)) == told


def test_a_text_that_is_gone_or_another_is_left_out(tmp_path):
    home = tmp_path / "some" / "blog"
    home.mkdir(parents=True)
    (home / "a.md").write_text("---\ntitle: A deal\n---\nMeta pays.", "utf-8")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", str(home), *words], check=True)
    right = {"id": "a", "set": "x", "lang": "en", "source": "some/blog", "path": "a.md", "part": 0, "deals": []}
    right["text"] = press.checksum("A deal\n\nMeta pays.")
    cut = right | {"cut": "headings", "part": 1, "text": press.checksum("Two\nMeta buys.")}
    (home / "c.md").write_text("One\n## Two\nMeta buys.", "utf-8")
    for words in (["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "c"], ["branch", "old"]):
        subprocess.run(["git", "-C", str(home), *words], check=True)
    of_a_branch = [cut | {"path": "c.md"}, cut | {"path": "c.md", "source": "some/blog@old"}]
    assert [one["text"] for one in press.texts(tmp_path, of_a_branch)] == ["Two\nMeta buys."] * 2
    wrong = [right | {"text": "0" * 12}, right | {"path": "b.md"}, right | {"source": "no/where"}, right | {"part": 3}]
    assert [one["text"] for one in press.texts(tmp_path, [right, *wrong])] == ["A deal\n\nMeta pays."]
