"""How numbers, parties and the page's words are written, in English and both Chinese scripts."""

from __future__ import annotations

from collections.abc import Mapping

from gigaloop.words.measures import MEASURES
from gigaloop.words.outcomes import OUTCOMES
from gigaloop.words.scarcity import SCARCITY

LANGUAGES = ("en", "zh-Hant", "zh-Hans")

#: grade of a dollar -> its short name
GRADE_NAMES: dict[str, tuple[str, str, str]] = {
    "0": ("void", "無效", "无效"),
    "1": ("talks", "洽談", "洽谈"),
    "2": ("letter of intent", "意向書", "意向书"),
    "3": ("announced", "已公布", "已公布"),
    "4": ("signed, exit", "已簽署,可退出", "已签署,可退出"),
    "5": ("signed, firm", "已簽署,照付不議", "已签署,照付不议"),
    "6": ("delivered", "已交付", "已交付"),
}


#: word -> (zh-Hant, zh-Hans); the English is the word itself
_WORDS: dict[str, tuple[str, str]] = {
    # heads of columns
    "subject": ("主體", "主体"),
    "party": ("公司", "公司"),
    "counterparty": ("交易對手", "交易对手"),
    "measure": ("量度", "度量"),
    "period": ("期間", "期间"),
    "low": ("低", "低"),
    "mid": ("中", "中"),
    "high": ("高", "高"),
    "unit": ("單位", "单位"),
    "grade": ("約束等級", "约束等级"),
    "sources": ("來源", "来源"),
    "origin": ("性質", "性质"),
    "assumptions": ("假設", "假设"),
    "legs": ("合約分項", "合约分项"),
    "payer": ("付款方", "付款方"),
    "payee": ("收款方", "收款方"),
    "kind": ("種類", "种类"),
    "deal": ("交易", "交易"),
    "stage": ("階段", "阶段"),
    "known": ("可知日", "可知日"),
    "happened": ("發生日", "发生日"),
    "affects": ("影響", "影响"),
    "how": ("取得方式", "取得方式"),
    "name": ("名稱", "名称"),
    "note": ("附註", "附注"),
    "sector": ("部門", "部门"),
    "instrument": ("工具", "工具"),
    "method": ("方法", "方法"),
    "route": ("路徑", "路径"),
    "why": ("原因", "原因"),
    "leg": ("分項", "分项"),
    # how sure
    "sourced": ("有來源", "有来源"),
    "calibrated": ("校準", "校准"),
    "assumed": ("假設", "假设"),
    "open": ("無上限", "无上限"),
    "how sure": ("可信程度", "可信程度"),
    "rows like it": ("列與此同類", "行与此同类"),
    "paths with default": ("發生違約的路徑", "发生违约的路径"),
    "paths with a call": ("擔保被要求履行的路徑", "担保被要求履行的路径"),
    "undisclosed": ("未披露", "未披露"),
    "terms": ("條款範圍", "条款范围"),
    "paths": ("路徑第5至95百分位", "路径第5至95百分位"),
    "models": ("各方法範圍", "各方法范围"),
    # stages
    "talks": ("洽談", "洽谈"),
    "loi": ("意向書", "意向书"),
    "announced": ("已公布", "已公布"),
    "signed": ("已簽署", "已签署"),
    "delivered": ("已交付", "已交付"),
    "drawn": ("已動用", "已提取"),
    "amended": ("已修訂", "已修订"),
    "ended": ("已結束", "已结束"),
    "cancelled": ("已取消", "已取消"),
    "rejected": ("已否決", "已否决"),
    "superseded": ("已被取代", "已被取代"),
    # kinds of leg
    "compute_purchase": ("算力採購", "算力采购"),
    "chip_purchase": ("晶片採購", "芯片采购"),
    "chip_codesign": ("晶片共同設計", "芯片共同设计"),
    "chip_lease": ("晶片租賃", "芯片租赁"),
    "capacity_lease": ("機房租賃", "机房租赁"),
    "capacity_build": ("機房建設", "机房建设"),
    "stake": ("持股", "持股"),
    "warrant": ("認股權證", "认股权证"),
    "loan": ("貸款與債券", "贷款与债券"),
    "guarantee": ("擔保", "担保"),
    "capacity_backstop": ("兜底承購", "兜底承购"),
    "residual_guarantee": ("殘值擔保", "残值担保"),
    "revenue_share": ("收入分成", "收入分成"),
    "grant": ("補助", "补助"),
    "deposit": ("訂金", "押金"),
    "power_purchase": ("購電", "购电"),
    "right": ("權利", "权利"),
    "acquisition": ("收購", "收购"),
    # roles of parties
    "customers": ("客戶", "客户"),
    "money in": ("出資方", "出资方"),
    "labs": ("模型公司", "模型公司"),
    "clouds": ("雲端", "云"),
    "vendors, vehicles": ("晶片商與載具", "芯片商与载具"),
    "suppliers": ("供應與建設", "供应与建设"),
    # what an arrow is for
    "compute": ("算力", "算力"),
    "chips": ("晶片", "芯片"),
    "equity": ("股權", "股权"),
    "debt": ("債務", "债务"),
    "promises": ("擔保與承諾", "担保与承诺"),
    "other": ("其他", "其他"),
    # families of money
    "purchases": ("採購", "采购"),
    "building": ("建設", "建设"),
    "funding": ("融資", "融资"),
    "other_dues": ("其他應付", "其他应付"),
    "contingent": ("或有", "或有"),
    "rights": ("權利", "权利"),
    # measures
    "headline": ("宣稱總額", "宣称总额"),
    "reported": ("公布值", "公布值"),
    "counted": ("已計入", "已计入"),
    "void": ("無效", "无效"),
    "not_in_book": ("不在帳本", "不在账本"),
    **{f"grade_{i}": (f":{hant}", f":{hans}") for i, (_, hant, hans) in enumerate(GRADE_NAMES.values())},
    "loop": ("迴路", "回路"),
    "returns": ("可回流", "可回流"),
    "self_funded_share": ("自我促成的營收比例", "自我促成的营收比例"),
    "outside_share": ("外部資金比例", "外部资金比例"),
    "own_payments": ("自身支出", "自身支出"),
    "revenue": ("營收", "营收"),
    "basis": ("基礎", "基础"),
    "fungible": ("錢可互換", "钱可互换"),
    "earmarked": ("專款專用", "专款专用"),
    "instruments": ("工具", "工具"),
    "narrowest": ("最窄處", "最窄处"),
    "family": ("類別", "类别"),
    "power": ("功率", "功率"),
    "counted_why": ("未計入原因", "未计入原因"),
    "distribution": ("分布", "分布"),
    "number": ("數值", "数值"),
    "total": ("總額", "总额"),
    "binding": ("具約束力", "具约束力"),
    "binding_share": ("具約束力比例", "具约束力比例"),
    "signed_share": ("已簽署比例", "已签署比例"),
    "primary": ("見於原始文件", "见于原始文件"),
    "primary_share": ("見於原始文件的比例", "见于原始文件的比例"),
    "backlog_reported": ("公布的在手訂單", "公布的在手订单"),
    "backlog_commitments": ("該客戶的承諾", "该客户的承诺"),
    "backlog_share": ("占在手訂單比例", "占在手订单比例"),
    "backlog_rest": ("其餘在手訂單", "其余在手订单"),
    "gap": ("缺口", "缺口"),
    "gap_by_quarter": ("每季缺口", "每季缺口"),
    "cash_by_quarter": ("每季現金", "每季现金"),
    "cash": ("現金", "现金"),
    "uses": ("用途", "用途"),
    "compute_paid": ("算力支出", "算力支出"),
    "other_costs": ("其他成本", "其他成本"),
    "capex": ("資本支出", "资本支出"),
    "debt_service": ("償債", "偿债"),
    "committed": ("已承諾資金", "已承诺资金"),
    "equity_raised": ("股權募資", "股权募资"),
    "debt_raised": ("舉債", "举债"),
    "runway": ("資金可支撐期", "资金可支撑期"),
    "cash_out": ("現金耗盡日", "现金耗尽日"),
    "cash_out_share": ("現金耗盡的路徑比例", "现金耗尽的路径比例"),
    "required_revenue": ("所需營收", "所需营收"),
    "commitments_over_revenue": ("承諾對營收比", "承诺对营收比"),
    "credit_loss": ("信用損失", "信用损失"),
    "equity_loss": ("股權損失", "股权损失"),
    "revenue_loss": ("營收損失", "营收损失"),
    "value_loss": ("估值損失", "估值损失"),
    "payments_lost": ("收款減少", "收款减少"),
    "default_date": ("違約日", "违约日"),
    "first": ("甲情境", "甲情境"),
    "second": ("乙情境", "乙情境"),
    "default_share": ("違約路徑比例", "违约路径比例"),
    "value": ("估值", "估值"),
    "gw": ("吉瓦", "吉瓦"),
    "first_hit": ("首次受衝擊", "首次受冲击"),
    "bargains": ("協商", "协商"),
    "first_bargain": ("首次協商", "首次协商"),
    "lacking": ("缺口", "缺口"),
    "survival": ("存活機率", "存活概率"),
    "probability": ("機率", "概率"),
    "concedes": ("讓步的路徑比例", "让步的路径比例"),
    "first_concession": ("首次讓步", "首次让步"),
    "deferred": ("同意延付", "同意延付"),
    "brought": ("注資", "注资"),
    "loss_by_enforcing": ("強制執行的損失", "强制执行的损失"),
    "loss_by_amending": ("修改合約的損失", "修改合约的损失"),
    "loss_by_topping_up": ("注資的損失", "注资的损失"),
    "owed": ("應付", "应付"),
    "all": ("全部", "全部"),
    # the page
    "as of": ("截至", "截至"),
    "scenario": ("情境", "情境"),
    "seed": ("亂數種子", "随机种子"),
    "book": ("帳本", "账本"),
    "version": ("版本", "版本"),
    "paths drawn": ("模擬路徑數", "模拟路径数"),
    "definition": ("定義", "定义"),
    "not counted": ("未計入", "未计入"),
    "warnings": ("提醒", "提醒"),
    "reproduce": ("重現指令", "重现指令"),
    "contents": ("目錄", "目录"),
    "the same as a table": ("同一內容的表格", "同一内容的表格"),
    "filter": ("篩選", "筛选"),
    "rows": ("列", "行"),
    "limits": ("局限", "局限"),
    "words of care": ("反面證據說明", "反面证据说明"),
    "who pays whom": ("誰付錢給誰", "谁付钱给谁"),
    "money loops": ("資金迴路", "资金回路"),
    "deals and sources": ("交易與來源", "交易与来源"),
    "language": ("語言", "语言"),
    "day published": ("發布日", "发布日"),
    "published": ("公布值", "公布值"),
    "tolerance": ("容許誤差", "容许误差"),
    "status": ("結果", "结果"),
    "figures reproduced": ("已重現的公布數字", "已重现的公布数字"),
    "publisher": ("發布者", "发布者"),
    "title": ("標題", "标题"),
    "range": ("區間", "区间"),
    "yes": ("是", "是"),
    "year": ("年", "年"),
    "quarter": ("季", "季"),
    "share": ("比例", "比例"),
    "median": ("中位數", "中位数"),
    "5th to 95th percentile": ("第5至95百分位", "第5至95百分位"),
    "announced total": ("公布總額", "公布总额"),
}


def once(*parts: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """All words of several lists; ValueError for one that two of them have, for it would be said in two ways.

    >>> once({"loan": ("貸款", "贷款")}, {"loan": ("借款", "借款")})
    Traceback (most recent call last):
    ValueError: these words stand in two lists: loan
    """
    every = [name for part in parts for name in part]
    if twice := sorted({name for name in every if every.count(name) > 1}):
        raise ValueError(f"these words stand in two lists: {', '.join(twice)}")
    return {name: told for part in parts for name, told in part.items()}


#: every word of every list
WORDS = once(_WORDS, MEASURES, OUTCOMES, SCARCITY)


def word(text: str, language: str = "en") -> str:
    """The word in a language; one without a translation stays English, its underscores opened.

    >>> word("loan", "zh-Hans"), word("purchases_total", "zh-Hant"), word("backlog_share")
    ('贷款与债券', '採購總額', 'backlog share')
    """
    if language == "en":
        return text.replace("_", " ")
    at = LANGUAGES.index(language) - 1
    if text in WORDS:
        return WORDS[text][at]
    parts = _parts(text)
    return "".join(WORDS[part][at] for part in parts) if parts else text.replace("_", " ")


def _parts(text: str) -> list[str]:
    """The known words that a name with underscores is put together from, the longest first; none if it is not."""
    if text in WORDS:
        return [text]
    cuts = [at for at, sign in enumerate(text) if sign == "_"]
    for cut in reversed(cuts):
        if text[:cut] in WORDS and (rest := _parts(text[cut + 1 :])):
            return [text[:cut], *rest]
    return []


def told(text: str, language: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A cell's text: the party's name, each party of a route ('a > b > a'), or the word.

    >>> told("a > b", "en", {"a": {"en": "Alpha"}, "b": {"en": "Beta (group)"}})
    'Alpha > Beta'
    """
    if " > " in text:
        return " > ".join(told(part, language, names) for part in text.split(" > "))
    if text in names:
        return (names[text].get(language) or names[text]["en"]).replace(" (group)", "")
    return word(text, language)


def grade_name(grade: str, language: str = "en") -> str:
    """
    >>> grade_name("2", "zh-Hant")
    '意向書'
    """
    return GRADE_NAMES[grade][LANGUAGES.index(language)]


def title(of: Mapping[str, str], language: str = "en") -> str:
    """A title in a language, in English where it has none in that one."""
    return of.get(language) or of.get("en", "")


def number(value: float | None, missing: str = "\N{EN DASH}", unit: str = "") -> str:
    """A number with three figures that count, never in exponents; a time in calendar years as its quarter.

    >>> [number(x) for x in (1018.4, 300.0, 22.43, 5.3, 0.5424, 0.00123, 0.0, -62.0, None)]
    ['1,018', '300', '22.4', '5.30', '0.542', '0.00123', '0', '-62.0', '–']
    >>> number(2028.25, unit="calendar year")
    '2028Q2'
    """
    if value is None:
        return missing
    if unit == "calendar year":
        return f"{int(value)}Q{int(value % 1 * 4) + 1}"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 100:
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:#.3g}" if size >= 1e-4 else f"{value:.4f}" if size >= 5e-5 else "0"


def grades(shares: Mapping[str, float], language: str = "en", most: int = 2) -> str:
    """What share of a number stands at which grade, the `most` largest first, then how many more there are.

    >>> grades({"4": 0.4, "5": 0.6})
    'signed, firm 0.60; signed, exit 0.40'
    >>> grades({"3": 1.0}), grades({"1": 0.5, "2": 0.3, "3": 0.2})
    ('announced', 'talks 0.50; letter of intent 0.30; +1')
    """
    told = sorted(((share, str(grade)) for grade, share in shares.items() if share >= 0.005), reverse=True)
    if len(told) == 1:
        return grade_name(told[0][1], language)
    parts = [f"{grade_name(grade, language)} {share:.2f}" for share, grade in told[:most]]
    return "; ".join(parts + [f"+{len(told) - most}"] * (len(told) > most))
