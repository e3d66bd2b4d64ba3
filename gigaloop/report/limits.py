"""What a report says of its own limits, and against its own drift; in three scripts."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

LIMITS: tuple[Words, ...] = (
    {
        "en": "Every number is conditional: if the book's terms and the stated assumptions hold, then this follows, under "
        "this model. Nothing here says that a firm will default, and no person is scored.",
        "zh-Hant": "每個數字都是有條件的:若帳本的條款與所列假設成立,則在本模型下得此結果。本報告不斷言任何公司會違約,也不對任何個人評分。",
        "zh-Hans": "每个数字都是有条件的:若账本的条款与所列假设成立,则在本模型下得此结果。本报告不断言任何公司会违约,也不对任何个人评分。",
    },
    {
        "en": "The book holds what was published. Private terms (exit clauses, guarantees, covenants, prices) are mostly "
        "unknown: what is undisclosed is counted and never guessed, so an open top is common.",
        "zh-Hant": "帳本只載已公開的資料。退出條款、擔保、契約條款與價格多半未公開:未披露者只計數、不臆測,故上限常為開放。",
        "zh-Hans": "账本只载已公开的资料。退出条款、担保、契约条款与价格多半未公开:未披露者只计数、不臆测,故上限常为开放。",
    },
    {
        "en": "A range by terms is not a probability: low and high are what the words allow. Only a range by paths has "
        "percentiles, and those are of the model.",
        "zh-Hant": "「條款範圍」不是機率:低與高只是文字所容許的界限。只有「路徑」範圍才有百分位,且屬於模型本身。",
        "zh-Hans": "“条款范围”不是概率:低与高只是文字所容许的界限。只有“路径”范围才有百分位,且属于模型本身。",
    },
    {
        "en": "Circular is not round-tripping. Money that returns to its payer may buy something real; the share that can "
        "return is measured by named methods, and they differ.",
        "zh-Hant": "資金循環不等於虛假交易。回到付款方的錢可能買到真實的東西;可回流的比例以具名方法衡量,各法結果不同。",
        "zh-Hans": "资金循环不等于虚假交易。回到付款方的钱可能买到真实的东西;可回流的比例以具名方法衡量,各法结果不同。",
    },
    {
        "en": "Sources disagree, and secondary sources carry errors. Conflicting figures are both kept, nothing is averaged; "
        "each row names its sources, so that a reader can judge them.",
        "zh-Hant": "來源之間會互相矛盾,轉載亦有錯。互相衝突的數字一併保留、不取平均;每一列都列出來源,供讀者自行判斷。",
        "zh-Hans": "来源之间会互相矛盾,转载亦有错。互相冲突的数字一并保留、不取平均;每一行都列出来源,供读者自行判断。",
    },
)

EVIDENCE: tuple[Words, ...] = (
    {
        "en": "Much of the money comes from outside the loop: end customers, conglomerates' other business, and funds. "
        "External revenue may grow faster than the base case says.",
        "zh-Hant": "大量資金來自循環之外:終端客戶、大型企業的其他業務與基金。外部營收的成長可能快於基準情境。",
        "zh-Hans": "大量资金来自循环之外:终端客户、大型企业的其他业务与基金。外部营收的增长可能快于基准情境。",
    },
    {
        "en": "Contracts can be amended, and capacity re-let, before anybody defaults; the book's life lines show "
        "amendments, not only announcements.",
        "zh-Hant": "合約可在違約之前修訂,產能也可轉租;帳本的生命線記錄了修訂,而不只是公告。",
        "zh-Hans": "合约可在违约之前修订,产能也可转租;账本的生命线记录了修订,而不只是公告。",
    },
    {
        "en": "Rents can rise as well as fall, and efficiency gains can widen demand as well as make capacity idle. These "
        "scenarios of the book say so in numbers:",
        "zh-Hant": "租金可跌也可漲;效率提升既可能閒置產能,也可能擴大需求。帳本中以下情境以數字說明:",
        "zh-Hans": "租金可跌也可涨;效率提升既可能闲置产能,也可能扩大需求。账本中以下情境以数字说明:",
    },
)
