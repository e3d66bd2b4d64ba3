"""The accounting questions that a deal can raise, each with the paragraphs that raise it; never an answer."""

from __future__ import annotations

from typing import NamedTuple


class Paragraphs(NamedTuple):
    """One question in three scripts, and where US GAAP and IFRS ask it."""

    us_gaap: str
    ifrs: str
    en: str
    hant: str
    hans: str


RAISED: dict[str, Paragraphs] = {
    "consideration_payable": Paragraphs(
        "ASC 606-10-32-25",
        "IFRS 15.70",
        "Is what the seller gives its customer (equity, cash, stock) consideration payable to a customer?",
        "賣方給客戶的股權、現金或股票，是否屬於應付客戶對價？",
        "卖方给客户的股权、现金或股票，是否属于应付客户对价？",
    ),
    "warrant_to_customer": Paragraphs(
        "ASC 606-10-32-25A",
        "IFRS 15.70",
        "Does the warrant given to a customer reduce revenue as it vests, and at which day's value?",
        "給客戶的認股權證是否隨歸屬沖減收入？按哪一天的價值？",
        "给客户的认股权证是否随归属冲减收入？按哪一天的价值？",
    ),
    "bought_from_customer": Paragraphs(
        "ASC 606-10-32-26",
        "IFRS 15.71",
        "Is what the seller buys from its customer distinct, and is its price the fair value?",
        "賣方向客戶購買的是否可明確區分？價格是否為公允價值？",
        "卖方向客户购买的是否可明确区分？价格是否为公允价值？",
    ),
    "collectability": Paragraphs(
        "ASC 606-10-25-1(e)",
        "IFRS 15.9(e)",
        "Is it probable that the customer pays, when the seller lends to it, guarantees for it or owns part of it?",
        "賣方向客戶放款、為其擔保或持其股權時，收回對價是否很可能？",
        "卖方向客户放款、为其担保或持其股权时，收回对价是否很可能？",
    ),
    "sale_with_support": Paragraphs(
        "ASC 606-10-55-66",
        "IFRS 15.B64",
        "Is a sale still a sale when the seller must take capacity back, rent it or support its price?",
        "賣方須收回、回租產能或支撐其價格時，銷售是否仍屬銷售？",
        "卖方须收回、回租产能或支撑其价格时，销售是否仍属销售？",
    ),
    "who_consolidates": Paragraphs(
        "ASC 810-10-25-38A",
        "IFRS 10.7",
        "Who directs the vehicle and takes most of its losses or gains, and so consolidates it?",
        "誰主導特殊目的公司並承擔其大部分損益，從而應予合併？",
        "谁主导特殊目的公司并承担其大部分损益，从而应予合并？",
    ),
    "significant_influence": Paragraphs(
        "ASC 323-10-15-8",
        "IAS 28.5",
        "Does the holding give significant influence, and so the equity method?",
        "持股是否構成重大影響，從而適用權益法？",
        "持股是否构成重大影响，从而适用权益法？",
    ),
    "related_party": Paragraphs(
        "ASC 850-10-50-1",
        "IAS 24.18",
        "Are the two related parties, so that their trade must be disclosed?",
        "雙方是否為關係人，其交易須予揭露？",
        "双方是否为关联方，其交易须予披露？",
    ),
    "one_customer": Paragraphs(
        "ASC 280-10-50-42",
        "IFRS 8.34",
        "Is this one customer a tenth of revenue or more, to be disclosed by amount?",
        "此單一客戶是否占收入一成以上，須揭露金額？",
        "此单一客户是否占收入一成以上，须披露金额？",
    ),
    "backlog": Paragraphs(
        "ASC 606-10-50-13",
        "IFRS 15.120",
        "How much of the contract is a remaining performance obligation, given who may leave it?",
        "考慮可退出者，合約中有多少屬剩餘履約義務？",
        "考虑可退出者，合同中有多少属剩余履约义务？",
    ),
    "contains_a_lease": Paragraphs(
        "ASC 842-10-15-3",
        "IFRS 16.9",
        "Does the contract convey the control of identified chips or halls, and so contain a lease?",
        "合約是否讓與特定晶片或機房的控制權，因而包含租賃？",
        "合同是否让渡特定芯片或机房的控制权，因而包含租赁？",
    ),
    "lease_not_commenced": Paragraphs(
        "ASC 842-20-50-3(b)",
        "IFRS 16.59(b)(iv)",
        "Is a lease signed and not yet commenced disclosed, with its amount?",
        "已簽署而尚未起租的租賃是否揭露其金額？",
        "已签署而尚未起租的租赁是否披露其金额？",
    ),
    "purchase_obligation": Paragraphs(
        "ASC 440-10-50-4",
        "IAS 37.66",
        "Is the take-or-pay part disclosed as an unconditional obligation, and could it turn onerous?",
        "照付不議部分是否作為無條件義務揭露？是否可能成為虧損性合約？",
        "照付不议部分是否作为无条件义务披露？是否可能成为亏损性合同？",
    ),
    "guarantee": Paragraphs(
        "ASC 460-10-25-4",
        "IFRS 9.4.2.1(c)",
        "Is the guarantee on the guarantor's balance sheet at fair value from its first day?",
        "擔保是否自首日起按公允價值列入擔保人資產負債表？",
        "担保是否自首日起按公允价值列入担保人资产负债表？",
    ),
    "residual_guarantee": Paragraphs(
        "ASC 842-10-30-5(f)",
        "IFRS 16.27(c)",
        "How much of the residual guarantee belongs in the lease liability?",
        "餘值擔保有多少應計入租賃負債？",
        "余值担保有多少应计入租赁负债？",
    ),
}
