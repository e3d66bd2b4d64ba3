"""Who is meant: parties of the book by their names in three scripts, firms it lacks, and words that point back to one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gigaloop.book.model import Book
from gigaloop.intake.script import fold, mixed
from gigaloop.intake.states import PLACES, governments
from gigaloop.intake.words import (
    EPITHETS,
    FIRMS,
    GENERAL_ZH,
    GENERIC,
    GIVEN,
    MORE_NAMES,
    NO_FIRM,
    NO_FIRM_ZH,
    ORDINARY,
    POINTERS,
    SUFFIX_EN,
    SUFFIX_ZH,
    TRADES,
)


@dataclass(frozen=True)
class Mention:
    """A place where a party is named. `party` is the book's id, None for a firm that it lacks.

    named where a word that points back finds the name;  trade a sector by the words beside a name that the book lacks: 'chip maker Foo'
    how   'name', 'unknown', 'pointer' (the company, 该公司: resolved), 'group' (banks, investors), 'product' (an Nvidia chip)
    """

    start: int
    end: int
    text: str
    party: str | None
    how: str = "name"
    trade: str = ""
    named: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """What makes two mentions the same party."""
        return self.party or "?" + fold(self.text).casefold()


#: 'Galaxy Digital' is Galaxy in the next sentence
_TAIL = re.compile(r" (?:Digital|Mining|Energy|Holdings|Data Centers?)$")


class Names:
    """The book's names, ready for search in folded text; longest first."""

    def __init__(self, book: Book) -> None:
        self.sectors = {party_id: party.sector for party_id, party in book.parties.items()}
        self._party: dict[str, str] = {}
        self.ordinary: dict[str, str] = {}
        for party_id, party in book.parties.items():
            names = [party.name_en, party.name_zh_hant, party.name_zh_hans, *party.aliases]
            names += [
                short
                for name in names
                if len(short := _TAIL.sub("", name)) > 4 and short not in ("Applied", "Related", "Figure", "Scale")
            ]
            names += [
                name.capitalize()
                for name in names
                if name.isupper() and name.isascii() and name.isalpha() and len(name) > 3
            ]
            names += [re.sub(r",? (?:Inc|Corp|Group|Ltd|Corporation)\.?$", "", name) for name in names]
            for name in names:
                self._add(name, party_id)
            for name in (n for n in names if fold(n) in ORDINARY):
                self.ordinary[fold(name)] = party_id
                for tail in ("公司", " Inc", " Corp", " AI", " Computing", " plc", " Holdings"):
                    self._party.setdefault(fold(name + tail), party_id)
        for name, party_id in MORE_NAMES.items():
            if party_id in book.parties:
                self._add(name, party_id)
        words = sorted(self._party, key=len, reverse=True)
        latin = [re.escape(w) for w in words if w[0].isascii()]
        han = [re.escape(w) for w in words if not w[0].isascii()]
        never = "(?!)"
        self._find = re.compile(
            rf"(?<![A-Za-z0-9@/_.])(?<![A-Za-z0-9]-)(?:{'|'.join(latin) or never})(?![A-Za-z0-9_]|-[a-z]|\.[a-z])|(?:{'|'.join(han) or never})"
        )

    def _add(self, name: str, party_id: str) -> None:
        name = fold(re.sub(r"\s*\(.*?\)", "", name).strip())
        if len(name) > 1 and name not in ORDINARY:
            self._party.setdefault(name, party_id)
            if name.isascii() and not name.isupper() and len(name) > 5 and " " not in name:
                self._party.setdefault(name.upper(), party_id)
                self._party.setdefault(name[0].upper() + name[1:], party_id)

    def known(self, folded: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """The book's parties in a stretch of folded text."""
        found = []
        for hit in self._find.finditer(folded, start, len(folded) if end is None else end):
            tail = folded[hit.end() : hit.end() + 24]
            product = re.match(PRODUCT, tail) is not None
            party = self._party[hit[0]]
            if re.match(RELATIVE, tail):
                found.append(Mention(*hit.span(), hit[0], None, "rival"))
                continue
            found.append(
                Mention(
                    *hit.span(),
                    hit[0],
                    party,
                    "product" if product else "group" if self.sectors[party] == party else "name",
                )
            )
        return found


#: "a CoreWeave rival" names somebody else
RELATIVE = r"(?:[' -]s)?[\s-](?:rival|competitor|backer|challenger|alumn|veteran|engineers?|employees?|-backed)\b|-(?:[a-z]+ed|style|like|led|only|run|owned)\b(?! by)|(?:的)?(?:最大|直接|主要|头号|长期){0,2}(?:的)?(?:竞争对手|劲敌|对手|竞争者)"

PRODUCT = (
    r"(?:['’]s)?[\s-]?(?:的)?(?:(?:newly (?:launched|unveiled|announced|released)|latest|next-generation|most (?:advanced|powerful)|cutting-edge|newest|upcoming|high-end|flagship|new|top|advanced)\s)*(?:(?:hardware|(?:AI )?systems|(?:latest )?Tensor Processing|硬件|系统|平台|[A-Z]{1,3}\d{2,4}\w*|NVL\d+|Blackwell|Hopper|Rubin|Vera|Grace|Instinct|Ironwood|Trainium|TPUs?(?![A-Za-z])|"
    r"GPUs?(?![A-Za-z])|AI chips?\b|chips?\b|accelerators?\b|processors?\b|最新|高端|芯片|晶片|加速器|处理器|显卡|(?:最?先进|顶级|下一代|新一代|旗舰)(?:的)?(?:AI|人工智能)?(?:芯片|晶片|处理器|GPU))(?!\s?(?:maker|giant|designer|company|supplier|厂商?|商|巨头|公司|制造商|企业|业者)))"
)

#: the end of a firm's whole name
_LEGAL = re.compile(r",? ?\b(?:Inc|Corp|LLC|Ltd|Limited|PLC|plc|L\.P|LP|N\.V|S\.A|AG|SE)\b\.?")
_PLACE = re.compile(PLACES)
_CAP = r"(?:[A-Z][\w&.'-]*[\w&]|[A-Z]{1,2}|x[A-Z]\w+|[a-z][A-Z]\w+)"
_EN_FIRM = re.compile(rf"(?a:(?<![\w@/]){_CAP}(?:\s(?:{_CAP}|of|&|and(?=\s[A-Z]\w*\s(?:{SUFFIX_EN})\b)))*)")
_ZH_FIRM = re.compile(
    rf"[\u4e00-\u9fff]{{3,20}}?(?:股份|集团)?有限(?:责任)?公司|[\u4e00-\u9fffA-Za-z0-9]{{2,10}}?(?:{SUFFIX_ZH})(?!设备|巨头|巨擘|业者|大厂|厂商|公司|集团|企业|龙头|商|产业)"
)
_ZH_LED = re.compile(r"[的向与和及跟对从由给为将让获把,，]|宣布|公告|披露|旗下|子公司")
_ZH_CUT = re.compile(
    r"(?:[的向与和及跟对从由给为被了在到将是让助获把旗下]|宣布|投资|收购|入股|采购|租用|签署|提供|支付|获得|出资|公司|企业|业者|初创|新创|并购|基础设施|表示|计划|同意|认购|领投|融资|旗下|成立|日本|美国|英国|法国|德国|韩国|中国|台湾|印度|阿联酋|沙特|挪威|加拿大|澳洲|荷兰|以色列|新加坡)"
)
#: words that no name of a firm holds: a description of several, or of none
_GENERAL = re.compile(
    r"^(?:全球|专注|聚焦|前沿|尖端|推动|支持|帮助|带动|促进|成为|作为|协助|鼓励|要求|避免|确保|多方|使得|令|让)|子公司|分公司|没有|更多|其他|其它|新兴|大型|多家|数家|各家|这些|那些|所有|部分|传统|领先|头部|自家|自有|竞争|建设|相关|任何|许多|不少|全球最|每家|两家|三家|等公司|模型公司|科技公司|云端公司|硬件|软件公司|上述|本土|主权"
)
_TITLED = re.compile(
    r"(?:(?:Chief|chief|CEO|CFO|COO|CTO|President|president|Chairman|chairman|founder|Founder|analysts?|Analysts?|spokes\w+|executive|officer|director|Mr\.?|Ms\.?|Mrs\.?|Minister|minister|Secretary|Senator|Judge)[\w\s,']{0,12})$"
)
_PERSON_AFTER = re.compile(
    r"\s?(?:,\s(?:a |an |the |its |who|[A-Z]\w+'s )?(?:\w+\s)?(?:\w+\s)?(?:chief|CEO|CFO|president|chairman|founder|co-founder|analyst|executive|director|spokes)|\s(?:told|wrote in|tweeted)\b)"
)
#: letters that may be a short name of a firm in Chinese
_HAN = r"(?:(?![上本近今昨去该目利再的了将已把被在也又还更其各等各与和及向从对为以])[\u4e00-\u9fff]){2,4}"
_FIRM_WORD = re.compile(
    r"(?:startup|start-up|company|firm|provider|developer|operator|maker|lender|neocloud|supplier|vendor|utility|investor|group|fund|vehicle|unit|subsidiary|rival|lab|landlord|manufacturer|owner|specialist|giant|chipmaker|builder|miner|carrier|conglomerate)\s$",
    re.I,
)
_ROLE_WORD = re.compile(
    r"(?:\b(?:from|to|in|into|with|by|of|acquire[sd]?|acquiring|buy|buys|bought|between|and|for|lend|lends|backs?|invests?|pays?|paid|supply|supplies|Buyout firm|via|including|,)\s(?:the\s)?(?:(?:[A-Z][a-z]+-based|[A-Z][a-z]+(?:an|ese|ish|ch|li)|U\.S\.|US|UK)\s)?)$"
)
_VERB_AFTER = re.compile(
    r"(?:'s)?\s(?:to|will|has|had|have|is|was|said|says|agreed|agrees|signed|signs|plans|raised|raises|secured|secures|closed|invested|invests|buys|bought|acquired|acquires|announced|announces|lent|leads|led|would|and|borrowed|borrows|wins|won|inks|inked|lands|landed|gets|takes|took|completed|received|issued|sold|sells|leased|leases|rents|rented|committed|commits|pledged|pledges|struck|strikes|expects|backs|backed|denied|denies|guaranteed|guarantees|also|on|ordered|orders|sealed|seals|pays|paid|offered|provides|supplies|lines|taps|snaps|seeks|confirmed|disclosed|deepens|expands|extends|granted)\b"
)


#: 'its site in Corsicana' is a place
_WHERE = re.compile(
    r"\b(?:site|campus|cent(?:er|re)|plant|facility|hall|hub|complex|project|clusters?|computers|cit(?:y|ies)|town|county)s? (?:in|near|outside|at)\s$",
    re.I,
)


def suffix_of(words: str) -> bool:
    """Whether a name ends as names of firms do."""
    return re.search(rf"\b(?:{SUFFIX_EN})$", words) is not None


def unknown(
    folded: str, start: int, end: int, taken: Sequence[Mention], people: frozenset[str] = frozenset()
) -> list[Mention]:
    """Words in a stretch that look like the name of a firm and are none of the names already found."""
    found: list[Mention] = []

    def free(a: int, b: int) -> bool:
        return all(b <= m.start or m.end <= a for m in (*taken, *found))

    han = re.search(r"[\u4e00-\u9fff]", folded[start:end]) is not None
    for hit in _EN_FIRM.finditer(folded, start, end):
        a, b, words = hit.start(), hit.end(), hit[0]
        legal = _LEGAL.match(folded, b) is not None or _LEGAL.search(words) is not None
        while (
            words
            and not (legal and len(words.split()) > 1 and words.split()[0] == "New")
            and (words.split()[0] in NO_FIRM or words.split()[0].rstrip(".") in NO_FIRM)
        ):
            head = words.split()[0]
            a += len(head) + 1
            words = words[len(head) + 1 :]
        while words and words.split()[-1] in (*NO_FIRM, "of", "and", "&"):
            words = words[: -len(words.split()[-1])].rstrip()
        words = re.sub(r"'s$|\.$", "", words)
        b = a + len(words)
        if (
            re.search(r"-[a-z]+$", words)
            or _PLACE.fullmatch(words)
            or (words.isupper() and all(w.title() in NO_FIRM or _PLACE.fullmatch(w.title()) for w in words.split()))
        ):
            continue
        if len(words) < 2 or not free(a, b) or re.fullmatch(r"[A-Z]{1,3}\d+\w*|[A-Z]?\d+", words):
            continue
        if not suffix_of(words) and words.split()[0] in GIVEN and len(words.split()) in (2, 3):
            continue
        if people and all(word.removesuffix("'s") in people for word in words.split()):
            continue
        before, after = folded[max(start, a - 48) : a], folded[b : b + 40]
        if _WHERE.search(before):
            continue
        suffix = re.search(rf"\b(?:{SUFFIX_EN})$", words) is not None
        if not suffix and (_TITLED.search(before) or _PERSON_AFTER.match(after)):
            continue
        if not suffix and han and words.isupper() and len(words) < 5:
            continue
        first = a == start or folded[a - 1] in '\n"“'
        firm = (
            suffix or _FIRM_WORD.search(before) or (not first and _ROLE_WORD.search(before)) or _VERB_AFTER.match(after)
        )
        glossed = han and re.search(r"[\u4e00-\u9fff]\s?[(（]$", folded[max(start, a - 3) : a]) is not None
        if glossed and not suffix:
            continue
        if han and not firm:
            firm = len(words) > 2 and not words.isupper()
        if firm or mixed(words):
            found.append(Mention(a, b, folded[a:b], None, "unknown"))
    if han:
        for hit in _ZH_FIRM.finditer(folded, start, end):
            a, b = hit.span()
            whole = folded[a:b].endswith(("有限公司", "责任公司"))
            cuts = list((_ZH_LED if whole else _ZH_CUT).finditer(folded, a, b - 4 if whole else b - 1))
            if cuts:
                a = cuts[-1].end()
            words = folded[a:b]
            if (
                len(words) >= 3
                and "该" not in words
                and free(a, b)
                and words not in NO_FIRM_ZH
                and not _GENERAL.search(words)
                and not re.match(r"支出|开支|市场|成本|电厂|电站|发电|反应", folded[b : b + 2])
                and not re.search(r"\d|[元亿万]", words)
                and len(re.sub(f"{GENERAL_ZH}|{SUFFIX_ZH}|公司|企业", "", words)) > 1
            ):
                found.append(Mention(a, b, words, None, "unknown"))
        for hit in re.finditer(  # 人工智能公司启元世界宣布
            rf"(?:公司|平台|企业|初创|新创|开发商|运营商|供应商|服务商|厂商)({_HAN})(?=也|已|宣布|完成|获|今|昨|日前|近日|计划|拟)",
            folded[start:end],
        ):
            a, b = start + hit.start(1), start + hit.end(1)
            if free(a, b) and hit[1] not in NO_FIRM_ZH:
                found.append(Mention(a, b, hit[1], None, "unknown"))
        for hit in re.finditer(r"从([\u4e00-\u9fff]{2,8}?)(?=获|取得|借|筹|租|采购|购买|拿到)", folded[start:end]):
            a, b = start + hit.start(1), start + hit.end(1)
            if free(a, b) and hit[1] not in NO_FIRM_ZH:
                found.append(Mention(a, b, hit[1], None, "unknown"))
        for hit in re.finditer(
            rf"(?:获|获得|由){_HAN}(?:、{_HAN})*(?=等|领投|领头|牵头|主导|安排|承销|出资|投资|注资|提供|发放)|(?:与|和){_HAN}(?=签署|签订|签约|签下|达成)",
            folded[start:end],
        ):
            for name in re.finditer(r"[\u4e00-\u9fff]{2,4}", hit[0]):
                a = start + hit.start() + name.start()
                words = re.sub(r"^(?:获得|获|由|与|和)", "", name[0])
                a += len(name[0]) - len(words)
                if len(words) >= 2 and free(a, a + len(words)) and words not in NO_FIRM_ZH:
                    found.append(Mention(a, a + len(words), words, None, "unknown"))
    return found


_TRADE_OF = {fold(name): trade for name, trade in FIRMS.items()}
_FIRM = re.compile(
    "|".join(
        re.escape(n) if not n.isascii() else rf"(?<![A-Za-z0-9-]){re.escape(n)}(?![A-Za-z0-9]|-[a-z])"
        for n in sorted(_TRADE_OF, key=len, reverse=True)
    )
)
_TITLES = r"首席执行官|执行长|董事长|总裁|总经理|创办人|创始人|创办者|行政总裁|首席财务官|财务长|首席技术官|技术长|执行官|CEO|CFO|COO|CTO|掌门人|老板|分析师|部长|总统|总理"
_PERSON = re.compile(
    rf"(?:{_TITLES})\s?(?:兼[\u4e00-\u9fff]{{2,6}}\s?)?(?P<a>[A-Z][a-z]+(?: [A-Z][\w.'-]+){{0,2}})"
    rf"|(?P<b>[A-Z][a-z]+(?: [A-Z][\w.'-]+){{1,2}}),? (?:the |its |[A-Z]\w+'s )?(?:chief executive|CEO|CFO|COO|CTO|chairman|chairwoman|president|co-?founder|founder|chief (?:financial|technology|operating) officer|finance chief|analyst)"
    rf"|(?:[Cc]hief [Ee]xecutive(?: [Oo]fficer)?|CEO|CFO|COO|CTO|[Cc]hairman|[Pp]resident|[Ff]ounder|[Gg]overnor|[Ss]enator|[Mm]inister|[Aa]nalyst|[Ss]ecretary)\s(?P<c>[A-Z][a-z]+ [A-Z][\w.'-]+(?: [A-Z][\w.'-]+)?)"
)
_KNOWN_PERSONS = frozenset(
    ["Altman", "Sam", "Musk", "Elon", "Nadella", "Satya", "Zuckerberg", "Huang", "Jensen", "Ellison", "Larry", "Pichai", "Sundar", "Jassy", "Andy", "Bezos", "Amodei", "Dario", "Brockman", "Son", "Masayoshi", "Intrator", "Catz", "Safra", "Magouyrk", "Sicilia", "Tan", "Lip-Bu", "Hock", "Lisa", "Wei", "Trump", "Lutnick", "Dimon"]
)  # fmt: skip


def persons(folded: str) -> frozenset[str]:
    """Words that are names of people in this text, by the titles beside them; with those that the press names without one.

    >>> "Intrator" in persons("said chief executive Michael Intrator") and "Doe" in persons("首席执行官 Jane Doe 表示")
    True
    """
    found = set(_KNOWN_PERSONS)
    for hit in _PERSON.finditer(folded):
        found |= set((hit["a"] or hit["b"] or hit["c"]).split())
    return frozenset(found)


_POINTER = re.compile("|".join(f"(?P<p{i}>{pattern})" for i, (pattern, _) in enumerate(POINTERS)))
_EPITHET = re.compile("|".join(f"(?P<e{i}>{pattern})" for i, (pattern, _) in enumerate(EPITHETS)))
_GENERIC = re.compile("|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(GENERIC)))


def mentions(
    folded: str,
    start: int,
    end: int,
    names: Names,
    history: Sequence[Mention],
    subject: Mention | None,
    people: frozenset[str] = frozenset(),
    short: Mapping[str, Mention] | None = None,
) -> list[Mention]:
    """Every party named in a sentence, in order, with pointers resolved by what went before (`history`, newest last)."""
    found = names.known(folded, start, end)

    def free(a: int, b: int) -> bool:
        return all(b <= m.start or m.end <= a for m in found)

    for hit in _GENERIC.finditer(folded, start, end):
        party = GENERIC[int((hit.lastgroup or "g0")[1:])][1]
        if free(*hit.span()):
            how = "venture" if party == "?" else "group"
            if party == "?someone" and not re.search(
                r"unnamed|undisclosed|unidentified|hyperscal|tenant|global|major|leading|large|big|investment-grade|一[家名位]|某|未|匿名|神秘|不具名",
                hit[0],
            ):
                continue
            found.append(Mention(*hit.span(), hit[0], party if party in names.sectors else None, how))
    found += [
        Mention(a, b, folded[a:b], None, "unknown", "government")
        for a, b in governments(folded, start, end)
        if free(a, b)
    ]
    found += [
        Mention(*hit.span(), hit[0], None, "unknown", _TRADE_OF[hit[0]])
        for hit in _FIRM.finditer(folded, start, end)
        if free(*hit.span())
    ]
    for hit in _EPITHET.finditer(folded, start, end):
        party = EPITHETS[int((hit.lastgroup or "e0")[1:])][1]
        if free(*hit.span()) and party in names.sectors:
            found.append(Mention(*hit.span(), hit[0], party, "pointer"))
    found = [
        replace(m, trade=m.trade or called(folded, m, start, end)) if m.party is None and m.how == "unknown" else m
        for m in found
    ]
    for stem, whole in (
        short or {}
    ).items():  # 数据港, told before as 上海数据港股份有限公司;  'New Era', by ("New Era")
        if stem[0] > "\u2fff" or " " in stem:
            for hit in re.finditer(re.escape(stem), folded[start:end]):
                if free(start + hit.start(), start + hit.end()):
                    found.append(
                        replace(
                            whole,
                            start=start + hit.start(),
                            end=start + hit.end(),
                            named=whole.named or (whole.start, whole.end),
                        )
                    )
    news = unknown(folded, start, end, found, people)
    found += [
        replace(
            m,
            trade=m.trade or called(folded, m, start, end),
            party=names.ordinary.get(m.text),
            how="name" if m.text in names.ordinary else m.how,
        )
        for m in news
    ]
    for at, m in enumerate(found):  # 'Talen', told before as Talen Energy
        whole = (short or {}).get(m.text) if m.how == "unknown" else None
        if whole is not None:
            found[at] = replace(
                whole,
                start=m.start,
                end=m.end,
                text=m.text if whole.party else whole.text,
                named=None if whole.party else whole.named or (whole.start, whole.end),
            )
    found = [replace(m, how="product") if _DESCRIBED.search(folded, max(start, m.start - 16), m.start) and _ITSELF.match(folded, m.end) else m
             for m in found if m.how != "rival"]  # fmt: skip
    found = _once_told(sorted(found, key=lambda m: m.start), folded)
    found.sort(key=lambda m: m.start)
    for hit in _POINTER.finditer(folded, start, end):
        if not free(*hit.span()) or re.search(
            r"\b(?:is|was|as|be|becomes?|became) $", folded[max(start, hit.start() - 8) : hit.start()]
        ):
            continue
        meant = POINTERS[int((hit.lastgroup or "p0")[1:])][1]
        here = [m for m in found if m.start < hit.start() and m.how in ("name", "unknown", "pointer")]
        teller = next((m for m in reversed(here) if _TELLS.match(folded, m.end, hit.start())), None)
        acted_on = _OBJECT.search(folded, max(start, hit.start() - 24), hit.start()) is not None
        target = _resolved(
            meant,
            here[:-1] if acted_on and "subject" not in meant and meant not in ("latter", "former") else here,
            history,
            subject,
            names,
        )
        if meant == "subject" and teller is not None and hit[0].lower() in ("it", "the company"):
            target = teller
        other = teller is None and here and subject is not None and subject.key != here[0].key and target is here[0]
        if meant == "subject" and other and acted_on:
            target = subject
        if target is not None:
            found.append(
                replace(
                    target,
                    start=hit.start(),
                    end=hit.end(),
                    text=hit[0] if target.party else target.text,
                    named=target.named or (target.start, target.end),
                    how="pointer",
                )
            )
            found.sort(key=lambda m: m.start)
    return found


#: 'this firm, which rents out Nvidia chips,' is not Nvidia
_DESCRIBED, _ITSELF = (
    re.compile(r"(?:这家|一家|该)[^,，。、]{0,14}$"),
    re.compile(r"[^,，。、]{1,16}的(?:公司|企业|厂商|初创)"),
)


def _once_told(found: list[Mention], folded: str) -> list[Mention]:
    """A name told again in brackets (輝達（Nvidia）), or by its product's name (微軟Azure), is one mention."""
    kept: list[Mention] = []
    for m in found:
        glossed = (
            kept and m.how == "unknown" and not kept[-1].text[:1].isascii() and m.text[:1].isascii()
            and kept[-1].party is None and re.fullmatch(r"(?:公司|集团)?\s?[(（]", folded[kept[-1].end : m.start])
        )  # fmt: skip
        if kept and (
            glossed
            or (
                kept[-1].key == m.key
                and re.fullmatch(
                    r"\s?[(（]?\s?(?:NASDAQ|NYSE|Nasdaq)?:?\s?|公司|旗下的?|'s\s", folded[kept[-1].end : m.start]
                )
            )
        ):
            closed = m.end + (folded[m.end : m.end + 1] in ("）", ")"))
            kept[-1] = replace(
                kept[-1],
                end=closed,
                text=folded[kept[-1].start : closed],
                how="name" if "name" in (kept[-1].how, m.how) else m.how,
            )
        else:
            kept.append(m)
    return kept


#: 'Google disclosed in a filing that it': who says it is meant
_TELLS = re.compile(
    r"\s(?:\([^)]*\)\s)?(?:said|says|announced|disclosed|reported|revealed|confirmed|told|added|stated|expects|signaled)\b[^;]*$"
)
_TRADES = [(sector, re.compile(pattern, re.I)) for sector, pattern in TRADES]


def called(folded: str, m: Mention, start: int, end: int) -> str:
    """What an unknown firm does for a living: by the words before its name, in apposition after it, or in it."""
    before = re.split(
        r"[,;:.，。；：、]|\b(?:and|with|from|to|by|in|of|for)\b|[与和向从由对]",
        folded[max(start, m.start - 50) : m.start],
    )[-1]
    after = re.match(r"(?:'s)?,\s(?:an?|the|which is)\s[^,;]{0,80}", folded[m.end : min(end, m.end + 90)])
    for words in (before, after[0] if after else "", m.text):
        for sector, pattern in _TRADES:
            if pattern.search(words):
                return sector
    return ""


#: verbs and prepositions whose object is somebody else than the subject of the sentence
_OBJECT = re.compile(
    r"(?:\b(?:pay|pays|paid|paying|lend|lends|lent|give|gives|gave|supply|supplied|sell|sold|back|backs|backed|grant|granted|offer|offered|"
    r"hand|handed|owe|owes|fund|funds|finance|financed|guarantee|buy|to|with|from|in|by|for)\s(?:the\s)?|[向与对给从由为替])$"
)


def _resolved(
    meant: str, here: Sequence[Mention], history: Sequence[Mention], subject: Mention | None, names: Names
) -> Mention | None:
    """The party that a pointer means; None rather than a guess."""
    before = [m for m in history if m.how != "group" and m.how != "product"]
    if meant == "latter":
        return here[-1] if here else (before[-1] if before else None)
    if meant == "former":
        return here[0] if here else (before[0] if before else None)
    if meant == "subject":
        if here:
            return here[0]
        return subject or (before[-1] if before else None)
    wanted = meant.split("|")
    pool = [*before, *here]
    for one in reversed(pool):
        sector = names.sectors.get(one.party or "")
        if sector in wanted:
            return one
    for one in reversed(pool):
        if one.party is None:
            return one
    return None
