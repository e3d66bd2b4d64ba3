"""Names of Chinese firms between words that everybody uses: what is cut off, what is none, and what stays whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gigaloop.intake.han import firms

#: form -> a sentence, and the one firm whose name it holds ('' for none)
NAMES = {
    "a verb before a whole name": ("此举令市场认为岚桥集团将扩产", "岚桥集团"),
    "a connective before it": ("此外霁川科技也宣布完成扩产", "霁川科技"),
    "a place after a noun begins a contract's name": ("由参股公司苏州澄湖科技有限公司负责", "苏州澄湖科技有限公司"),
    "a month's number before it": ("去年11月无锡霁川科技有限公司签订合同", "无锡霁川科技有限公司"),
    "only words that everybody uses": ("另一家港股公司也在扩产", ""),
    "a verb and a thing": ("公司称可满足电力需求", ""),
    "a thing that is bought": ("双方洽谈收购条件,尚无结论", ""),
    "a verb stands in the name": ("与苏州澄湖创新发展有限公司签订合同", "苏州澄湖创新发展有限公司"),
    "a word of time that is a name": ("由现代汽车集团提供", "现代汽车集团"),
    "a noun, and an ending of names": ("菖蒲控股宣布扩产", "菖蒲控股"),
}  # fmt: skip


@pytest.mark.parametrize("form", NAMES)
def test_a_name_ends_where_the_words_beside_it_begin(form: str) -> None:
    text, name = NAMES[form]
    found = {text[a:b] for a, b in firms(text, 0, len(text))}
    assert (name in found) if name else not found, found


def test_an_english_text_reads_no_chinese_words() -> None:
    asked = (
        "import sys, gigaloop; from gigaloop.intake import read; "
        "read('Meta signed a $5 billion contract.', gigaloop.load()); sys.exit('rjieba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
