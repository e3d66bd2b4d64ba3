"""A saved filing -> its figures: backlog, commitments, leases to come, what falls due by year, the share of one customer."""

from __future__ import annotations

import re
from typing import NamedTuple

from gigaloop.book.model import Book
from gigaloop.book.units import parse_quantity
from gigaloop.intake import tables
from gigaloop.intake.dates import told
from gigaloop.intake.names import Mention, Names
from gigaloop.intake.passages import sentences
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.shapes import unknown

#: rows that one filing may give, and how far its tables may miss their totals
MOST, MISSED = 120, 0.005
_FORM = re.compile(r"\bFORM\s+(10-K|10-Q|8-K|20-F|6-K)\b", re.I)
#: a report of a Chinese exchange: 年度报告, 半年度报告, 第三季度报告; and what stands near its head
_ZH_FORM = re.compile(
    r"(?P<year>20\d\d)\s?年?[^。\n]{0,24}?(?P<what>年度(?:报告|业绩)|年报|半年度报告|中期(?:报告|业绩)|第?[一三]季度?(?:报告|业绩)|季度报告)"
)
_ZH_HEAD = re.compile(r"公司代码|证券代码|股份代号|股票代码|报告期|董事会|重要提示|财务报表")
_ZH_ENDS = (("半年|中期", "-06-30"), ("一季", "-03-31"), ("三季", "-09-30"), ("年", "-12-31"))
_EXHIBIT = re.compile(
    r"^\s*(?:EX(?:HIBIT)?[\s.-]{0,3}(?:10|4)\.\d+)|\b(?:AGREEMENT|INDENTURE|CONTRACT)\b[^.]{0,400}?\b(?:is|are)?\s?(?:made|entered into|dated)\b[^.]{0,200}?\b(?:between|among)\b",
    re.I | re.M,
)
_PERIOD = re.compile(
    r"\bfor the (?:quarterly period|fiscal year|year|quarter|three months|period|six months|nine months)\s*ended\s*:?|\bas of the end of\b|截至",
    re.I,
)
_EVENT = re.compile(r"earliest event reported\)?\s*:?", re.I)
_SIGNED = re.compile(
    r"\b(?:Dated?|Filed|Filing date)\s*(?:as of\s*)?:\s*|(?:公告|披露|刊发|批准报出)(?:日期?|时间)\s*:?\s*", re.I
)
_REGISTRANT = re.compile(r"\(?Exact name of (?:the )?registrant", re.I)

MEASURES = tuple((metric, re.compile(words, re.I)) for metric, words in (
    ("leases_not_commenced", r"leases?\b[^.;]{0,80}\bnot (?:yet )?(?:commenced|begun)|not[- ]yet[- ]commenced[^.;]{0,30}leases?|尚未(?:开始|起租|生效)的?租赁"),
    ("backlog_rpo", r"(?:remaining|unsatisfied) performance obligations?|\bRPO\b|\b(?:revenue |contract(?:ed)? |order )?backlog\b|(?:剩余|未履行的?|尚未履行的?)履约义务|(?:在手|积压|未完成|未交付)(?:订单|合同|合约)|已签订[^,，。]{0,12}(?:尚未|未)履行"),
    ("guarantees_max", r"maximum (?:\w+ ){0,3}(?:exposure|amount|payments?)[^.;]{0,60}guarantees?|guarantees?[^.;]{0,80}\bmaximum|担保[^,，。]{0,12}(?:最高|上限)"),
    ("purchase_commitments", r"(?:purchase|supply|capacity|cloud services?|equipment|procurement)\b[^.;$]{0,50}(?:commitments?|obligations?|agreements)\b|\bnon-?cancell?able (?:purchase )?(?:orders|contracts)\b|(?:commitments?|obligations?) (?:to|for)[^.;$]{0,20}\bpurchas\w+|committed to (?:buy|purchase)|采购(?:设备|商品|电力|服务器|芯片)?(?:的)?(?:承诺|承担|义务)|资本(?:性支出)?承[诺担]|已签约(?:但|而)?(?:尚)?未[^,，。]{0,20}承[诺担]|不可撤销的?(?:采购|承诺)"),
    ("contract_liabilities", r"contract liabilit(?:y|ies)|deferred revenue|合[同约]负债|递延收入"),
    ("total_debt", r"\btotal (?:debt|indebtedness|borrowings)\b|aggregate principal amount of (?:our )?(?:outstanding )?(?:debt|indebtedness)|负债总额|债务总额|总债务"),
))  # fmt: skip
#: an amount that tells a change, an older day or a part to be recognised, not the measure itself
_OTHER = re.compile(
    r"(?:increas\w+|decreas\w+|rose|grew|up|down|from|compared (?:to|with)|versus|against|recogni[sz]e|of which|including|增加(?!至|到|为)|减少(?!至|到|为)|其中|上年|同期|期初|[由从](?!于))[^.;$]{0,24}$",
    re.I,
)
_DUE = re.compile(r"(?:principal (?:payments|amounts?|repayments)|maturit(?:y|ies)|(?:debt|borrowings|notes)[^.;\n]{0,40}\b(?:due|payable|matur\w+)|本金(?:偿还|到期)|(?:债务|借款|债券)[^。]{0,12}到期)[^\n]{0,300}?(?::|：|as follows|follows|下表|如下)|contractual maturities|debt maturities|scheduled (?:principal )?(?:payments|repayments) (?:on|of)", re.I)  # fmt: skip
_NO_DEBT = re.compile(
    r"\b(?:lease (?:liabilities|payments)|operating leases|amorti[sz]ation expense|purchase (?:commitments|obligations)|performance obligations)\b|租赁负债",
    re.I,
)
_AS_FOLLOWS = r"[^\n]{0,220}?(?::|：|as follows|follows|下表|如下)"
#: what else a table tells by year: what is bought, rented, or still to be earned -> the heading that says so
BY_YEAR = (
    ("purchases_due", re.compile(rf"\b(?:purchase|supply|capacity|cloud|energy|power|unconditional)\b[^.;\n]{{0,60}}\b(?:commitments?|obligations?){_AS_FOLLOWS}|采购[^。\n]{{0,20}}(?:承[诺担]|义务){_AS_FOLLOWS}", re.I)),
    ("rent_due", re.compile(rf"\b(?:(?:future |minimum )*lease payments|payments[^.;\n]{{0,20}} under[^.;\n]{{0,30}} leases|maturities of[^.;\n]{{0,24}} lease liabilities){_AS_FOLLOWS}|租赁(?:付款额|负债){_AS_FOLLOWS}", re.I)),
    ("backlog_due", re.compile(rf"\bperformance obligations\b{_AS_FOLLOWS}|履约义务{_AS_FOLLOWS}", re.I)),
)  # fmt: skip
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_CUSTOMER = re.compile(
    r"(?P<many>\b(?:one|two|three|four)\b|[一两三四]名?家?大?)\s?(?:(?:\w+[ -]){0,2}(?:customers?|clients?)\b|客户)|\b[Cc]ustomers? [A-F]\b(?:,? (?:and )?(?:[Cc]ustomer )?[A-F]\b)*|(?P<top>\b(?:largest|biggest|top|single|major) (?:\w+ )?customer\b|最大(?:的)?(?:单一)?客户|第一大客户)",
    re.I,
)
_SHARED = re.compile(
    r"\b(?:account(?:s|ed|ing)? for|represent(?:s|ed|ing)?|compris\w+|contribut\w+|ma[dk]e up|generated|constitut\w+)\b|占|贡献",
    re.I,
)
_BASES = (
    ("revenue", r"\brevenues?\b|\bnet sales\b|\bsales\b|收入|营收|销售"),
    ("backlog", r"performance obligations?|\bRPO\b|backlog|履约义务|订单"),
)
_ORDINAL = ("largest", "second", "third", "fourth")


class Head(NamedTuple):
    """What a filing says of itself: its form, whose it is, the day it tells of, the day it was signed."""

    form: str
    who: Mention | None
    period: str | None
    signed: str | None


#: 甲方：X\n乙方：Y, and articles: a Chinese contract
_ZH_CONTRACT = re.compile(
    r"(?:合同|协议)书?\s*\n[\s\S]{0,1500}?(?:甲方|[买需]方|[承出]租方|贷款人|借款人|采购方|委托方)[^。\n]{0,16}[:：][\s\S]{0,800}?\n\s*(?:乙方|[卖供]方|[承出]租方|贷款人|借款人|供应商|受托方)[^。\n]{0,16}[:：]"
)
_ZH_ARTICLE = re.compile(r"第[一二三四五六七八九十\d]+条|违约责任")
#: 'said in a Form 6-K': a text about a filing
_CITED = re.compile(r"\b(?:in|on|an?|the|its|of|with|latest|via)\s$", re.I)


def form(folded: str) -> str | None:
    """'10-K', '10-Q', '8-K', ..., 'exhibit', or None for what is no filing.

    >>> form("FORM 10-Q\\nFor the quarterly period ended"), form("Oracle signs a contract with Meta")
    ('10-Q', None)
    """
    if _ZH_CONTRACT.search(folded[:4000]) and _ZH_ARTICLE.search(folded) and "公告" not in folded[:300]:
        return "exhibit"
    told_form = next((hit for hit in _FORM.finditer(folded[:4000]) if not _CITED.search(folded, 0, hit.start())), None)
    if _EXHIBIT.search(folded[:1500]) and not (told_form and told_form.start() < 200):
        return "exhibit"
    if told_form and re.search(
        r"registrant|SECURITIES|quarterly period|fiscal year|Date of Report|Item \d", folded[:8000], re.I
    ):
        return told_form[1].upper()
    report = _ZH_FORM.search(folded[:3000])
    if report and _ZH_HEAD.search(folded[:8000]):
        return "20-F" if re.match(r"年", report["what"]) else "6-K"
    return None


def head(folded: str, names: Names) -> Head | None:
    """The head of a filing, None for what is none."""
    which = form(folded)
    if which is None:
        return None
    registrant = _REGISTRANT.search(folded[:20_000])
    floor = registrant.start() if registrant else 0
    pool = names.known(folded, max(0, floor - 400), floor) if registrant else []
    pool = pool or (unknown(folded, max(0, floor - 120), floor, pool) if registrant else names.known(folded, 0, 6000))
    if not registrant and _ZH_FORM.search(folded[:3000]):
        pool = names.known(folded, 0, 1500) or unknown(folded, 0, 600, []) or pool
    who = pool[-1] if registrant and pool else pool[0] if pool else None
    days = [_day(folded, pattern) for pattern in (_PERIOD, _EVENT)]
    signed = [day for hit in _SIGNED.finditer(folded) if (day := _after(folded, hit.end()))]
    return Head(which, who, next((day for day in days if day), _zh_period(folded)), signed[-1] if signed else None)


def _zh_period(folded: str) -> str | None:
    """The last day of the period in the title of a Chinese report."""
    report = _ZH_FORM.search(folded[:3000])
    return report["year"] + next(end for words, end in _ZH_ENDS if re.search(words, report["what"])) if report else None


def _day(folded: str, pattern: re.Pattern[str]) -> str | None:
    hit = pattern.search(folded[:20_000])
    return _after(folded, hit.end()) if hit else None


def _after(folded: str, at: int) -> str | None:
    days = [when for when, start, _ in told(folded, at, at + 60, None) if len(when) == 10 and start < at + 30]
    return days[0] if days else None


def figures(text: str, folded: str, top: Head, names: Names, book: Book) -> tuple[list[Proposal], list[Reason]]:
    """The figures that a filing tells about its registrant, each set beside the book's; and warnings."""
    found: list[Proposal] = []
    notes: list[Reason] = []
    seen: set[tuple[str | None, str | None]] = set()
    for start, end in sentences(folded):
        if len(found) > MOST:
            notes.append(Reason(id="cut-figures", number=MOST))
            break
        if re.search(r"\d", folded[start:end]) is None and not _tables(folded, start, end):
            continue
        made = _measured(text, folded, start, end, top) + _shared(text, folded, start, end, top, names, book)
        for metric, at in _tables(folded, start, end):
            table = tables.rows(folded, at, int(top.period[:4]) if top.period else None)
            unit = tables.currency(folded, at)
            made += [_due(text, metric, row, top, unit) for row in table if row.label != "total" and row.value > 0]
            if tables.short(table) > MISSED:
                notes.append(Reason(id="table", number=start))
        if _LISTED.search(folded, start, min(len(folded), end + 1)) and _shared_base(folded, start, end):
            made += _customers(text, folded, end, top, names, book, _shared_base(folded, start, end) or "revenue")
        for p in made:
            key = (p.metric, p.period)
            if key in seen:
                continue
            seen.add(key)
            _beside(p, book)
            found.append(p)
    return found, notes


def _figure(
    text: str, top: Head, metric: str, at: tuple[int, int], period: str | None, value: str, place: tuple[int, int]
) -> Proposal:
    p = Proposal(action="figure", metric=metric, period=period, value=value, known=top.signed)
    p.period_end = period if period and re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else None
    p.ground("metric", text, *at)
    p.ground("value", text, *place)
    if top.who is not None:
        p.subject, p.subject_text = top.who.party, text[top.who.start : top.who.end]
        p.ground("subject", text, top.who.start, top.who.end)
    return p


def _measured(text: str, folded: str, start: int, end: int, top: Head) -> list[Proposal]:
    """'X was $N' for each measure that a sentence names."""
    made: list[Proposal] = []
    moneys = [q for q in _amounts(folded, start, end) if q.what == "money" and q.value and q.value >= 1e6]
    days = [d for d in told(folded, start, end, top.period) if len(d[0]) == 10]
    for metric, pattern in MEASURES:
        hit = pattern.search(folded, start, end)
        if hit is None:
            continue
        good = [q for q in moneys if not _OTHER.search(folded[max(start, q.start - 44) : q.start])]
        after = [q for q in good if q.start >= hit.start()]
        near = re.compile(r"\s?(?:of|in|in respect of|under|的)?\s?(?:[\w-]+\s){0,4}")
        before = [q for q in good if q.end <= hit.start() and near.fullmatch(folded, q.end, hit.start())]
        q = before[0] if before else after[0] if after else None
        if q is None:
            continue
        moneys.remove(q)
        day = next((d for d in days if d[1] >= hit.end()), days[0] if days else None)
        period = day[0] if day else top.period
        kind = (
            "cloud"
            if metric == "purchase_commitments" and re.search(r"cloud|云", folded[hit.start() : hit.end()], re.I)
            else ""
        )
        made.append(
            _figure(
                text,
                top,
                metric,
                hit.span(),
                f"{period}_{kind}" if kind and period else period,
                q.text,
                (q.start, q.end),
            )
        )
        made[-1].period_end = period
    return made


def _amounts(folded: str, start: int, end: int) -> list[Amount]:
    found = amounts(folded[start:end], "zh-Hans" if re.search(r"[\u4e00-\u9fff]", folded[start:end]) else "en")
    return [
        Amount(a.what, a.value, a.unit, a.bound, a.start + start, a.end + start, a.high, a.converted) for a in found
    ]


def _shared(text: str, folded: str, start: int, end: int, top: Head, names: Names, book: Book) -> list[Proposal]:
    """'One customer accounted for 62% of revenue': a figure for each customer, largest first as told."""
    if not _SHARED.search(folded, start, end) or re.search(r"receivable|应收", folded[start:end]):
        return []
    own = top.who.party if top.who else None
    base = next((name for name, words in _BASES if re.search(words, folded[start:end], re.I)), None)
    shares = [q for q in _amounts(folded, start, end) if q.what == "share" and q.value]
    known = [m for m in names.known(folded, start, end) if m.party != own]
    hit = _CUSTOMER.search(folded, start, end)
    if base is None or not shares or (hit is None and not known):
        return []
    if hit is not None and re.search(
        r"\b(?:no|none of|not? other)\b[^.;]{0,12}$|没有", folded[max(start, hit.start() - 14) : hit.start()], re.I
    ):
        return []
    many = (
        len(known)
        if known
        else _COUNTS.get((hit["many"] or "").lower()[:5].strip("名家大"), 0)
        if hit and hit["many"]
        else 0
    )
    letters = len(re.findall(r"\b[A-F]\b", hit[0])) if hit else 0
    many = max(1, many, letters)
    if hit is not None and hit["top"]:  # 前五名客户占56%,其中最大客户占31%
        shares = [q for q in shares if q.start > hit.start()] or shares
    if len(shares) > many and many > 1:
        shares = shares[:many]
    elif many == 1:
        shares = shares[:1]
    made = []
    for number, q in enumerate(shares[:4]):
        who = known[number] if number < len(known) else None
        metric = f"{_ORDINAL[number]}_customer_share" if base == "revenue" else f"backlog_share_{_ORDINAL[number]}"
        at = hit.span() if hit else (who.start, who.end) if who else (start, end)
        if who is not None:
            metric = _share_of(book, own, who.party, base)
            at = (who.start, who.end)
        days = [d[0] for d in told(folded, start, end, top.period) if len(d[0]) == 10]
        made.append(_figure(text, top, metric, at, days[0] if days else top.period, q.text, (q.start, q.end)))
        made[-1].share = q.mid
    return made


#: the heading of a table of customers
_LISTED = re.compile(
    r"(?:customers?|clients?|客户)[^\n]{0,200}?(?::|as follows|following table|table below|下表|如下)|(?:as follows|following table|下表|如下)[^\n]{0,80}(?:customers?|客户)",
    re.I,
)


def _shared_base(folded: str, start: int, end: int) -> str | None:
    return next((name for name, words in _BASES if re.search(words, folded[start:end], re.I)), None)


def _share_of(book: Book, own: str | None, party: str | None, base: str) -> str:
    """The book's measure of one party's share of revenue or of backlog."""
    wanted = f"{base}_share_{party}"
    return next((f.metric for f in book.figures.values() if f.subject == own and f.metric.endswith(wanted)), wanted)


def _customers(text: str, folded: str, at: int, top: Head, names: Names, book: Book, base: str) -> list[Proposal]:
    """A table of customers and their shares, largest first; a party of the book by its name."""
    made = []
    listed = sorted(tables.shares(folded, at), key=lambda row: -row.value)[:4]
    for number, row in enumerate(listed):
        known = [m for m in names.known(folded, row.start, row.end) if top.who is None or m.party != top.who.party]
        nth = f"{_ORDINAL[number]}_customer_share" if base == "revenue" else f"backlog_share_{_ORDINAL[number]}"
        metric = _share_of(book, top.who.party if top.who else None, known[0].party, base) if known else nth
        q = Amount("share", row.value, "share", "exact", row.start, row.end)
        made.append(_figure(text, top, metric, (row.start, row.end), top.period, q.text, (row.start, row.end)))
        made[-1].share = row.value
    return made


def _tables(folded: str, start: int, end: int) -> list[tuple[str, int]]:
    """(metric, place) of the table by year that a sentence announces: debt, or purchases, rent and revenue to come."""
    stop = min(len(folded), end + 1)
    due = _DUE.search(folded, start, stop)
    if due and not _NO_DEBT.search(folded, start, end):
        return [("principal_due", due.start())]
    found = [(metric, hit.start()) for metric, words in BY_YEAR if (hit := words.search(folded, start, stop))]
    return found[:1]


def _due(text: str, metric: str, row: tables.Row, top: Head, unit: str) -> Proposal:
    amount = Amount("money", row.value, unit, "exact", row.start, row.end)
    p = _figure(text, top, metric, (row.start, row.end), row.label, amount.text, (row.start, row.end))
    year = re.match(r"20\d\d", row.label)
    fiscal = top.form in ("10-K", "20-F") and top.period is not None
    end = top.period[4:] if fiscal and top.period else "-12-31"
    p.period_end = f"{year[0]}{end}".replace("-02-29", "-02-28") if year else None
    return p


def _beside(p: Proposal, book: Book) -> None:
    """Whether the book has the figure: the same is a duplicate, another stays beside it."""
    same = [f for f in book.figures.values() if f.subject == p.subject and f.metric == p.metric
            and (f.period == p.period or (f.period_end is not None and str(f.period_end) == p.period_end))]  # fmt: skip
    if not same or p.value is None:
        return
    ours, theirs = parse_quantity(p.value).stated, same[-1].value.stated
    p.target = same[-1].figure_id
    if ours is not None and theirs is not None and abs(ours - theirs) <= 0.01 * max(abs(ours), abs(theirs)):
        p.action = "duplicate"
        p.say("known", figure=p.target)
    else:
        p.say("other-figure", figure=p.target, sum=str(same[-1].value))
