"""What a picture is in a narrow window: words of bars break where a reader pauses, and every line is named at once."""

import pytest

from gigaloop.report.page import SLIM

DRAWN = f"([options, width]) => {{ {SLIM} return slim(options, width); }}"


@pytest.fixture(scope="module")
def slim(browser):
    page = browser.new_page()
    yield lambda options, width=332: page.evaluate(DRAWN, [options, width])
    page.close()


def bars(name, told):
    ends = {"symbolSize": 0.1, "data": [{"label": {"formatter": told}}]}
    return {"grid": {}, "xAxis": {}, "yAxis": {"type": "category", "data": [name]}, "series": [{"type": "bar"}, ends]}


@pytest.mark.parametrize(
    ("name", "told", "lines"),
    [
        ("亞馬遜 > OpenAI > 甲骨文 > 輝達 > Anthropic > 亞馬遜", "200 億美元", [" > 亞馬遜  ", "200 億美元"]),
        (
            "雲端客戶–新興 AI 雲端業者 2026 年 6 月的算力採購（41 億美元）的期滿日",
            "2,130 億美元",
            ["採購", "（41 億美元）的期滿日  2,130 億美元"],
        ),
        ("Oracle · compute purchase", "$300 bn", ["Oracle · compute purchase  $300 bn"]),
    ],
)
def test_words_of_a_bar_break_within_no_name_and_behind_no_number(slim, name, told, lines):
    drawn = slim(bars(name, told))["yAxis"]["data"][0].split("\n")
    assert len(drawn) == len(lines) and all(one.endswith(end) for one, end in zip(drawn, lines, strict=True)), drawn


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("英伟达 · 甲情景", ["英伟达 · 甲情景"]),
        ("风险投资、私募与主权基金 · 甲情景", ["风险投资、私募与主权", "基金 · 甲情景"]),
        ("数据中心开发商与电力公司 · 2033 年", ["数据中心开发商与电力", "公司 · 2033 年"]),
        ("Anthropic 芯片特殊目的实体 · 债权减记", ["Anthropic 芯片特殊", "目的实体 · 债权减记"]),
        ("CoreWeave 2026 年 3 月的贷款（85 亿美元）", ["CoreWeave", "2026 年 3 月的贷款", "（85 亿美元）"]),
        ("Oracle · compute purchase of September 2025", ["Oracle · compute purchase of September 2025"]),
    ],
)
def test_words_before_a_wide_bar_break_between_words(slim, name, lines):
    drawn = slim(bars(name, "1"), 1240)["yAxis"]["data"][0].split("\n")
    assert [line.rstrip() for line in drawn] == lines


@pytest.mark.parametrize(("width", "rows"), [(332, 5), (1240, 1)])
def test_ten_lines_are_named_in_as_many_rows_as_they_need(slim, width, rows):
    series = [{"name": f"demand for lab {n}"} for n in range(10)]
    drawn = slim({"legend": {"type": "scroll", "textStyle": {}}, "grid": {"top": 44}, "series": series}, width)
    assert drawn["legend"]["type"] == "plain" and drawn["grid"]["top"] >= 24 + 24 * rows
