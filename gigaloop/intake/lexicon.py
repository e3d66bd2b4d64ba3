"""The words of deals (`lexicon.csv`): what a verb does to its subject, what a noun names, what a deal is about.

    verb  name: out (the subject pays or takes a duty), in (it is paid), give, get, sign (both do); kind, where the verb alone tells it
    kind  nouns and phrases that name a kind of deal      thing  what is bought: chip, compute, site, capacity      deal  a deal of any kind

English verbs stand in their plain form, irregular forms after a slash; a word that begins with = is a pattern as it is.
Chinese stands in Simplified letters (`script.fold`). A size in a pattern's look-ahead says how far a word may reach.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gigaloop.intake.words import table


class Word(NamedTuple):
    """A word of the lexicon at its place: `part`, `name` and `kind` as its row has them."""

    start: int
    end: int
    part: str
    name: str
    kind: str


def forms(verb: str) -> str:
    """A pattern for all forms of an English verb that may have a particle.

    >>> [bool(re.fullmatch(forms("lend/lent"), word)) for word in ("lends", "lent", "lending", "lender")]
    [True, True, True, False]
    """
    found = []
    for one in verb.split("/"):
        head, _, tail = one.partition(" ")
        stem = head[:-1] if head.endswith(("e", "y")) else head
        double = head + head[-1] if re.search(r"[aeiou][bdglmnpt]$", head) else head
        ends = rf"{head}(?:s|es)?|{stem}(?:ed|ing|ies|ied)|{head}(?:d|ing|ed)|{double}(?:ed|ing)"
        found.append(f"(?:{ends})" + (rf"\s{tail}" if tail else ""))
    return "|".join(found)


def _bars(words: str) -> list[str]:
    """The words between bars; a bar inside brackets belongs to its word."""
    found, depth = [""], 0
    for letter in words:
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found


def _pattern(part: str, words: str) -> str:
    english, chinese = [], []
    for word in _bars(words):
        plain = word.removeprefix("=")
        if re.search(r"[\u4e00-\u9fff]", plain) and not re.search(r"\\b|[a-z]{3}", plain):
            chinese.append(plain)
        else:
            english.append(plain if word.startswith("=") or part != "verb" else forms(plain))
    pieces = [rf"(?<![A-Za-z-])(?:{'|'.join(english)})(?![A-Za-z])"] if english else []
    return "|".join([*pieces, *chinese])


#: verbs whose plain form is no noun
_NO_NOUN = frozenset(["acquire", "allocate", "approve", "attract", "bankroll", "become", "collect", "contribute", "deliver", "earmark", "expand", "extend", "finalise", "finalize", "inject", "invest", "lend", "obtain", "offload", "owe", "participate", "provide", "receive", "refinance", "sell", "subscribe", "underwrite", "unveil"])  # fmt: skip


def _plain(words: str) -> frozenset[str]:
    """The plain English verbs of a row: as a noun has the same letters, such a form is a verb only after 'to', 'will' and the like."""
    found = frozenset(word.split("/")[0] for word in _bars(words) if not word.startswith("=") and word.isascii())
    return found - _NO_NOUN


def _read() -> list[tuple[str, str, str, re.Pattern[str], frozenset[str]]]:
    return [(row["part"], row["name"], row["kind"], re.compile(_pattern(row["part"], row["words"]), re.I), _plain(row["words"]))
            for row in table("lexicon.csv")]  # fmt: skip


_ROWS = _read()


#: 'a guarantee', 'its orders', '$5 billion lease': no verb;  采购协议, 租赁合同: the name of a deal
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:an?|the|its|their|our|this|that|any|no|new|own|first|second|another|more|such|each|of|for|in|under|billion|million|bn|largest|biggest|year|[\d·]+B)|'s|’s|s'|\bterm)[ -]$",
    re.I,
)
_VERB_BEFORE = re.compile(
    r"(?:\b(?:to|will|would|can|could|may|might|must|should|did|does|do|not|and|or|also|both|they|we|who|that|which)|ly|[a-z]s|\b(?:see|sees|saw|seeing|help|helps|helping|let|lets|letting|having|makes?)\s[\w. ]{2,24})\s$",
    re.I,
)
_NOUN_AFTER = re.compile(
    r"(?:合同|合约|协议|协定|订单|交易|义务|计划|承诺|案|金额|额|价格|方案|费用|之一|关系|规模|总额|总规模|热潮|方案|意向|能力|谈判|(?<=采购)项目)"
)
#: 'a hosting contract', 'the financing package'
_DEAL_AFTER = re.compile(
    r"\s(?:contract|deal|agreement|pact|round|package|facility|arrangement|commitment|order|partnership|plan)s?\b", re.I
)
#: 'a leading operator'
_LIKE_ADJECTIVE = re.compile(r"\ban? $", re.I)
#: 'a convertible notes offering'
_ISSUE = re.compile(r"\b(?:notes?|bonds?|debt|stock|shares?|equity|private|public)\s$", re.I)
#: 'a chip giant', 云服务商: what a firm does, not what is bought
_TRADE_AFTER = re.compile(
    r"[\s-](?:infrastructure |equipment |computing |technology |cloud |data[- ]center )*(?:giants?|makers?|designers?|compan(?:y|ies)|firms?|groups?|start-?ups?|vendors?|suppliers?|providers?|developers?|operators?|powerhouse|rivals?|specialists?|sector|industry|stocks?|shares|business|arm|unit|chief|executive)\b|(?:巨头|厂商|公司|业者|大厂|霸主|龙头|制造商|设计商|服务商|商|供应商|企业|产业|行业|领域|市场|业务|概念股|类股|厂(?!房))",
    re.I,
)
_DOER = re.compile(r"商|者|链|厂(?!房)|龙头|大厂|巨头|巨擘|业者|企业|公司|二哥|股王")  # 供应商 supplies nothing here
_SUM_BEFORE, _STOPS = re.compile(r"[元圆]\s?$"), re.compile(r"[,，。、;；和与及中的]|$|\s(?![A-Za-z])|承诺|协议")
#: 被X以400亿美元收购: a verb at the end of its clause
_DONE_FOR = re.compile(r"(?:被|遭|以)[^,，。;；]*$")
_NOUN_OF = re.compile(r"的(?:联合|追加|战略|股权|后续|巨额|大额)?$|新$")


def words(text: str, start: int, end: int) -> list[Word]:
    """The lexicon's words in a stretch, in order; of two verbs, or two nouns, on the same letters the first row's stays.

    >>> [(w.part, w.name) for w in words("Nvidia invested in chips", 0, 24)]
    [('verb', 'out'), ('thing', 'chip')]
    """
    found: list[Word] = []
    for row_part, row_name, kind, pattern, plain in _ROWS:
        for hit in pattern.finditer(text, start, end):
            part, name = row_part, row_name
            if (
                part == "verb"
                and hit[0].lower() in plain
                and not _VERB_BEFORE.search(text, max(start, hit.start() - 40), hit.start())
            ):
                continue
            if (
                part == "verb"
                and _NOUN_BEFORE.search(text, max(start, hit.start() - 14), hit.start())
                and not hit[0].endswith(("ing", "ed"))
            ):
                continue
            if (
                part == "verb"
                and kind
                and (
                    _NOUN_AFTER.match(text, hit.end())
                    or (
                        _SUM_BEFORE.search(text, max(start, hit.start() - 2), hit.start())
                        and _STOPS.match(text, hit.end())
                        and not _DONE_FOR.search(text, max(start, hit.start() - 30), hit.start())
                    )
                    or _NOUN_OF.search(text, max(start, hit.start() - 6), hit.start())
                )
            ):
                if kind == "goods":
                    continue
                part, name = "kind", kind
            if (
                part == "verb"
                and hit[0] == "offering"
                and _ISSUE.search(text, max(start, hit.start() - 12), hit.start())
            ):
                continue
            if part == "verb" and hit[0].endswith("ing") and (_DEAL_AFTER.match(text, hit.end()) or _LIKE_ADJECTIVE.search(text, max(start, hit.start() - 6), hit.start())):  # fmt: skip
                continue
            if part == "thing" and _TRADE_AFTER.match(text, hit.end()):
                continue
            if part == "verb" and (
                _DOER.match(text, hit.end())
                or (
                    not kind
                    and _SUM_BEFORE.search(text, max(start, hit.start() - 2), hit.start())
                    and _STOPS.match(text, hit.end())
                )
            ):
                continue
            taken = (w for w in found if w.part == part)
            if hit.end() > hit.start() and all(hit.end() <= w.start or w.end <= hit.start() for w in taken):
                found.append(Word(*hit.span(), part, name, kind))
    return sorted(found)
