"""What is no deal: the words beside a number that make it a valuation, a figure, a sum, a forecast, an option or a price."""

from __future__ import annotations

import re

from gigaloop.intake.quantities import Amount
from gigaloop.intake.states import PLACES, PLACES_ZH

_DEAL = r"contracts?|deals?|agreements?|pacts?|orders?|accords?|arrangements?|commitments?|partnerships?|合同|合约|协议|订单|协定|交易"
#: what is no deal: the words beside a number -> why
VALUED = re.compile(
    r"(?:\braised at\s?|(?<!contract )(?<!deal )valu(?:ed|ing|es|ation|e)\b[^.;$]{0,44}(?:at|of|to|above|over)?[^.;$\d]{0,16}|market (?:cap\w*|value)[^.;$]{0,28}|worth (?:of the company )?|capitali[sz]ation[^.;$]{0,20}|pre-money[^.;$]{0,12}|post-money[^.;$]{0,12}|估值(?![^,，。\d]{0,8}(?:[筹融募]|完成|获))[^,，。\d]{0,14}|估值[^,，。]{0,30}(?:至|到|达|为|从)\s?|市值[^,，。\d]{0,16}|身价[^,，。\d]{0,8})$",
    re.I,
)
VALUED_AFTER = re.compile(
    r"(?:\s?[(（][^()（）]{0,24}[)）])?\s?(?:(?:pre|post)-money|valuation|market (?:cap|value)|(?:of|in) (?:[\w-]+ ){0,3}assets\b|的?资产(?!收购|交易|出售|包)|的?估值|的?市值|company\b|(?:(?!(?:with|from|to|by|for|in|into|and|on|over)\b)[\w-]+ ){0,2}(?:firm|company|fund|manager|lender)\b)",
    re.I,
)
OF_A_DEAL = re.compile(
    rf"(?:{_DEAL}|lease|transaction|loan|order|package|facility|financing|tranche|租约|总值|价值|总额|值)[^.;。；$]{{0,60}}(?:valu\w+|worth)[^.;$]{{0,12}}$|(?:deal|contract|agreement|transaction|lease|order|pact)s?,? (?:is |was )?(?:valu\w+|worth)[^.;$]{{0,16}}$",
    re.I,
)
REPORTED = re.compile(
    r"(?:revenues?|sales|profits?|net (?:income|loss)|earnings(?! call)|backlog|performance obligations?|RPO|run[- ]rate|cash (?:flow|pile|position|and)|total debt|debt (?:of|load)|(?:'s|\bits|\btheir|\bwhose) (?:\w+ )?debt|losses|guidance|operating income|bookings|收入|营收|利润|净利|在手订单|积压订单|剩余履约义务|履约义务|销售额|业绩|年化|净亏损|亏损|现金|负债总额|总债务|总负债|债务(?:义务|余额)?(?=升|增|达|为|总额|规模|已|攀)|手中订单|待履约|背负|欠下|负有)(?:(?!投资|出资|注资|采购|签|融资|\binvest|\bsign|\border)[^.;。；$\d]){0,44}$",
    re.I,
)
REPORTED_AFTER = re.compile(
    r"\s?(?:in (?:\w+ ){0,4}(?:income|EBITDA|NOI|revenues?|sales|profits?|cash (?:flow|on hand)|earnings|losses|backlog)|of (?:\w+ ){0,2}(?:revenues?|sales|cash|backlog)|的?(?:未偿|累积债务|累计债务|总债务|净债务|债务负担|债务规模)|的?(?:年化|年度|年|潜在|预期|新)?(?:收入|营收|利润|销售额|现金流|亏损|在手订单))",
    re.I,
)
BUDGET = re.compile(
    r"\bcapex\b|capital (?:expenditure|spending|outlay|investment)s?|\bbudget\w*|spending plan|资本(?:开支|支出)|预算|额度内|投资计划总|估计投资额?|投资额估",
    re.I,
)
SUMMED = re.compile(
    r"\b(?:in all|all told|in total|altogether|combined|collectively|add(?:s|ed|ing)? up|bring(?:s|ing)? (?:the |its |their )?(?:total|combined)|brings? [^.;]{0,40} to|(?:total|cumulative) (?:commitments?|deals?|contracts?|value of)|(?<!orders )(?<!order )(?<!loans )(?<!notes )(?<!bonds )(?<!round )(?<!investment )(?<!purchases )totall?ing|in aggregate|together (?:the|these|they)|(?:increas|lift|rais|push|tak|swell|bring)\w+ (?:the|its|their|[A-Z]\w+'s) [^.;]{0,50}\btotal\b|(?:trio|pair|series|string|slate|couple|handful) of (?:\w+ )?(?:deals|contracts|agreements)|\b(?:deals|contracts|agreements|commitments) (?:now |together )?(?:are |were )?(?:worth|valued at|total)|total(?: [\w-]+){0,16} (?:exceed|ris|climb|reach|stand)\w*|across (?:two|three|four|several|multiple) (?:[\w-]+ )?rounds|sum of|since (?:its )?(?:inception|founding)|has (?:now )?raised [^.;]{0,30}(?:in total|to date|so far))\b|(?:合计|总计|共计)(?!总?价|价款|金额|对价|人民币)|累计(?!(?:已|共|向[^,，。]{1,12})?(?:投资|投入|注资|入股))|加起来|总共(?!提供|投资)|相加|总额(?:已|超过|超|逾|达)[^,，。]{0,16}(?:合约|合同|交易)|(?:承诺|订单|支出)的?总[额值](?:已|累计|合计|超|逾|达|高达|约|突破)|(?:投资|融资|合约|合同)的?总[额值](?:已|累计|合计|突破)|这些(?:交易|合同|协议|合约)|(?:使|令|让)其[^,，。]{0,10}总|(?:携手|联手|一同|一起)(?:向[^,，。]{1,12})?(?:投资|注资|出资)|(?:使|令|让)[^,，。]{0,14}总(?:价值|值|额|规模)",
    re.I,
)
FORECAST = re.compile(
    r"\b(?:analysts?|economists?|Wedbush|Goldman(?: Sachs)?|Morgan Stanley|JPMorgan|Citi\w*|Jefferies|Bernstein|UBS|Barclays|TD Cowen|McKinsey|Gartner|IDC|consultants?|strategists?)\b[^.;]{0,60}\b(?:expects?|estimat\w+|predicts?|forecasts?|projects?|sees?|reckons?|believes?|said .{0,30}could|thinks?)\b|(?<!contract )(?<!deal )(?<!agreement )(?<!lease )\b(?:is|are|was) (?:forecast|projected|expected|estimated) (?:to|at)\b[^.;]{0,30}(?:reach|total|exceed|be worth|grow|hit)|(?:分析师|分析人士|高盛|摩根士丹利|摩根大通|花旗|瑞银|券商|研究机构|市场|机构)[^,，。]{0,12}(?:预计|预测|预估|估计|估算|认为|预期|给出)|市场规模",
    re.I,
)
PRICE = re.compile(
    r"(?:shares?|stock|price target|target price|share price|股价|目标价|每股|盘中|收盘|涨|跌)[^.;。；]{0,40}$", re.I
)
MARKET_MOVE = re.compile(
    r"(?:add(?:s|ed|ing)|wip(?:e[sd]?|ing)|eras(?:e[sd]?|ing)|gain(?:s|ed|ing)?|los[ets]\w*|shed)\b[^.;]{0,40}(?:market (?:value|cap\w*)|shareholder value)|市值(?:增|蒸发|缩水|大增|上涨|增长|增加|一度)|蒸发",
    re.I,
)
OPTION = re.compile(
    r"\b(?:if|should) [^.;]{0,50}(?:options?|extensions?|renewals?)\b|\b(?:renewal|extension|expansion) (?:options?|terms?|rights?)\b|options? (?:to (?:be )?(?:extend|renew|expand)\w*|that (?:could|would))|potential (?:total )?(?:contract )?value|hop(?:es?|ing) (?:will |to )?reach|(?:increas\w+|lift\w*|rais\w+|bring\w*|tak\w+) the (?:potential )?total|option to be extended|若[^,，。]{0,12}(?:行使|续约)|(?:续约|续租|延长)(?:选择权|选项)",
    re.I,
)
PROJECT = re.compile(
    r"(?:\s?(?:-?dollar )?(?:(?:AI |data[- ]cent\w+ |infrastructure |\"?Stargate\"? |build-?out |national |joint |multi-?year |ambitious )*)(?:projects?|initiatives?|programs?|programmes?|ventures?|build-?out|schemes?|visions?)\b(?!(?: level)? (?:financ|loan|bond|debt|facilit))|\s(?:\d{4} )?CHIPS\b|的?(?:[^,，。]{0,14})?(?:项目|计画|计划|工程|倡议|愿景)(?!将|拟|向|投资|收购)|的?(?:超大规模|大型|巨型|新建?)?(?:AI|人工智能)?(?:数据中心|资料中心|算力)(?:集群|园区|基地|网络)(?!租|合|协|交|的))",
    re.I,
)
COST = re.compile(
    r"\b(?:costs?|costing|price tag|expens\w+|estimated at)\b[^.;$]{0,30}$|(?:成本|造价|耗费|耗资|费用|花费|支出|缺口|储备|罚款|单价|均价|薪酬|奖金|仅次于)[^,，。\d]{0,12}$",
    re.I,
)
RATE_AFTER = re.compile(
    r"\s?(?:(?:per|a|each|every) (?:month|year|quarter)\b|/\s?(?:month|mo|year|yr)\b|monthly|annually|(?:的)?(?:月租|年租))",
    re.I,
)
RATE_BEFORE = re.compile(r"(?:每[年月]|年租金|月租金)[^,，。\d]{0,8}$")
COST_AFTER = re.compile(
    r"\s(?:in|of|on) (?:[\w-]+ ){0,3}(?:spending|capex|economic (?:benefits?|impact|activity))\b|\s(?:of|in) (?:disclosed )?(?:venture[- ]capital|VC)\b|\s?(?:(?:/|每)[台年月股颗片块张]|per (?:gigawatt|megawatt|MW|GW|hour|chip)|a (?:share|piece|gigawatt)\b|each\b|的?(?:成本|支出|缺口|(?:可用)?现金(?!收购|购买|及|和|加|支付|入股|投资)|资金缺口|开支|储备|借贷能力)|(?:per|/)\s?(?:GW|MW))|(?:的)?(?:市值|身价|财富)",
    re.I,
)
DEMAND = re.compile(
    r"\b(?:demand|bids|order ?book|orders|subscriptions?)\b[^.;$]{0,30}(?:exceed|top|reach|total|over|of|for)\w*[^.;$]{0,14}$|认购[额金规][^,，。\d]{0,10}$|认购倍数",
    re.I,
)
#: 首只基金的规模为3亿美元, 以26亿元完成首轮募集: a fund's own size
FUND = re.compile(r"基金[^,，。;；]{0,14}(?:规模|总额|募集|管理)[^,，。;；]{0,16}$|基金以\s?$", re.I)
FUND_AFTER = re.compile(r"完成(?:首轮|首期|最终|首次|最后)?(?:募集|关账|交割)|的?(?:新)?基金(?!投资|领投|出资)")
#: 'startups raised', 'hyperscalers have spent': of many firms together, none of them named
CAPITAL = re.compile(
    r"\s(?:in|into|on)\s(?:[\w.'-]+\s){0,4}?(?:infrastructure|data[- ]cent\w+|manufacturing|capacity|facilit\w+|econom\w+|projects?)\b(?! (?:\w+ )?(?:developer|operator|compan|firm|provider|start|group|builder|owner|maker|specialist|from|with|unit))"
)
MANY = re.compile(
    r"\b(?:venture[- ]capital|venture|VC) (?:investment|funding|dollars|money)\b[^.;$]{0,80}$|\b(?:start-?ups|companies|firms|groups|hyperscalers|neoclouds|giants|providers|developers|miners|labs|VCs|funds)\b(?: \w+){0,3} (?:raise|borrow|spen|pour|invest|commit|rais|pump|plough|plow)\w*[^.;,$]{0,24}$|(?:初创公司|初创企业|企业|公司|厂商|巨头|业者|投资者)们?(?:今年|去年|合计|总共|累计|共|已)+(?:融资|筹集|投入|投资|获得)[^,，。\d]{0,10}$",
    re.I,
)
#: what was meant once, and is not what came
ONCE_MEANT = re.compile(
    r"\b(?:original(?:ly)?|initial(?:ly)?|previous(?:ly)?)\b[^.;,$]{0,30}(?:plan|target|sought|seek|goal|expect|anticipat|intend|aim)\w*[^.;,$]{0,40}$|(?:原计划|原定|原拟|原本(?:计划|打算)|最初(?:设定|计划|目标)|(?:最初|起初|原先|原本)的?[^,，。]{0,10}目标|原先预计)[^,，。]{0,14}$",
    re.I,
)
#: 'raised the size from $800 million to $1.1 billion': the first is no longer so
REPLACED_BEFORE = re.compile(
    r"\b(?:increas|upsiz|rais|expand|boost|lift|enlarg|up)\w*\b[^.;]{0,70}$|(?:从|由)(?:原来的|最初的|此前的|原先的)?\s?$",
    re.I,
)
REPLACED_AFTER = re.compile(
    r"[^.;,，。]{0,60}?(?:\bto (?:about |around |up to |as much as |roughly |nearly )?[$€£¥]|(?:增至|增加[到至]|提高[到至]|上调[到至]|扩大[到至]|提升[到至]|加码[到至]))",
    re.I,
)
#: a number of another time, told beside the one that counts
COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|versus|up from|down from|more than the|less than the|against)\s?(?:about |around |the )?$|仅次于[^,，。\d]{0,16}(?:\d{4}\s?年的?)?\s?$|(?:相比|相较于?|较(?:去年|上年|此前|前一年)的?)\s?$",
    re.I,
)
#: 与A、B和C等公司达成总额...: of several together
LISTED = re.compile(
    r"、[^,，。]{1,16}(?:[、和与及][^,，。]{1,12}){1,4}等(?:多家|数家)?(?:公司|巨头|业者|企业|厂商|机构|伙伴)?[^,，。]{0,16}$"
)
#: 'it could expand to $19.4 billion'
GROWS = re.compile(
    r"\b(?:could|can|may|might|would)\b[^.;,$]{0,24}\b(?:expand|rise|grow|increase|reach|climb|go|swell|balloon)\w*(?: up)?(?: to)?\s?(?:as much as |as high as |up to |about |around )?$|可(?:能)?(?:扩大|增加|提高|扩充|上升|增长)(?:到|至)\s?$",
    re.I,
)
#: 在葡萄牙砸100亿美元: what a firm spends in a country of its own money
IN_PLACE = re.compile(
    rf"在(?:{PLACES_ZH})(?:境内|当地|本土|兴建|建设|各地)?(?:再|加码|追加|额外)?(?:砸下?|撒|斥资|投资|投入|豪掷|豪砸)\s?(?:约|近|逾|超过)?\s?$"
)
_INVESTS = re.compile(r"\b(?:invest|spen|pour|commit)\w*\b[^.;,$]{0,30}$")
_IN_STATE = re.compile(
    rf"\s(?:in|into|across) (?:the |its )?(?:{PLACES}|U\.S|US|U\.K|UK|United (?:States|Kingdom)|Europe|Asia|America|country|state|region)\b(?!'s|-| (?:start|compan|firm))"
)
_WITHIN = re.compile(r"[^,;，；。]{0,30}")
#: a holder sells what he holds: no money goes to the firm
SELLS = re.compile(
    r"(?:\b(?:sold|sell|sells|selling|offload\w*|unload\w*|divest\w*|dump\w*|exit\w*)\b[^.;,$]{0,44}|(?:出售|出清|出脱|沽清|沽出|抛售|减持|脱手|清仓|变卖|处分)[^,，。]{0,18})$",
    re.I,
)
SHARES = re.compile(
    r"(?: (?:worth )?of)?(?: (?:its|the|their|all))?[^.;,，。$]{0,34}?(?:\b(?:stake|holding|stock)s?\b|\bshares in\b|持股|股权|股份|股票)",
    re.I,
)
#: 'sold its entire stake in X', 'the sale of T-Mobile shares': what another firm's owner sells;  and where the sum of such a sale stands
_DISPOSAL = re.compile(
    r"\b(?:s(?:ells?|old|elling)|sale of|divest\w*|offload\w*|unload\w*|dump\w*|liquidat\w*|exit(?:s|ed|ing)?)\b[^.;]{0,40}?"
    r"(?:(?:\bits |\btheir |\bhis |\ball |\ban? )?(?:entire |whole |remaining |full |\$[\d·.]+ (?:billion|million) )*(?:stakes?|holdings?|shares|position) in\s[A-Z]|\b(?-i:[A-Z])[\w.&-]*(?: (?-i:[A-Z])\w+)? (?:stakes?|shares|holdings?|position)\b"
    r"|\b(?:its|their|his) (?:entire|whole|remaining) (?:[\w.$·-]+ ){0,3}?(?:stake|holding|position)\b)",
    re.I,
)
_PROCEEDS = re.compile(
    r"^(?:(?!fund|financ|earmark|commit|invest|proceeds)[^.;]){0,30}?(?:,? (?:for|raising|fetching|netting|generating|yielding|worth|valued at|at)\b[^.;]{0,12})?$|\b(?:stakes?|holdings?|shares|position)\b[^.;,]{0,16} (?:for|worth|at) (?:about |around |roughly |nearly )?$|\braising (?:another |about |some |a further )*$",
    re.I,
)
_SALE_AFTER = re.compile(r"\s(?:partial |full |complete )?(?:sale|disposal|divestment|exit) of\b")


def _disposed(text: str, q: Amount, start: int, end: int) -> bool:
    """Whether a sum is what an owner of another firm's shares gets for them: no money goes to that firm."""
    hit = _DISPOSAL.search(text, start, end)
    if hit is None:
        return False
    inside = hit.start() <= q.start < hit.end()
    near = q.start >= hit.end() and _PROCEEDS.search(text[hit.end() : q.start]) is not None
    return inside or near or _SALE_AFTER.match(text, q.end) is not None


HELD = re.compile(
    r"(?:\bhold(?:s|ing)?\b|\bheld\b|\bholdings?\b|\bowns?\b|worth of its|持有[^,，。]{0,6}(?:价值|约)|身家|套现)[^.;,，。]{0,18}$",
    re.I,
)


#: reasons why a clause tells no deal either; why a payment by the month or the year is no amount of a deal
NO_DEAL = (
    "a budget, not a deal",
    "a cost or a holding, not a deal",
    "what many firms did together",
    "a holder sells what it holds",
    "the size of a project, not of a deal",
)
RATE = "a payment by the month or the year, not the sum of a deal"


def no_deal(
    text: str, q: Amount, kind: str | None, clause: tuple[int, int], sentence: tuple[int, int]
) -> tuple[str, str] | None:
    """Why a number belongs to no deal, as (action, reason); None where it may."""
    start, end = sentence
    before, after = text[max(start, q.start - 70) : q.start], text[q.end : min(end, q.end + 60)]
    if q.what == "shares":
        moved = PRICE.search(before) and kind not in ("warrant", "stake", "grant")
        return ("refuse", "a price move") if moved else None
    if q.what in ("power", "chips") and (
        re.search(r"\boptions? (?:to|for|on)\b[^.;]{0,50}$|选择权[^,，。]{0,16}$", before)
        or re.match(r"(?: \w+){0,3} (?:to sell|left|remaining|available)\b", after)
    ):
        return "refuse", "what a deal may grow to, not what was agreed"
    if q.what != "money":
        return None
    if q.value is not None and q.value < 1e5:
        return "refuse", "a price, not the amount of a deal"
    if MARKET_MOVE.search(text, max(start, q.start - 60), min(end, q.end + 30)):
        return "refuse", "a price move or a market value"
    if FORECAST.search(text, start, end):
        return "refuse", "somebody's forecast"
    if (VALUED.search(before) and not OF_A_DEAL.search(before)) or VALUED_AFTER.match(after):
        return "figure", "a valuation or market value, not money that is paid"
    if kind != "revenue_share" and (
        REPORTED.search(before) or (REPORTED_AFTER.match(after) and not OF_A_DEAL.search(before))
    ):
        return "figure", "a reported figure, not a deal"
    if re.match(r"的?[^,，。]{0,8}(?:融资|投资|贷款|合同|合约|订单|协议)", after) and re.search(
        r"(?:总计|共计|总额达?)\s?$", before
    ):
        return None
    at = max(start, q.start - 130)
    cut = max((hit.end() for hit in re.finditer(r"[，；]|其中|[,;] ", text[at : q.start])), default=0)
    if SUMMED.search(text, max(start, q.start - 130, at + cut), min(end, q.end + len(_WITHIN.match(after)[0]))):  # type: ignore[index]
        return "refuse", "a sum of deals, each of which counts by itself"
    beyond = re.match(
        r"[^.;]{0,60}?(?=,? (?:with|plus|including|and includes?)\b|[，;；])|[^.;]{0,60}", text[q.end : end]
    )[0]  # type: ignore[index]
    if OPTION.search(text, max(start, q.start - 80), min(end, q.end + len(beyond))) and OPTION.search(text, *clause):
        return "refuse", "what a deal may grow to, not what was agreed"
    if GROWS.search(before) or re.search(r"\boptions? (?:to|of|that)\b[^.;$]{0,50}$", before):
        return "refuse", "what a deal may grow to, not what was agreed"
    if RATE_AFTER.match(after) or RATE_BEFORE.search(before):
        return "refuse", RATE
    ahead = re.split(r"[,;，；]|\band\b", text[max(start, q.start - 60) : q.start])[-1]
    if BUDGET.search(ahead) or BUDGET.search(re.split(r"[,;，；]|\band\b", text[q.end : min(end, q.end + 50)])[0]):
        return "figure", "a budget, not a deal"
    if PROJECT.match(after):
        return "refuse", "the size of a project, not of a deal"
    if re.search(r"\binvest\w*\s[^.;,$]{0,24}$", before) and CAPITAL.match(after):
        return "figure", "a budget, not a deal"
    if kind not in ("stake", "loan") and LISTED.search(text, max(start, q.start - 90), q.start):
        return "refuse", "a sum of deals, each of which counts by itself"
    if MANY.search(before):
        return "refuse", "what many firms did together"
    if re.match(r"中的?[「“\"]?(?:一部分|部分)", after):
        return "refuse", "a part of what was told before"
    if IN_PLACE.search(before) or (_INVESTS.search(before) and _IN_STATE.match(after)):
        return "figure", "a budget, not a deal"
    if (REPLACED_BEFORE.search(before) and REPLACED_AFTER.match(after)) or COMPARED.search(before):
        return "refuse", "what was meant once, not what was agreed"
    if ONCE_MEANT.search(before):
        return "refuse", "what was meant once, not what was agreed"
    if (SELLS.search(before) and SHARES.match(after)) or _disposed(text, q, start, end):
        return "refuse", "a holder sells what it holds"
    if DEMAND.search(before) and not re.search(r"placed|won|receiv", before):
        return "refuse", "what was asked for, not what was sold"
    if FUND.search(before) or FUND_AFTER.match(after):
        return "figure", "the size of a fund, not of a deal"
    if HELD.search(before) or COST.search(before) or COST_AFTER.match(after):
        return "refuse", "a cost or a holding, not a deal"
    return None
