"""Amounts in an article: money, power, chips, shares, percent, in English and Chinese, with their bounds.

Works on the folded text (`script.fold`), so Chinese is matched in its Simplified form. 兆 before 元 is 10^12, before 瓦 10^6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

What = Literal["money", "power", "chips", "shares", "wafers", "share", "term"]


@dataclass(frozen=True)
class Amount:
    """One number of an article with its place: `value` in base units (currency, GW, pieces, 0 to 1), `high` of a range.

    `start` and `end` hold the words of the bound too. A vague one ('tens of billions') has no value.
    """

    what: What
    value: float | None
    unit: str
    bound: str
    start: int
    end: int
    high: float | None = None
    converted: Amount | None = None

    @property
    def text(self) -> str:
        """As the book writes it.

        >>> Amount("money", 3e11, "USD", "up_to", 0, 1).text
        'up to 300 bn USD'
        """
        if self.value is None:
            return "undisclosed"
        unit = {"wafers": "wafers/month"}.get(self.what, self.unit)
        if self.what == "power":
            scale, name = (1.0, "") if self.value >= 1 or (self.high or 0) >= 1 else (1e-3, "")
            unit = "GW" if scale == 1 else "MW"
        elif self.what == "share":
            scale, name = 1.0, ""
        else:
            size = max(self.value, self.high or 0)
            scale, name = next(((s, n) for s, n in ((1e12, " tn"), (1e9, " bn"), (1e6, " m")) if size >= s), (1.0, ""))
        number = _plain(self.value / scale)
        if self.high is not None:
            return f"{number} to {_plain(self.high / scale)}{name} {unit}"
        words = {"up_to": "up to ", "at_least": "at least ", "about": "about "}.get(self.bound, "")
        return f"{words}{number}{name} {unit}"

    @property
    def dollars(self) -> float | None:
        """The middle in dollars, converted where the book has a rate."""
        told = self if self.unit == "USD" else self.converted
        return told.mid if told is not None and told.unit == "USD" else None

    @property
    def mid(self) -> float | None:
        """The stated number; the middle of a range."""
        return self.value if self.high is None or self.value is None else (self.value + self.high) / 2


def _plain(number: float) -> str:
    return format(Decimal(f"{number:.10g}").normalize(), "f")


_EN_SCALES = {
    "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12, "billion": 1e9, "bn": 1e9, "b": 1e9, "bln": 1e9, "bil": 1e9,
    "million": 1e6, "mn": 1e6, "m": 1e6, "mln": 1e6, "mil": 1e6, "mm": 1e6, "lakh crore": 1e12, "crore": 1e7, "lakh": 1e5, "thousand": 1e3, "k": 1e3,
}  # fmt: skip
_EN_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "half a": 0.5, "a half": 0.5, "a hundred": 100, "one hundred": 100, "a quarter": 0.25, "two and a half": 2.5,
    "one and a half": 1.5, "several": None, "tens of": None, "hundreds of": None, "a few": None, "multiple": None,
}  # fmt: skip
_ZH_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8, "兆": 1e12}
_SYMBOLS = {
    "us$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "nt$": "TWD", "₩": "KRW", "hk$": "HKD", "c$": "CAD",
    "a$": "AUD", "s$": "SGD", "sg$": "SGD", "₹": "INR", "rs": "INR", "rm": "MYR", "inr": "INR", "sgd": "SGD", "hkd": "HKD", "chf": "CHF", "nok": "NOK", "usd": "USD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "krw": "KRW", "twd": "TWD",
    "cny": "CNY", "rmb": "CNY", "aed": "AED", "sar": "SAR", "ca$": "CAD", "au$": "AUD", "cad": "CAD", "aud": "AUD",
}  # fmt: skip
_CURRENCY_WORDS = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "won": "KRW", "yuan": "CNY", "renminbi": "CNY",
    "rmb": "CNY", "dirham": "AED", "riyal": "SAR", "usd": "USD", "eur": "EUR", "jpy": "JPY", "krw": "KRW", "gbp": "GBP",
    "twd": "TWD", "aed": "AED", "sar": "SAR", "cny": "CNY", "rupee": "INR", "inr": "INR", "sgd": "SGD", "hkd": "HKD",
    "ringgit": "MYR", "franc": "CHF", "chf": "CHF", "nok": "NOK", "cad": "CAD", "aud": "AUD", "kroner": "NOK",
    "美元": "USD", "美金": "USD", "日元": "JPY", "日圆": "JPY", "日币": "JPY", "韩元": "KRW", "韩圆": "KRW", "韩币": "KRW", "韩圜": "KRW",
    "欧元": "EUR", "英镑": "GBP", "人民币": "CNY", "新台币": "TWD", "新台币元": "TWD", "台币": "TWD", "迪拉姆": "AED",
    "里亚尔": "SAR", "里亚": "SAR", "港元": "HKD", "港币": "HKD", "加元": "CAD", "加币": "CAD", "澳元": "AUD", "澳币": "AUD", "印度卢比": "INR", "卢比": "INR", "新加坡元": "SGD", "新元": "SGD", "新币": "SGD", "坡币": "SGD",
    "令吉": "MYR", "林吉特": "MYR", "马币": "MYR", "瑞士法郎": "CHF", "瑞郎": "CHF", "挪威克朗": "NOK", "元": "", "块钱": "",
}  # fmt: skip

#: dollars of other countries
_DOLLARS = {
    "new taiwan": "TWD",
    "taiwan": "TWD",
    "canadian": "CAD",
    "australian": "AUD",
    "singapore": "SGD",
    "hong kong": "HKD",
}

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<!\d )\d{1,3}(?: \d{3})+(?![\d,.])|\d+(?:\.\d+)?"
_WORD_NUM = "|".join(sorted(map(re.escape, _EN_WORDS), key=len, reverse=True))
_EN_SCALE = r"lakh crore|crore|lakh|trillion|[bm]il(?:lion)?|thousand|[bm]ln|trn|bn|tn|mn|mm|[bmtk](?![a-zA-Z])"
_SYM = r"(?:(?<![A-Za-z])(?:US|NT|HK|CA|AU|SG|(?-i:[CAS]))?|(?<=\b(?-i:a)))\$|€|£|¥|₩|₹|(?:USD|EUR|GBP|JPY|KRW|TWD|CNY|RMB|AED|SAR|CAD|AUD|INR|Rs|SGD|HKD|CHF|NOK|RM)(?=\.?\s?\d)\.?"
_DASH = r"\s?(?:-|–|—|~|to|and|至|到|~)\s?"
_EN_MONEY = re.compile(
    rf"(?P<sym>{_SYM})\s?(?P<n1>{_NUM})\s?-?(?P<s1>{_EN_SCALE})?"
    rf"(?:{_DASH}(?:{_SYM})?\s?(?P<n2>{_NUM})\s?-?(?P<s2>{_EN_SCALE}))?(?![\w%]|\.\d)"
    rf"|\b(?P<n3>{_NUM}|(?:{_WORD_NUM}))(?:{_DASH}(?P<n4>{_NUM}))?[\s-]?(?P<s3>{_EN_SCALE}|hundred billion|hundred million)?"
    rf"[\s-](?:of\s)?(?:(?P<land>U\.?S\.?|Japanese|South Korean|Korean|Swiss|Norwegian|Indian|{'|'.join(_DOLLARS)})\s)?"
    r"(?P<cur>dollars?|euros?|pounds?|yen|won|yuan|renminbi|RMB|dirhams?|riyals?|rupees?|ringgit|francs?|kroner|USD|EUR|JPY|KRW|GBP|TWD|AED|SAR|CNY|INR|SGD|HKD|CHF|NOK|CAD|AUD)\b(?!\s?\d)",
    re.I,
)
_ZNUM = rf"(?:{_NUM}|[零〇一二两三四五六七八九]+(?:点[一二三四五六七八九零]+)?|[几数]|十|百|千|万)"
_ZUNIT = r"(?:[十百千万亿兆]+)"
_ZVAL = rf"{_ZNUM}[多余几]?\s?{_ZUNIT}?[多余几]?(?:\d[\d,]*\s?{_ZUNIT}|[零一二三四五六七八九]{_ZUNIT})*"
_ZCUR = "|".join(sorted((word for word in _CURRENCY_WORDS if not word.isascii()), key=len, reverse=True)).replace(
    "日圆", "日圆(?!满)"
)  # 19日圆满完成
_ZH_MONEY = re.compile(
    rf"(?P<pre>人民币|新台币|{_SYM})?\s?(?P<v1>{_ZVAL})(?P<c1>{_ZCUR})?(?:\s?(?:至|到|-|~|–|—)\s?(?P<v2>{_ZVAL}))?\s?(?P<cur>(?:{_ZCUR})|USD|美[元金])"
    rf"|(?P<sym>{_SYM}|人民币|新台币)\s?(?P<v3>{_NUM}\s?{_ZUNIT})"
)
_ZH_SHARED = re.compile(
    rf"(?P<v>{_ZNUM}\s?[万亿兆]+)(?=(?:和|与|、|及|以及)(?:最高|约|逾|至多|近)?{_ZNUM}\s?[万亿兆]+(?P<cur>美元|日元|欧元|元))"
)
_POWER = re.compile(
    rf"(?P<n1>{_NUM}|\b(?:{_WORD_NUM}))(?:{_DASH}(?P<n2>{_NUM}))?\+?[\s-]?(?:of\s)?(?P<u>GW|gigawatts?|MW|megawatts?|(?<!-)TW|terawatts?|kilowatts?|kW)(?:p|ac|dc|e)?(?![hH]|[- ]?hours?|[A-Za-z]|小时|时)",
    re.I,
)
_ZH_POWER = re.compile(
    rf"(?P<v1>{_ZNUM}[多余几]?\s?[十百千万亿]*?[多余几]?)(?:\s?(?:至|到|-|~)\s?(?P<v2>{_ZNUM}\s?[十百千万亿]*?))?\s?(?P<u>(?:千兆瓦|百万瓩|百万千瓦|吉瓦|兆瓦|千瓦|瓩|瓦)(?!时|小时|[hH])|(?:GW|MW)(?!时|小时|[A-Za-z]))"
)
_ZH_WATT = {
    "千兆瓦": 1,
    "百万瓩": 1,
    "百万千瓦": 1,
    "吉瓦": 1,
    "兆瓦": 1e-3,
    "千瓦": 1e-6,
    "瓩": 1e-6,
    "瓦": 1e-9,
    "GW": 1,
    "MW": 1e-3,
}
_UNITS = re.compile(
    rf"(?<![\w.$€£¥₩,-])(?P<n>{_NUM}|\b(?:one|two|three|five|ten|a|half a|several|tens of|hundreds of))(?:{_DASH}(?P<n2>{_NUM}))?[\s-]?(?P<s>million|billion|thousand|mn|bn|[mk](?![a-zA-Z]))?\s(?:of\s)?"
    r"(?P<mod>(?:(?!\d{1,3} \d{3}\b|-\s|and\b|or\b|shares?\b|chips?\b|for\b|to\b|in\b|from\b|by\b|with\b|at\b)[A-Za-z0-9.'’/-]+\s){0,5}?)"
    r"(?P<u>chips?|(?:tensor |graphics )?processing units|GPUs?|accelerators?|TPUs?|processors?|superchips?|(?:common |ordinary )?shares?|wafers?(?![-‑]scale)|warrants)\b"
)
_ZH_UNITS = re.compile(
    rf"(?:(?<![A-Za-z\d.])|(?=[^\d]))(?P<v>{_ZVAL})\s?(?:(?P<c>片|颗|块(?!钱)|枚|张|个|套|台)?(?P<mid>(?(c)[^,，。；、\n]{{0,36}}?|[^,，。；、()（）\n]{{0,16}}?))(?P<u>芯片|晶片|GPU|TPU|加速器|处理器|晶圆|加速卡|(?<=[万千百\s])[HBA][1-9]00(?![A-Za-z\d]))|(?P<k>股))"
)
#: pieces where chips are told beside them: 购买了22.4万块,亚马逊和谷歌则购买了19.6万和16.9万块
_CHIPS = re.compile(r"芯片|晶片|GPU|TPU|Hopper|Blackwell|加速器|加速卡")
_PIECES = re.compile(
    rf"(?<![A-Za-z\d.])(?P<v>{_ZVAL})\s?(?:[块枚颗片]|张(?!床|票|牌|照片|图)|(?=[和、及与]\s?[\d.]+\s?[万千]\s?[块枚颗片张]))(?!钱|[\u4e00-\u9fff]?土地)"
)
_FEWEST = 100
_PERCENT = re.compile(
    rf"(?P<n>{_NUM})(?:{_DASH}(?P<n2>{_NUM}))?\s?(?:%|percent\b|per cent\b|pct\b)|百分之(?P<z>{_ZVAL})|(?P<c>[一二三四五六七八九]|\d)成(?P<half>半)?(?![为立员功本长])"
)

_BEFORE = (
    ("up_to", r"up to|as much as|as many as|no more than|not more than|at most|a? ?maximum of|capped at|as high as|upto|potentially|a potential|or less than|less than|under|below|高达|至多|最多|多达|不超过|上限为?|可达|最高(?:可?达)?|不逾|不多于|不到|最大|上看"),
    ("at_least", r"at least|more than|over|above|exceeding|exceeds?|in excess of|upwards? of|north of|no less than|not less than|a? ?minimum of|topping|surpassing|greater than|at a minimum|well over|至少|最少|逾|超过|超|不少于|不低于|起码|超出|高于|突破"),
    ("about", r"about|around|approximately|approx\.?|roughly|some|nearly|almost|close to|an estimated|estimated|circa|c\.|~|just under|just over|near|a little over|a little under|in the region of|on the order of|大约|约为?|近|将近|接近|大概|估计|几乎|上下|约合|逼近|近乎|差不多"),
)  # fmt: skip
_BEFORE_RE = re.compile(
    r"(?:(?<![A-Za-z])|(?=[\u4e00-\u9fff~]))(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _BEFORE)
    + r")(?:\s?(?:a\s)?(?:total(?:ling)? (?:of )?|an? (?:additional|further|extra) |another |additional |(?:total )?of |合计|共|总共|额外|再)?)\s?$",
    re.I,
)
_AFTER_RE = re.compile(
    r"\s?(?:(?P<at_least>or more\b|-plus\b|\+|以上|起)|(?P<about>or so\b|左右|上下)|(?P<up_to>or less\b|以内|以下|之内))"
)


#: 'expanded from $5 billion to $25 billion': two sums, no range
_ENLARGED = re.compile(
    r"\b(?:expand|increas|rais|upsiz|boost|lift|enlarg|grow|grew|quintupl|tripl|doubl)\w*\b[^.;]{0,60}\bfrom\s$", re.I
)


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    word = text.strip().lower()
    if word in _EN_WORDS:
        value = _EN_WORDS[word]
        return None if value is None else float(value)
    return float(re.sub(r"[, ]", "", word))


def chinese(text: str) -> tuple[float | None, bool]:
    """The number, and whether 'more than' stands in it (30多亿); None where it is vague (数十亿).

    >>> chinese("1兆5000亿"), chinese("三千亿"), chinese("两百三十亿"), chinese("30多亿")
    ((1500000000000.0, False), (300000000000.0, False), (23000000000.0, False), (3000000000.0, True))
    """
    more = bool(re.search("[多余]", text))
    text = re.sub(r"[多余\s,]", "", text)
    if re.search("[几数]", text):
        return None, more
    total = section = 0.0
    number: float | None = None
    for token in re.findall(r"\d+(?:\.\d+)?|点[一二三四五六七八九零]+|[零〇一二两三四五六七八九]|[十百千万亿兆]", text):
        if token[0].isdigit():
            number = float(token)
        elif token[0] == "点":
            number = (number or 0) + sum(_ZH_DIGITS[d] / 10 ** (i + 1) for i, d in enumerate(token[1:]))
        elif token in _ZH_DIGITS:
            number = _ZH_DIGITS[token] if number is None else number * 10 + _ZH_DIGITS[token]
        elif _ZH_SCALES[token] < 1e4:
            section += (1 if number is None else number) * _ZH_SCALES[token]
            number = None
        else:
            section += number or 0
            number = None
            if section == 0 and total == 0:
                section = 1
            if section == 0:  # 万亿, 兆亿: the scale of the scale
                total *= _ZH_SCALES[token]
            elif token == "亿" and 0 < total < 1e8 and total >= 1e4:
                total, section = (total + section) * 1e8, 0
            else:
                total, section = total + section * _ZH_SCALES[token], 0
    return total + section + (number or 0), more


def _bound(text: str, start: int, end: int, more: bool = False) -> tuple[str, int, int]:
    """The bound that the words beside a number give, and the place with those words."""
    before = _BEFORE_RE.search(text, max(0, start - 32), start)
    after = _AFTER_RE.match(text, end)
    if before and before.lastgroup:
        name = next(name for name, _ in _BEFORE if before[name])
        return name, before.start(), end
    if after and after.end() > end:
        return next(name for name in ("at_least", "about", "up_to") if after[name]), start, after.end()
    return ("at_least" if more else "exact"), start, end


def amounts(text: str, where: str = "en") -> list[Amount]:
    """Every amount of a folded text, in its order; overlapping readings keep the longest.

    >>> [one.text for one in amounts("up to $4.2 billion and 360 MW")]
    ['up to 4.2 bn USD', '360 MW']
    >>> [one.text for one in amounts("投资高达1000亿美元，容量60亿瓦，10兆日元", "zh-Hans")]
    ['up to 100 bn USD', '6 GW', '10 tn JPY']
    """
    found: list[Amount] = []
    for hit in _EN_MONEY.finditer(text):
        if hit["sym"]:
            unit = _SYMBOLS[hit["sym"].lower().rstrip(".")]
            if re.match(rf"\s?{_ZUNIT}", text[hit.end() :]):
                continue
            low, scale = _number(hit["n1"]), _EN_SCALES.get((hit["s1"] or hit["s2"] or "").lower(), 1.0)
            high = _number(hit["n2"]) * _EN_SCALES[hit["s2"].lower()] if hit["n2"] else None
            two = re.search(r"\sand\s", hit[0]) and hit["s1"] and not text[: hit.start()].endswith("between ")
            two = two or (
                re.search(r"\sto\s", hit[0]) and _ENLARGED.search(text, max(0, hit.start() - 80), hit.start())
            )
            if two and low is not None and high is not None:  # '$5 billion and $10 billion' are two sums
                gap = re.search(r"\s(?:and|to)\s", hit[0])
                cut, rest = hit.start() + gap.start(), hit.start() + gap.end()  # type: ignore[union-attr]
                found.append(_made(text, "money", low * scale, unit, hit.start(), cut))
                found.append(_made(text, "money", high, unit, rest, hit.end()))
                continue
        else:
            unit = _CURRENCY_WORDS[re.sub(r"s$", "", hit["cur"].lower())]
            unit = _DOLLARS.get((hit["land"] or "").lower(), unit) if unit == "USD" else unit
            low, high = _number(hit["n3"]), _number(hit["n4"])
            name = (hit["s3"] or "").lower()
            scale = {"hundred billion": 1e11, "hundred million": 1e8}.get(name) or _EN_SCALES.get(name, 1.0)
            high = high * scale if high is not None else None
            if hit["n3"].lower() in _EN_WORDS and scale == 1:
                continue
        if low is None:
            found.append(Amount("money", None, unit, "undisclosed", *hit.span()))
            continue
        found.append(_made(text, "money", low * scale, unit, hit.start(), hit.end(), high))
    zh = where != "en" or re.search(r"[\u4e00-\u9fff]", text)
    if zh:
        for hit in _ZH_MONEY.finditer(text):
            found.append(_zh_money(text, hit, where))
        for hit in _ZH_SHARED.finditer(text):
            value, more = chinese(hit["v"])
            found.append(
                _made(text, "money", value, _CURRENCY_WORDS[hit["cur"]] or "CNY", hit.start(), hit.end("v"), None, more)
            )
        for hit in _ZH_POWER.finditer(text):
            if hit["v1"]:
                value, more = chinese(hit["v1"])
                factor = _ZH_WATT[hit["u"]]
                high = (chinese(hit["v2"])[0] or 0) * factor if hit["v2"] else None
                if value is not None:
                    found.append(_made(text, "power", value * factor, "GW", hit.start(), hit.end(), high, more))
        for hit in _ZH_UNITS.finditer(text):
            what = _zh_units(hit)
            if what:
                value, more = chinese(hit["v"])
                found.append(_made(text, what, value, _UNIT[what], hit.start(), hit.end(), None, more))
        for hit in _PIECES.finditer(text) if _CHIPS.search(text) else ():
            value, more = chinese(hit["v"])
            if value is not None and value >= _FEWEST:
                found.append(_made(text, "chips", value, _UNIT["chips"], hit.start(), hit.end(), None, more))
    for hit in _POWER.finditer(text):
        factor = {"g": 1.0, "m": 1e-3, "t": 1e3, "k": 1e-6}[hit["u"][0].lower()]
        value, high = _number(hit["n1"]), _number(hit["n2"])
        if value is not None:
            found.append(
                _made(text, "power", value * factor, "GW", *hit.span(), high * factor if high is not None else None)
            )
    for hit in _UNITS.finditer(text):
        kind = hit["u"].lower()
        what = "shares" if "share" in kind or "warrant" in kind else "wafers" if "wafer" in kind else "chips"
        scale, value = _EN_SCALES.get((hit["s"] or "").lower(), 1.0), _number(hit["n"])
        if (
            (hit["n"].lower() in ("a", "one") and scale == 1)
            or re.search(r"\beach\b[^.;]{0,24}$|\bper\s$", text[max(0, hit.start() - 30) : hit.start()])
            or re.search(
                r"\$|billion|\bGW|\bMW|%|watt|percent|dollar|euro|\byen\b|\bwon\b|worth|\bon\b|year", hit["mod"]
            )
        ):
            continue
        found.append(
            _made(text, what, None if value is None else value * scale, _UNIT[what], hit.start(), hit.end())
        )  # fmt: skip
    for hit in _PERCENT.finditer(text):
        if hit["n"]:
            value, high = float(hit["n"].replace(",", "")) / 100, _number(hit["n2"])
        elif hit["z"]:
            value, high = (chinese(hit["z"])[0] or 0) / 100, None
        else:
            value, high = ((chinese(hit["c"])[0] or 0) + (0.5 if hit["half"] else 0)) / 10, None
        if value <= 1:
            found.append(_made(text, "share", value, "share", *hit.span(), high / 100 if high is not None else None))
    return _conversions(text, _apart(found))


#: what stands between a number and a chip noun when they do not belong together
HOLDS = "的和与及"
_UNIT = {"chips": "chips", "shares": "shares", "wafers": "wafers/month"}


def _made(text, what, value, unit, start, end, high=None, more=False) -> Amount:  # type: ignore[no-untyped-def]
    bound, begin, stop = _bound(text, start, end, more)
    if high is not None and (value is None or high <= value):
        high = None
    if high is None and re.search(r"between\s$", text[max(0, start - 9) : start]):
        begin = start
    return Amount(what, value, unit, "undisclosed" if value is None else "about" if high else bound, begin, stop, high)


def _zh_money(text: str, hit: re.Match[str], where: str) -> Amount:
    if hit["v3"]:
        value, more = chinese(hit["v3"])
        unit = _SYMBOLS.get((hit["sym"] or "").lower()) or _CURRENCY_WORDS[hit["sym"]]
        return _made(text, "money", value, unit, hit.start(), hit.end(), None, more)
    unit = _CURRENCY_WORDS.get(hit["cur"], "USD")
    if not unit:
        pre = hit["pre"]
        unit = (
            _CURRENCY_WORDS.get(pre)
            or _SYMBOLS.get((pre or "").lower())
            or {"zh-Hant": "TWD", "zh-HK": "HKD"}.get(where, "CNY")
        )
    value, more = chinese(hit["v1"])
    high = None
    if hit["v2"]:
        high = chinese(hit["v2"])[0]
        if value is not None and high is not None and not re.search("[万亿兆]", hit["v1"]):
            scale = re.search(r"[万亿兆]+$", hit["v2"])
            value *= chinese("1" + scale[0])[0] or 1 if scale else 1
    vague = value is None
    amount = _made(text, "money", value, unit, hit.start(), hit.end(), high, more)
    return replace(amount, bound="undisclosed") if vague else amount


def _zh_units(hit: re.Match[str]) -> What | None:
    if hit["k"]:
        return "shares"
    if not hit["c"] and re.fullmatch(r"[一二两三四五六七八九\d]", hit["v"].strip()):
        return None
    if not hit["c"] and re.search(rf"GW|MW|\d|[元钱瓦瓩%年月日{HOLDS}]", hit["mid"]):
        return None
    return "wafers" if hit["u"] == "晶圆" else "chips"


def _apart(found: list[Amount]) -> list[Amount]:
    """Of two readings of the same letters the longer stays."""
    kept: list[Amount] = []
    for one in sorted(found, key=lambda a: (a.start - a.end, a.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda a: a.start)


#: between which a dollar has stood since 2018: a sum without a currency told again as so many times as much is in dollars
_DOLLAR = {"TWD": (27.0, 34.0), "CNY": (6.2, 7.5), "HKD": (7.7, 7.9)}


def _conversions(text: str, found: list[Amount]) -> list[Amount]:
    """A sum told again in another currency is one sum: the first stays and remembers the second.

    >>> [(one.text, one.converted.text) for one in amounts("投资130亿元(约新台币4061亿元)", "zh-Hant")]
    [('13 bn USD', 'about 406.1 bn TWD')]
    """
    kept: list[Amount] = []
    for one in found:
        last = kept[-1] if kept else None
        again = (
            last and last.what == one.what == "money" and last.unit == one.unit and "US$" in text[last.start : last.end]
        )
        if again and last is not None and re.fullmatch(r"\s?\(", text[last.end : one.start]):
            continue  # US$2.7 billion ($3.55 billion): the second is of another country
        if (
            last
            and last.unit == one.unit
            and last.value
            and one.value
            and re.fullmatch(r"\s?[(（]", text[last.end : one.start])
        ):
            low, high = _DOLLAR.get(one.unit, (0.0, 0.0))
            if low <= one.value / last.value <= high:
                kept[-1] = replace(last, unit="USD", converted=one)
                continue
        if last and last.what == one.what == "money" and last.unit != one.unit and last.value and one.value:
            between = text[last.end : one.start]
            if text.startswith("约合", one.start):  # a bound of the second, as every 约 is
                between += "约合"
            if re.fullmatch(
                r"\s?(?:\([A-Z]{3}\)\s?)?(?:[(（]|/|,? ?\bor\b|,? ?equivalent to|[,，、]?(?:即|合|折合|约合|相当于|等于))[\s\w,，:：]{0,16}",
                between,
            ):
                kept[-1] = replace(last, converted=one)
                continue
        kept.append(one)
    return kept
