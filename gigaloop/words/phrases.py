"""Definitions and warnings of answers in three scripts: each English sentence with its holes, and the same in Chinese.

A sentence that is not here stays English, which a reader sees; those of a report's questions are all here, and a test
asks each of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gigaloop.words import scarcity
from gigaloop.words.vocabulary import LANGUAGES, told

#: question -> its definition in zh-Hant, zh-Hans; sources stay as they are published
DEFINITIONS: dict[str, tuple[str, str]] = {
    "backlog": (
        "某一客戶已計入合約中已簽署而未交付的金額(依所載),除以同日公布的在手訂單(剩餘履約義務,IFRS 15.120、ASC 606-10-50-13);"
        "損益兩平:該客戶承諾可流失多少,其餘才會少於賣方公布的債務與採購承諾。",
        "某一客户已计入合约中已签署而未交付的金额(依所载),除以同日公布的在手订单(剩余履约义务,IFRS 15.120、ASC 606-10-50-13);"
        "盈亏平衡:该客户承诺可流失多少,其余才会少于卖方公布的债务与采购承诺。",
    ),
    "miss": (
        "同一組路徑跑兩次,有衝擊與無衝擊(共同亂數:Glasserman 2003,4.1):損失 = 基準減受衝擊,逐路徑相減,差異絕非雜訊。"
        "第 1 輪為模型公司自身少付給各對手的金額;全部輪次為清算、違約與擔保之後的整條鏈。信用與股權損失是不同的數字,從不相加。",
        "同一组路径跑两次,有冲击与无冲击(共同随机数:Glasserman 2003,4.1):损失 = 基准减受冲击,逐路径相减,差异绝非噪声。"
        "第 1 轮为模型公司自身少付给各对手的金额;全部轮次为清算、违约与担保之后的整条链。信用与股权损失是不同的数字,从不相加。",
    ),
    "self-funded": (
        "賣方某期間營收中可追溯到自身付款的比例:錢可互換時最少(由賣方回溯的吸收馬可夫鏈,Kemeny、Snell 1960),"
        "每一元可專款專用時最多(自身付款流回其銷售的最大流,Ford、Fulkerson 1956);真相介於兩者之間。",
        "卖方某期间营收中可追溯到自身付款的比例:钱可互换时最少(由卖方回溯的吸收马尔可夫链,Kemeny、Snell 1960),"
        "每一元可专款专用时最多(自身付款流回其销售的最大流,Ford、Fulkerson 1956);真相介于两者之间。",
    ),
    "gap": (
        "依應付:每條模擬路徑上到期的款項(已交付並計費的算力、其他成本、收入分成、償債)減去營收;旁列加上自建場地者。"
        "即公司理財的資金用途與來源表(Brealey、Myers、Allen,第 29 章)。依宣布:帳本中一切已公布且未失效者的時程,不論是否應付。"
        "可支撐期與現金耗盡日不計入已承諾分期以外的新外部資金。",
        "依应付:每条模拟路径上到期的款项(已交付并计费的算力、其他成本、收入分成、偿债)减去营收;旁列加上自建场地者。"
        "即公司理财的资金用途与来源表(Brealey、Myers、Allen,第 29 章)。依宣布:账本中一切已公布且未失效者的时程,不论是否应付。"
        "可支撑期与现金耗尽日不计入已承诺分期以外的新外部资金。",
    ),
    "binding": (
        "每一元只計一次,依合約當日的階段定其等級(gigaloop 約定第 3 節);具約束力者為無論如何須付、或已交付或已動用的金額:"
        "ASC 440-10-50 的無條件採購義務與 IAS 16.74(c) 的承諾,以及已付款項。",
        "每一元只计一次,依合约当日的阶段定其等级(gigaloop 约定第 3 节);具约束力者为无论如何须付、或已交付或已提取的金额:"
        "ASC 440-10-50 的无条件采购义务与 IAS 16.74(c) 的承诺,以及已付款项。",
    ),
    "network": (
        "付款方、收款方與合約種類各一列:其已計入分項的金額,每一元只計一次(gigaloop 約定第 2、3 節);方向為金錢或價值的方向。",
        "付款方、收款方与合约种类各一行:其已计入分项的金额,每一元只计一次(gigaloop 约定第 2、3 节);方向为金钱或价值的方向。",
    ),
    "loops": (
        "迴路是一圈各方(至多六個),每一方付給下一方;可循環的金額為其中最小的一步,並行合約相加;"
        "對一方而言,為其付款經所有路徑流回自身的最大流(Ford、Fulkerson 1956)。錢可以循環,不代表確實循環。",
        "回路是一圈各方(至多六个),每一方付给下一方;可循环的金额为其中最小的一步,并行合约相加;"
        "对一方而言,为其付款经所有路径流回自身的最大流(Ford、Fulkerson 1956)。钱可以循环,不代表确实循环。",
    ),
    "contagion": (
        "同一張資產負債表:未來四季的應付(基準路徑平均)、貸款與依市價的持股;該方失去一部分現金與全部收入。"
        "各方法皆依其發表的定義。credit_loss:四季未付的應付款;claim_loss:應付款與貸款減記;stake_loss:持股依市價減記;三者從不相加。"
        "同一損失在各方法間的低、中、高即模型風險。",
        "同一张资产负债表:未来四季的应付(基准路径平均)、贷款与依市价的持股;该方失去一部分现金与全部收入。"
        "各方法皆依其发表的定义。credit_loss:四季未付的应付款;claim_loss:应付款与贷款减记;stake_loss:持股依市价减记;三者从不相加。"
        "同一损失在各方法间的低、中、高即模型风险。",
    ),
    "replicate": (
        "每個已公布的數字,與帳本在其公布當日算出的同一數字並列;我方中值與其相差不超過末位數的一半即為通過(尾端的零不計)。"
        "全部列出;未通過者皆有說明。",
        "每个已公布的数字,与账本在其公布当日算出的同一数字并列;我方中值与其相差不超过末位数的一半即为通过(尾端的零不计)。"
        "全部列出;未通过者皆有说明。",
    ),
    "deals": (
        "每個合約分項一列,依當日所知:各步驟依序疊加,階段取最新者(gigaloop 約定第 3 節)。各列不可相加:有的重述、取代或屬於其他列。",
        "每个合约分项一行,依当日所知:各步骤依序叠加,阶段取最新者(gigaloop 约定第 3 节)。各行不可相加:有的重述、取代或属于其他行。",
    ),
    "assumptions": (
        "當日的每個參數:有來源(有人公布)、校準(使某個公布值得以重現)或假設(無人公布,範圍由我們給出);三者從不混用(gigaloop 約定第 3 節)。",
        "当日的每个参数:有来源(有人公布)、校准(使某个公布值得以重现)或假设(无人公布,范围由我们给出);三者从不混用(gigaloop 约定第 3 节)。",
    ),
    "evidence": (
        "帳本中不利於「連鎖倒下」之說的事實:同類合約租金隨時間的變化、企業自賺的現金、賣方銷售中可追溯到自身資金者之少(同 `self-funded`)、"
        "已公布者中具約束力的比例(同 `binding`)、已修訂與已交付的合約對照已失效者、宣布當日的跌與漲。事實與比例照列,不加權衡。",
        "账本中不利于“连锁倒下”之说的事实:同类合约租金随时间的变化、企业自赚的现金、卖方销售中可追溯到自身资金者之少(同 `self-funded`)、"
        "已公布者中具约束力的比例(同 `binding`)、已修订与已交付的合约对照已失效者、宣布当日的跌与涨。事实与比例照列,不加权衡。",
    ),
    "upside": (
        "每個有利情境減去基準,同一組亂數逐路徑相減(共同亂數:Glasserman 2003,4.1):兩個世界中有修訂或違約的路徑比例,以及至期末的變化。"
        "不論報告其餘部分採何情境,此處皆對照基準。",
        "每个有利情境减去基准,同一组随机数逐路径相减(共同随机数:Glasserman 2003,4.1):两个世界中有修订或违约的路径比例,以及至期末的变化。"
        "不论报告其余部分采何情境,此处皆对照基准。",
    ),
    "compare": (
        "第二情境減第一情境,同一組亂數逐路徑相減(共同亂數:Glasserman 2003,4.1):流量累計至期末,存量取期末值;"
        "百分位取自差異,兩個世界共有的部分因而相消。",
        "第二情境减第一情境,同一组随机数逐路径相减(共同随机数:Glasserman 2003,4.1):流量累计至期末,存量取期末值;"
        "百分位取自差异,两个世界共有的部分因而相消。",
    ),
    "guarantees": (
        "所擔保的款項在清算中未獲支付時,擔保即被求償;兜底承購在產能閒置時、殘值擔保在資產低於保底值時被求償。"
        "錯向風險:對手信用轉弱時曝險反增(巴塞爾委員會 CRE53.48),以求償金額與擔保人最大價值跌幅在各路徑上的斯皮爾曼等級相關衡量。",
        "所担保的款项在清算中未获支付时,担保即被追偿;兜底承购在产能闲置时、残值担保在资产低于保底值时被追偿。"
        "错向风险:对手信用转弱时敞口反增(巴塞尔委员会 CRE53.48),以追偿金额与担保人最大价值跌幅在各路径上的斯皮尔曼等级相关衡量。",
    ),
    "outlook": (
        "各方在模擬各季的帳(docs/model.md):流量為期間合計,存量取期末值;default_share 為該方違約的路徑比例。",
        "各方在模拟各季的账(docs/model.md):流量为期间合计,存量取期末值;default_share 为该方违约的路径比例。",
    ),
    "leverage": (
        "年底債務除以該年四季 EBITDA,以及 EBITDA 除以利息(槓桿與利息保障倍數,依評等機構讀法:S&P 2019;未加回租賃);"
        "自由現金為營收減去本金以外的一切應付,含資本支出。投資方的貸款成數為債務除以持股市價;觸及上限的跌幅 = 1 - 債務 /(上限 x 擔保品),"
        "即貸方可要求補提時的價格跌幅(維持保證金:Brunnermeier、Pedersen 2009)。",
        "年底债务除以该年四季 EBITDA,以及 EBITDA 除以利息(杠杆与利息保障倍数,依评级机构读法:S&P 2019;未加回租赁);"
        "自由现金为营收减去本金以外的一切应付,含资本支出。投资方的贷款价值比为债务除以持股市价;触及上限的跌幅 = 1 - 债务 /(上限 x 抵押品),"
        "即贷方可要求补提时的价格跌幅(维持保证金:Brunnermeier、Pedersen 2009)。",
    ),
}

#: a warning with its holes -> the same in zh-Hant, zh-Hans; a hole that lists parties gets their names
WARNINGS: dict[str, tuple[str, str]] = {
    "paid and paying without limit, because their accounts are not modelled: {parties}": (
        "因帳目未納入模型,下列各方收付不設上限:{parties}", "因账目未纳入模型,下列各方收付不设上限:{parties}",
    ),
    "{n} of {all} paths are left out: {why}": ("{all} 條路徑中有 {n} 條未計入:{why}", "{all} 条路径中有 {n} 条未计入:{why}"),
    "{n} of {all} paths did not reach the end in both worlds and are left out": (
        "{all} 條路徑中有 {n} 條未在兩個世界都走到期末,未計入", "{all} 条路径中有 {n} 条未在两个世界都走到期末,未计入",
    ),
    "credit and equity losses are those at defaults; value_loss and stake_loss are the fall of value at the end of the "
    "miss, by issuer and by holder; none is to be added to another": (
        "信用與股權損失為違約時的損失;估值損失與持股價值損失為短少期末的價值下跌,分別依發行人與持有人;彼此不可相加",
        "信用与股权损失为违约时的损失;估值损失与持股价值损失为短少期末的价值下跌,分别依发行人与持有人;彼此不可相加",
    ),
    "losses at defaults are smaller by {n} bn USD on average with the shortfall: who earns less borrows less and is worth "
    "less before it fails, so the later default costs less; stake_loss tells the rest": (
        "有短少時,違約損失平均少 {n} 十億美元:賺得少者借得少、倒下前也較不值錢,日後違約的代價因而較小;其餘見持股價值損失",
        "有短少时,违约损失平均少 {n} 十亿美元:赚得少者借得少、倒下前也较不值钱,日后违约的代价因而较小;其余见持股价值损失",
    ),
    "if revenue falls short so, then these lose so much, under this model: no forecast that it does": (
        "若營收如此短少,依本模型各方即損失如此;並非預測其將發生", "若营收如此短少,依本模型各方即损失如此;并非预测其将发生",
    ),
    "as announced counts every leg that is told and not void, at its calendar: letters of intent and ventures too; what "
    "is not in a leg (staff, research) is in the simulated basis only": (
        "依宣布者計入一切已公布且未失效的分項及其時程,意向書與合資亦在內;不屬任何分項者(人事、研發)僅在模擬基礎中",
        "依宣布者计入一切已公布且未失效的分项及其时程,意向书与合资亦在内;不属任何分项者(人事、研发)仅在模拟基础中",
    ),
    "if the drivers run as drawn, then these are the sums due: a conditional answer, not a forecast": (
        "若驅動因素如所抽取般發展,應付即為這些金額:這是有條件的答案,不是預測",
        "若驱动因素如所抽取般发展,应付即为这些金额:这是有条件的答案,不是预测",
    ),
    "{leg} became known within 45 days after {day}: the reported figure may not hold it, so low leaves it out": (
        "{leg} 在 {day} 之後 45 日內才為人所知:公布值可能未含之,故低值不計", "{leg} 在 {day} 之后 45 日内才为人所知:公布值可能未含之,故低值不计",
    ),
    "revenue of {parties} in {year}: reported quarters, scaled to four": (
        "{parties} {year} 年營收:以已公布各季推為四季", "{parties} {year} 年营收:以已公布各季推为四季",
    ),
    "revenue of {parties} in {year}: the newest known, held level": (
        "{parties} {year} 年營收:取最新已知值,維持不變", "{parties} {year} 年营收:取最新已知值,维持不变",
    ),
    "{basis}: {n} sums on the way back to {parties} in {year} have no upper bound: so has its share": (
        "{basis}:{year} 年回到{parties}的路上有 {n} 筆金額未定上限,其比例亦然",
        "{basis}:{year} 年回到{parties}的路上有 {n} 笔金额未定上限,其比例亦然",
    ),
    "{basis}: {parties} pays others in {year}, and the book tells no contract that leads back to its sales: its share is "
    "not known, which is not zero": (
        "{basis}:{parties} {year} 年付款給他方,而帳本未載回到其銷售的合約:其比例未知,並非為零",
        "{basis}:{parties} {year} 年付款给他方,而账本未载回到其销售的合约:其比例未知,并非为零",
    ),
    "legs that state no sum are counted in 'undisclosed' and never summed: they leave the top open": (
        "未載金額的分項計入「未披露」而從不加總:上限因而不定", "未载金额的分项计入“未披露”而从不加总:上限因而不定",
    ),
    "{n} loops of at most {k} parties were found; a count depends on its definition": (
        "找到 {n} 個至多 {k} 方的迴路;數目取決於定義", "找到 {n} 个至多 {k} 方的回路;数目取决于定义",
    ),
    "{n} legs state no sum and carry no dollars here: {legs}": (
        "{n} 個分項未載金額,在此不帶任何金額:{legs}", "{n} 个分项未载金额,在此不带任何金额:{legs}",
    ),
    "{n} of {all} figures pass; the others are listed with the reason": (
        "{all} 個數字中 {n} 個通過;其餘列出並附原因", "{all} 个数字中 {n} 个通过;其余列出并附原因",
    ),
    "guarantees: guarantors pay {n} bn of dues within the year": (
        "擔保:擔保人於一年內代付 {n} 十億美元", "担保:担保人于一年内代付 {n} 十亿美元",
    ),
    "null model: held fixed is what each party pays and gets in all; who trades with whom is free, nobody with itself; "
    "{n} draws; p is one-sided": (
        "隨機對照:固定各方收付總額,交易對象任意,無人與自身交易;抽 {n} 次;機率為單尾",
        "随机对照:固定各方收付总额,交易对象任意,无人与自身交易;抽 {n} 次;概率为单尾",
    ),
    "orders without a contract, rounds and buy-backs are no dues: a payer may leave them; vendors lose sales by that, "
    "which these methods do not count and `miss` does": (
        "無合約的訂單、募資與買回不是應付款,付款方可不付;供應商因此失去的銷售,這些方法不計,`miss` 則計入",
        "无合约的订单、募资与回购不是应付款,付款方可不付;供应商因此失去的销售,这些方法不计,`miss` 则计入",
    ),
    "everybody else keeps the funding that the base has in these quarters; what is due later than four quarters, and "
    "calls on guarantees for it, are not on the sheet": (
        "其他各方仍有基準中這幾季的資金;四季以後到期者及其擔保求償不在此表", "其他各方仍有基准中这几季的资金;四季以后到期者及其担保追偿不在此表",
    ),
    "the book does not say who owns {parties}: their owners' losses are not told": (
        "帳本未載誰持有 {parties}:其股東的損失未列出", "账本未载谁持有 {parties}:其股东的损失未列出",
    ),
    "{n} parties with accounts; sectors stand outside and take losses without failing": (
        "{n} 方有帳;各部門在外承受損失而不倒下", "{n} 方有账;各部门在外承受损失而不倒下",
    ),
    "a cap that nobody published is an assumption with a range, drawn once per path; two guarantees over one due never "
    "pay more than the due together": (
        "無人公布的上限為有範圍的假設,每條路徑抽一次;同一款項的兩個擔保合計從不超過該款項",
        "无人公布的上限为有范围的假设,每条路径抽一次;同一款项的两个担保合计从不超过该款项",
    ),
    "EBITDA is that of the modelled AI business and other business together; leases count as running costs": (
        "EBITDA 為模型中的 AI 業務與其他業務合計;租賃計為營運成本", "EBITDA 为模型中的 AI 业务与其他业务合计;租赁计为运营成本",
    ),
    "holdings outside the book keep the mark of the book's date: only stakes in its parties are revalued": (
        "帳本以外的持股維持帳本當日市價;僅帳本內各方的持股重估", "账本以外的持股维持账本当日市价;仅账本内各方的持股重估",
    ),
    "the book knows nothing yet on {day}: ask about a later day": (
        "帳本在 {day} 尚無所知:請問較晚的日子", "账本在 {day} 尚无所知:请问较晚的日子",
    ),
    "the newest fact of the book is of {day}: what came after it is not in the answer": (
        "帳本最新的事實為 {day}:其後之事不在答案中", "账本最新的事实为 {day}:其后之事不在答案中",
    ),
    "nothing differs between the 5th and the 95th percentile: {second} changes nothing of {first}": (
        "第 5 至第 95 百分位之間無差異:{second} 未改變 {first}", "第 5 至第 95 百分位之间无差异:{second} 未改变 {first}",
    ),
}  # fmt: skip


DEFINITIONS |= scarcity.DEFINITIONS
WARNINGS |= scarcity.WARNINGS


@cache
def _asks() -> dict[str, dict[str, str]]:
    with files("gigaloop.words").joinpath("asks.csv").open(encoding="utf-8") as lines:
        return {row["question"]: row for row in csv.DictReader(lines)}


def asks(question: str, text: str, language: str) -> str:
    """What a question asks, in a language; `text` is its own English sentence, said where there is no other.

    >>> asks("changed", "what changed between two dates?", "zh-Hant")
    '兩個日期之間有什麼變化?'
    """
    return _asks().get(question, {}).get(language) or text


def definition(question: str, text: str, language: str) -> str:
    """A question's definition in a language; as it stands where it has none in that one.

    >>> definition("network", "One row ...", "zh-Hans")[:8]
    '付款方、收款方与'
    """
    if language == "en" or question not in DEFINITIONS:
        return text
    return DEFINITIONS[question][LANGUAGES.index(language) - 1]


def warning(text: str, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A warning in a language, with the names of the parties it lists; as it stands where it has no frame.

    >>> warning("3 of 9 figures pass; the others are listed with the reason", "zh-Hant", {})
    '9 個數字中 3 個通過;其餘列出並附原因'
    """
    if language == "en":
        return text
    for pattern, chinese in _frames():
        if found := pattern.fullmatch(text):
            holes = found.groupdict()
            if "parties" in holes:
                listed = holes["parties"].split(", ")
                holes["parties"] = "、".join(told(party, language, names) for party in listed)
            return chinese[LANGUAGES.index(language) - 1].format(**holes)
    return text


@cache
def _frames() -> tuple[tuple[re.Pattern[str], tuple[str, str]], ...]:
    return tuple((_pattern(english), chinese) for english, chinese in WARNINGS.items())


def _pattern(english: str) -> re.Pattern[str]:
    """The sentence as a pattern, each {hole} a group of its name."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile("".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))
