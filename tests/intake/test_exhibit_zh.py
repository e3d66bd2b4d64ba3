"""A Chinese contract tells its terms as an English exhibit does: invented contracts, simplified and traditional."""

from __future__ import annotations

import pytest

import gigaloop
from gigaloop.intake import read
from gigaloop.intake.contract import READ_ZH
from gigaloop.intake.filing import form
from gigaloop.intake.script import fold

SERVICE = """算力服务合同
签订日期：2026年10月5日
甲方（服务需求方）：Meta Platforms
乙方（服务提供方）：华庆超算科技股份有限公司

第一条 合同总金额为人民币12.6亿元（含税），服务单价为【***】元每卡时。
第二条 本合同服务期限为三年，自2026年12月1日起至2029年11月30日止。
第三条 甲方应于签约后十日内支付预付款人民币1.2亿元，余款按季支付。无论甲方是否实际使用，均应支付约定费用的85%。
第四条 乙方逾期交付的，每逾期一日按当期服务费的千分之三支付违约金。
第五条 一方违约的，应在收到对方书面通知后15日内改正；逾期未改正的，守约方有权解除合同。
第六条 甲方可以提前90日书面通知乙方终止本合同，但终止时应支付补偿金人民币2亿元。
"""
LOAN = """貸款合同
簽訂日期：2026年11月2日
貸款人：兆豐銀行
借款人：華庆雲端股份有限公司

第一條 貸款金額為3億美元，到期日為2031年11月2日。
第二條 年利率為LPR加120個基點。貸款利息首年按固定利率，即年利率6.5%。
第三條 借款人以其全部伺服器及客戶合約提供質押，償債備付率不低於1.25。
第四條 任何一方均不得單方解除本合同。
"""
HALLS = """數據中心租賃合同
簽訂日期：2026年9月1日
承租方：北嶺智聯科技有限公司
出租方：宏湖數據股份有限公司

第一條 承租方照付不議，租賃期限為36個月。違約責任依法律。
"""


@pytest.fixture(scope="module")
def book():
    return gigaloop.load()


def told(text, book):
    made = read(text, book).proposals
    deal = next(p for p in made if p.kind)
    return deal, {(p.term, p.value) for p in made if p.action == "clause"}


def test_a_service_contract_tells_its_deal_and_its_terms(book):
    deal, said = told(SERVICE, book)
    assert (deal.kind, deal.payer, deal.to_text) == ("compute_purchase", "meta", "华庆超算科技股份有限公司")
    assert (deal.amount, deal.happened, deal.stage) == ("1.26 bn CNY", "2026-10-05", "signed")
    assert said >= {
        ("amount", "1.26 bn CNY"), ("price", "redacted"), ("term_years", "3 years"), ("expiry", "2029-11-30"),
        ("prepayment", "120 m CNY"), ("take_or_pay", "0.85 share"), ("cure_period", "15 days"), ("notice", "90 days"),
        ("exit_cost", "200 m CNY"), ("termination", "party A for convenience"),
        ("termination", "either side on a breach that is not cured"),
    }  # fmt: skip


def test_a_loan_in_traditional_letters(book):
    deal, said = told(LOAN, book)
    assert (deal.kind, deal.from_text, deal.to_text, deal.amount) == (
        "loan",
        "兆豐銀行",
        "華庆雲端股份有限公司",
        "300 m USD",
    )
    assert said >= {
        ("maturity", "2031-11-02"), ("spread", "120 bp"), ("coupon", "0.065 share"), ("covenant", "coverage 1.25"),
        ("floating_or_fixed", "floating"), ("collateral", "全部伺服器及客戶合約"),
        ("termination", "no termination for convenience"),
    }  # fmt: skip


def test_a_lease_of_halls(book):
    deal, said = told(HALLS, book)
    assert (deal.kind, deal.from_text, deal.to_text) == (
        "capacity_lease",
        "北嶺智聯科技有限公司",
        "宏湖數據股份有限公司",
    )
    assert said == {("take_or_pay", "1 share"), ("term_years", "3 years")}


@pytest.mark.parametrize("row", range(len(READ_ZH)))
def test_each_row_reads_something(row):
    texts = fold(SERVICE + LOAN + HALLS)
    assert READ_ZH[row][2].search(texts), READ_ZH[row][0]


@pytest.mark.parametrize(
    "text",
    [
        "华庆超算公告，公司（以下简称“乙方”）与北岭智联科技有限公司（以下简称“甲方”）签订算力服务合同，服务期限三年。",
        "证券公告编号：2026-014\n算力服务合同\n甲方：北岭智联\n乙方：华庆超算\n违约责任：按约定执行。",
    ],
)
def test_a_text_about_a_contract_is_no_contract(text):
    assert form(fold(text)) is None
