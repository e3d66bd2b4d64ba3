"""Forms in which Chinese texts tell a deal, each with an invented example; and what looks like one and is none."""

from __future__ import annotations

import pytest

from gigaloop import load
from gigaloop.book.model import Book
from gigaloop.intake import read
from gigaloop.intake.quantities import amounts
from tests.intake.scoring import PROPOSED

DAY = "2026年11月20日,"
_HANDED = "英伟达宣布将向韩国企业供应总计20万颗芯片。"
_EACH = (("岚桥集团", "40000 chips"), ("霁川集团", "40000 chips"), ("澄湖集团", "60000 chips"))
#: form -> a text, the deals that it tells (kind, payer, payee, amount or pieces)
FORMS: dict[str, tuple[str, set[tuple[str, str, str, str | None]]]] = {
    "who announces begins the sentence": (
        "霁川玩具公告，公司向澄湖云谷科技有限公司采购算力服务，合同金额为2.4亿元。",
        {("compute_purchase", "霁川玩具", "澄湖云谷科技有限公司", "240 m CNY")},
    ),
    "chips handed out to several, each so many": (
        _HANDED + "岚桥集团、霁川集团将各引进4万张，澄湖集团将引进6万张。",
        {("chip_purchase", who, "nvidia", n) for who, n in _EACH},
    ),
    "trap: nobody told of chips": ("岚桥集团、霁川集团将各引进4万张床位。", set()),
    "lines of a table of investors": (
        "Anthropic正敲定超过200亿美元的融资。\n| 投资方 | 规模 |\n| 霁川资本 | 10亿美元 |\n",
        {("stake", "investors", "anthropic", "at least 20 bn USD"), ("stake", "霁川资本", "anthropic", "1 bn USD")},
    ),
    "trap: lines of a table of what firms earn": (
        "Anthropic正敲定超过200亿美元的融资。\n| 公司 | 收入 |\n| 霁川资本 | 10亿美元 |\n",
        {("stake", "investors", "anthropic", "at least 20 bn USD")},
    ),
    "a takeover paid in shares": (
        "CoreWeave宣布与Core Scientific达成一项价值70亿美元的全股票交易协议。",
        {("acquisition", "coreweave", "core_scientific", "7 bn USD")},
    ),
    "a part of a firm is taken for cash": (
        "英伟达同意以现金30亿美元取得Groq的部分资产。",
        {("acquisition", "nvidia", "groq", "3 bn USD")},
    ),
    "trap: cash that a firm has": ("英伟达的现金达300亿美元，Groq没有债务。", set()),
    "a works is sold to a firm": (
        "霁川电子宣布，将南湖厂区以12亿美元现金售予美光。",
        {("acquisition", "micron", "霁川电子", "1.2 bn USD")},
    ),
    "a backer stands behind a lease": (
        "谷歌将提供12亿美元的后盾，支持TeraWulf的租约义务。",
        {("guarantee", "google", "terawulf", "1.2 bn USD")},
    ),
    "trap: what a deal may grow to": (
        "TeraWulf与Fluidstack签订租约，合约价值50亿美元，若租期延长，总额有望达到120亿美元。",
        {("capacity_lease", "fluidstack", "terawulf", "5 bn USD")},
    ),
    "yuan that the text says are meant": (
        "臺北訊，霁川科技完成20億元（人民幣，下同）D輪融資。",
        {("stake", "investors", "霁川科技", "2 bn CNY")},
    ),
    "traditional letters, firms of the mainland": (
        "佛山澄湖農村商業銀行向霁川科技發放5億元貸款。",
        {("loan", "佛山澄湖農村商業銀行", "霁川科技", "500 m CNY")},
    ),
    "trap: traditional letters, a firm of Taiwan": (
        "臺北訊，岚桥銀行向霁川科技發放5億元貸款。",
        {("loan", "岚桥銀行", "霁川科技", "500 m TWD")},
    ),
    "a round that somebody leads": (
        "软银主导SambaNova的一轮5亿美元募资。",
        {("stake", "investors", "SambaNova", "500 m USD")},
    ),
    "what a listing brings": (
        "霁川科技登陆港交所，公司合计净募资30亿港元。",
        {("stake", "investors", "霁川科技", "3 bn HKD")},
    ),
    "trap: what was asked for": (
        "Meta发行200亿美元债券，认购订单峰值达到900亿美元。",
        {("loan", "bondholders", "meta", "20 bn USD")},
    ),
    "what a deal values its object at": (
        "软银同意收购Ampere，该交易对后者的估值为40亿美元。",
        {("acquisition", "softbank", "ampere", "4 bn USD")},
    ),
    "sums told respectively": (
        "霁川科技与岚桥银行、澄湖银行签订贷款协议，贷款金额分别为3亿元和5亿元。",
        {("loan", "岚桥银行", "霁川科技", "300 m CNY"), ("loan", "澄湖银行", "霁川科技", "500 m CNY")},
    ),
    "a warrant for a backer": (
        "霁川称，谷歌将获得2500万股TeraWulf认股权证。",
        {("warrant", "terawulf", "google", "25 m shares")},
    ),
    "parts of a deal, one by one": (
        "甲骨文与Nscale签订算力协议，包括两笔交易：一笔为期四年的20亿美元合约，另一笔3亿美元合约。",
        {("compute_purchase", "oracle", "nscale", "2 bn USD"), ("compute_purchase", "oracle", "nscale", "300 m USD")},
    ),
    "trap: shares sold to nobody named": ("岚桥集团拟以52亿港元出售所持的霁川科技股份。", set()),
    "a price after what is bought": (
        "霁川科技公告，拟以现金方式收购澄湖算力51%股权，交易作价4.08亿元。",
        {("stake", "霁川科技", "澄湖算力", "408 m CNY")},
    ),
    "a tender won": (
        "霁川智算中标岚桥集团智算中心服务器采购项目，中标金额为3.2亿元。",
        {("chip_purchase", "岚桥集团", "霁川智算", "320 m CNY")},
    ),
    "a loan asked for": (
        "岚桥数据拟向澄湖银行申请不超过10亿元的项目贷款。",
        {("loan", "澄湖银行", "岚桥数据", "up to 1 bn CNY")},
    ),
    "trap: things with a country's name before them": ("鸿湖精密宣布收购日本设备。", set()),
    "a firm shown to be one in a later sentence": (
        "霁川能源签订2亿美元电力协议,为Meta供电。霁川能源(01234.HK)的股价上涨。",
        {("power_purchase", "meta", "霁川能源", "200 m USD")},
    ),
    "a name without what the firm does": (
        "霁川电气(01234.HK)公告。Meta向霁川采购2亿美元电力。",
        {("power_purchase", "meta", "霁川电气", "200 m USD")},
    ),
    "trap: a country shown where firms stand": ("公司位于英国(01234.HK)。Meta向英国采购。", set()),
    "a country that pays": (
        "日本将对Rapidus加码约1兆日元资金补助。",
        {("grant", "japan_gov", "rapidus", "about 1 tn JPY")},
    ),
    "trap: who holds shares": ("软银持有Arm约90%的股份。", set()),
    "shares that are taken": (
        "霁川科技将入股澄湖算力,持有其20%股份。",
        {("stake", "霁川科技", "澄湖算力", None)},
    ),
    "a business of a firm with a short name": (
        "霁川集团(6770-TW)同意以54亿美元的价码,收购瑞士ABD旗下的机器人事业。",
        {("acquisition", "霁川集团", "ABD", "5.4 bn USD")},
    ),
    "trap: what a firm that is bought does": (
        "黑石以20亿美元收购澳大利亚数据中心运营商Ornatrunk Ltd。",
        {("acquisition", "blackstone", "Ornatrunk Ltd", "2 bn USD")},
    ),
    "pieces without a noun": (
        "霁川科技拟向英伟达试购3万H200。",
        {("chip_purchase", "霁川科技", "nvidia", "30000 chips")},
    ),
}  # fmt: skip


def test_an_exchange_is_no_terawatt():
    assert [q.what for text in ("霁川电子(6770-TW)", "容量6TW") for q in amounts(text, "zh-Hant")] == ["power"]


@pytest.fixture(scope="module")
def book() -> Book:
    return load()


@pytest.mark.parametrize("form", FORMS)
def test_a_form_tells_its_deals(form: str, book: Book) -> None:
    text, wanted = FORMS[form]
    found = {
        (p.kind, p.payer or p.from_text, p.payee or p.to_text, p.amount if p.amount != "undisclosed" else p.units)
        for p in read(DAY + text, book).proposals
        if p.action in PROPOSED
    }
    assert found == wanted
