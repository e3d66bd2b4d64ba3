"""The parties of the book by their names in three scripts, found in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gigaloop.book.model import Book
from gigaloop.intake.script import fold
from gigaloop.intake.words import MORE_NAMES, ORDINARY


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


_CAPITAL = re.compile(r"(?<![A-Za-z0-9@/_.-])[A-Z][A-Za-z]{5,}(?![A-Za-z0-9_-]|\.[a-z])")
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
            names += [name.replace(" ", "") for name in names if re.fullmatch(r"[A-Z]\w+ \d+", name)]  # Hut8
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
        #: names of one word and more than five letters, however they are written
        self._any_case = {w.casefold(): self._party[w] for w in latin if w.isalpha() and len(w) > 5}
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
        end = len(folded) if end is None else end
        hits = [(hit, self._party[hit[0]]) for hit in self._find.finditer(folded, start, end)]
        taken = {hit.start() for hit, _ in hits}
        for hit in _CAPITAL.finditer(folded, start, end):  # FluidStack, Coreweave
            party = self._any_case.get(hit[0].casefold())
            if party is not None and hit.start() not in taken:
                hits.append((hit, party))
        for hit, party in sorted(hits, key=lambda one: one[0].start()):
            tail = folded[hit.end() : hit.end() + 24]
            product = re.match(PRODUCT, tail) is not None
            lead = folded[max(0, hit.start() - 8) : hit.start()]
            if (
                re.match(RELATIVE, tail)
                or (_ONCE.search(lead) and _OFFICE.match(tail))
                or (hit[0] in _HOUSE and _AT.search(lead))
            ):
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
RELATIVE = r"(?:[' -]s)?[\s-](?:rival|competitor|backer|challenger|alumn|veteran|engineers?|employees?|-backed)\b|-(?:[a-z]+ed|style|like|led|only|run|owned)\b(?! by)|(?:的)?(?:最大|直接|主要|头号|长期){0,2}(?:的)?(?:竞争对手|劲敌|对手|竞争者)|\s?前\s?任?(?:首席[\u4e00-\u9fff]{2,4}|CTO|CEO|CFO|COO|高管|员工|研究员|科学家|工程师|副?总裁|(?:联合)?创始人)"
#: 'former OpenAI chief scientist' is no OpenAI;  what is said at the White House is not its deal
_ONCE = re.compile(r"\b(?:[Ff]ormer|[Ee]x)[\s-]$")
_OFFICE = re.compile(
    r"\s(?:CTO|CEO|CFO|COO|chief|exec\w*|research\w*|engineers?|employees?|scientists?|staff\w*|president|head|(?:vice|senior|co-?founder|founder)\w*)\b"
)
_HOUSE, _AT = ("白宫", "White House"), re.compile(r"(?:在|\b[Aa]t (?:the )?)$")

PRODUCT = (
    r"(?:['’]s)?[\s-]?(?:的)?(?:(?:newly (?:launched|unveiled|announced|released)|latest|next-generation|most (?:advanced|powerful)|cutting-edge|newest|upcoming|high-end|flagship|new|top|advanced)\s)*(?:(?:hardware|(?:AI )?systems|(?:latest )?Tensor Processing|硬件|系统|平台|[A-Z]{1,3}\d{2,4}\w*|NVL\d+|Blackwell|Hopper|Rubin|Vera|Grace|Instinct|Ironwood|Trainium|TPUs?(?![A-Za-z])|"
    r"GPUs?(?![A-Za-z])|AI chips?\b|chips?\b|accelerators?\b|processors?\b|最新|高端|图形处理器|绘图处理器|绘图芯片|芯片|晶片|加速器|处理器|显卡|(?:最?先进|顶级|下一代|新一代|旗舰)(?:的)?(?:AI|人工智能)?(?:芯片|晶片|处理器|GPU))(?!\s?(?:maker|giant|designer|company|supplier|厂商?|商|巨头|公司|制造商|企业|业者)))"
)


__all__ = ["Mention", "Names"]
