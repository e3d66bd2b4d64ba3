"""The reader without a model: sentences -> clauses -> one find for each deal that a clause tells.

A number asks what it is a number of: the noun beside it, else the verb that governs it. The verb says who pays, else the
parties' trades do. What a clause leaves open its sentence or the deal told before fills. What is a valuation, a budget,
a forecast, a sum or a denial becomes `refuse` or `figure`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gigaloop.intake import fields, press, roles
from gigaloop.intake.clauses import Clause, clauses
from gigaloop.intake.completing import both
from gigaloop.intake.deals import DENIED, ITS_DEAL, REFUTED, deals
from gigaloop.intake.frames import goes_on, halves
from gigaloop.intake.han import brands, names as names_of
from gigaloop.intake.hanwords import common
from gigaloop.intake.lexicon import Word, words
from gigaloop.intake.lists import lists
from gigaloop.intake.mentions import called, mentions
from gigaloop.intake.names import Mention, Names
from gigaloop.intake.naming import LEADS, rank
from gigaloop.intake.passages import masked, sentences, unwrapped
from gigaloop.intake.proposals import Proposal, Reason
from gigaloop.intake.quantities import Amount, amounts
from gigaloop.intake.refusals import NO_DEAL, RATE, no_deal
from gigaloop.intake.shapes import persons
from gigaloop.intake.told import FIRMS, UNTOLD, Found, Told, give, nearest, one_name, refusal
from gigaloop.intake.weigh import pair
from gigaloop.intake.words import SIGNS, of

#: sentences that are read of one article, and finds that it may give
MOST_SENTENCES, MOST_FOUND = 6000, 400
#: parties of one sentence that are weighed; a longer list tells no deal
MOST_PARTIES = 60


def extract(
    text: str, folded: str, language: str, own: tuple[str, int, int] | None, names: Names
) -> tuple[list[Found], list[Reason], list[Told]]:
    """Every deal and every refused number of an article, in order; warnings where it was cut; and its sentences."""
    found: list[Found] = []
    read: list[Told] = []
    history: list[Mention] = []
    short: dict[str, Mention] = {}
    subject: Mention | None = None
    topic: Mention | None = None
    starts: list[int] = []
    untrue: list[tuple[str, float | None, frozenset[str]]] = []
    day = own[0] if own else None
    first_line_end = folded.find("\n")
    folded = unwrapped(folded)
    plain, people = masked(folded), persons(folded)
    issuer = _valued(folded, names)
    if language == "zh-Hant" and (
        _YUAN.search(folded)
        or SIGNS["mainland exchange"].search(folded)
        or (SIGNS["mainland"].search(folded) and not SIGNS["taiwan"].search(folded))
        or SIGNS["mainland firm"].search(folded)
    ):
        language = "zh-Hans"  # a mainland text in traditional letters: its 元 are yuan
    elif language == "zh-Hant" and SIGNS["hong kong"].search(folded) and not SIGNS["taiwan dollars"].search(folded):
        language = "zh-HK"
    cut = list(sentences(folded))
    firms: dict[str, Mention] = {}
    shown = names_of(folded, cut[:MOST_SENTENCES]) if language != "en" else {}
    for name, (start, end) in sorted(shown.items(), key=lambda one: -len(one[0])):
        if name in people:
            continue
        whole = Mention(start, end, name, None, "unknown")
        whole = replace(whole, trade=called(folded, whole, start, end))
        for one in (name, *brands(name)):
            firms.setdefault(one, whole)
    for number, (start, end) in enumerate(cut):
        if number > MOST_SENTENCES or len(found) > MOST_FOUND:
            return found, [Reason(id="dense", number=start)], read
        if not re.search(r"[A-Za-z\u4e00-\u9fff]", folded[start:end]):
            continue
        parties = mentions(folded, start, end, names, history, subject, people, short, firms)[:MOST_PARTIES]
        for m in parties:
            first, _, rest = m.text.partition(" ")
            if rest and m.how in ("name", "unknown") and len(first) > 4 and first.isascii():
                short.setdefault(first, m)
            if m.how in ("name", "unknown"):
                for alias in _aliases(folded, m):
                    short.setdefault(alias, m)
            stem = re.sub(r"(?:股份|集团)?有限(?:责任)?公司$", "", m.text)
            if stem == m.text and re.search(r"[\u4e00-\u9fff]{2}(?:公司|集团)$", stem):
                stem = stem[:-2]  # 夏普, told before as 夏普公司
            if stem != m.text and m.how == "unknown" and (len(stem) > 3 or (len(stem) > 1 and not common(stem))):
                short.setdefault(stem, m)
            for brand in brands(stem) if m.how == "unknown" else ():
                firms.setdefault(brand, m)
        sizes = [replace(a, start=a.start + start, end=a.end + start) for a in amounts(folded[start:end], language)]
        sizes = [q for q in sizes if q.what != "shares" or (q.value or 0) >= 100]  # 'converted into 0.1235 shares'
        starts.append(start)
        near = [*(m for m in history if m.start >= starts[-3:][0]), *([subject] if subject else []), *parties]
        plainly = [w for w in words(plain, start, end) if not any(_within(w, m) for m in parties)]
        sizes = [
            q
            for q in sizes
            if not any(p.what == "money" and _GLOSS.fullmatch(plain, p.end, q.start) for p in sizes)
            and not _WITH_DEBT.match(plain, q.end)
        ]
        beside = [hit.span() for hit in _LIKE.finditer(plain, start, end)]
        plainly = [w for w in plainly if not any(a <= w.start < b for a, b in beside)]
        sizes = [q for q in sizes if not any(a <= q.start < b for a, b in beside)]
        told = Told(text, plain, start, end, number, parties, sizes, plainly, subject, names, found, near, topic, issuer)  # fmt: skip
        read.append(told)
        made = lists(told, goes_on(_sentence(told), told))
        here = parties or ([subject] if subject else [])
        for one in made:
            one.near, one.since = near, start
            if one.proposal.action == "figure" and one.money is not None:
                press.figure(one.proposal, one.money, here, text, folded, (start, end), day)
            one.headline = 0 < end <= first_line_end < (140 if folded[:first_line_end].isascii() else 50)
            fields.day(one.proposal, (one.clause.start, one.clause.end), text, folded, start, end, own)
        told_of = press.events(text, folded, start, end, here, day)
        found += [Found(p, None, None, Clause(start, end), number) for p in told_of if _first(p, found)]
        found = halves(found, made, told) + made
        if REFUTED.search(plain, start, end):  # what is not true here was no deal where it was told before
            false = {(o.proposal.kind, *pair(o)) for o in made if o.proposal.kind and o.proposal.action == "refuse"}
            for p in (o.proposal for o in found if (o.proposal.kind, *pair(o)) in false):
                p.refuse(DENIED)
            if len({(q.unit, q.mid) for q in sizes}) == 1:
                untrue.append((sizes[0].unit, sizes[0].mid, frozenset(m.key for m in parties)))
        for unit, size, who in untrue:  # nor was the sum that it tells, in another sentence of the same two
            for o in found:
                if (
                    o.money is not None
                    and (o.money.unit, o.money.mid) == (unit, size)
                    and all(any(one_name(key, other) for other in who) for key in pair(o))
                ):
                    o.proposal.refuse(DENIED)
        subject = _topic(told, subject)
        topic = topic or subject
        history = (history + [m for m in parties if m.how != "product"])[-12:]
    return found, [], read


#: 200亿元(人民币,下同)
_YUAN = re.compile(r"人民币[,，、.。．·]?\s?下同")


def _within(w: Word, m: Mention) -> bool:
    """Whether a word is only letters of a name: 云 in 盘古云泰; the last letters of a Chinese name tell what the firm does."""
    if m.text.isascii():
        return m.how in ("name", "unknown") and m.start <= w.start < m.end
    return m.how == "unknown" and m.start <= w.start and w.end < m.end


#: 'New Era Energy & Digital, Inc. (Nasdaq: NUAI) ("New Era")': how the text calls a firm from there on
_ALIAS = re.compile(
    r"(?:,? (?:Inc|Corp|LLC|Ltd|Limited|plc)\.?)?[^()“\"\u4e00-\u9fff]{0,24}(?:[\u4e00-\u9fff]{0,14}?公司)?(?:\s?[(（][^()（）“\"]*[)）])?\s?"
    r"[(（](?P<said>(?:the |together, )?[“\"][^()]{2,40}|[^()（）“\"「]{0,14}(?:简称|下称)[^()（）]{2,40})[)）]?"
)
_QUOTED = re.compile(r"[“\"「]([^”\"」]{2,30})[”\"」]|简称[为:：]?\s?([\u4e00-\u9fffA-Za-z]{2,12})$")


def _aliases(folded: str, m: Mention) -> list[str]:
    """How a text says that it calls a firm from here on."""
    hit = _ALIAS.match(folded, m.end)
    return [(one[1] or one[2]).strip() for one in _QUOTED.finditer(hit["said"])] if hit else []


#: '4.5 gigawatts, equivalent to the electricity of two dams': nothing of the deal
#: '$14 billion (£10 billion)': told once
_GLOSS = re.compile(r" \((?:about |around |US)?")
_WITH_DEBT = re.compile(r" (?:includ|count)ing (?:the )?(?:assumed |assumption of )?debt\b| with debt\b")
_LIKE = re.compile(
    r"\b(?:(?:equivalent|comparable) to(?! (?:about |around |roughly )?(?:[\d$]|one|two|three|four|five|six|seven|eight|nine|ten)\b)|enough (?:\w+ )?(?:to|for)|the same as)\b[^,.;—]*"
)
_VALUES = re.compile(r"\bvalu(?:e|es|ing)\s(?:the (?:\w+ ){0,3})?|(?='s (?:\w+ ){0,2}valuation\b)", re.I)


_NAMED = re.compile(r"[A-Z]\w+(?: [A-Z]\w+){0,2}(?= at )")


def _valued(folded: str, names: Names) -> Mention | None:
    """The one party of the book whose value a text tells: 'a round that values X at'."""
    said = {}
    for hit in _VALUES.finditer(folded):
        behind = not hit[0]
        for m in names.known(
            folded, hit.start() - 30 if behind else hit.end(), hit.start() if behind else hit.end() + 30
        ):
            if (m.end == hit.start()) if behind else (m.start == hit.end()):
                said[m.key] = m
        new = None if behind or any(m.start == hit.end() for m in said.values()) else _NAMED.match(folded, hit.end())
        if new is not None:
            m = Mention(*new.span(), new[0], None, "unknown")
            said[m.key] = m
    return next(iter(said.values())) if len(said) == 1 else None


#: 该轮融资由A领投: the sentence is about the round, and so still about whose round it is
_ABOUT_IT = re.compile(
    r"\s?(?:该|此|本|这)(?:轮|次|笔|项|一|份|宗|起|桩)|(?:交易|协议|合同|融资|投资)(?:完成|达成|签署)?(?:后|之后)?[,，]"
)


def _topic(told: Told, before: Mention | None) -> Mention | None:
    """Whom the next sentence goes on about: the first party that no preposition holds."""
    if before is not None and _ABOUT_IT.match(told.folded, told.start):
        return before
    heads = [p for p in roles.parts(told.folded, told.start, told.end, told.parties, told.words) if p.who.how in FIRMS]
    verb = next((w.start for w in told.words if w.part == "verb"), told.end)
    if len({p.who.key for p in heads if p.case == "" and p.who.start < verb}) > 2:
        return before  # a row of firms is nobody's sentence
    return next((p.who for p in heads if p.case == ""), before or (heads[0].who if heads else None))


def _first(p: Proposal, found: list[Found]) -> bool:
    return all((o.proposal.action, o.proposal.subject, o.proposal.share) != (p.action, p.subject, p.share) for o in found)  # fmt: skip


#: 'a contract with X that adds 56 MW'
_ADDS = re.compile(
    r"\s*(?:that |(?:under )?which [\w ]{2,30}?)(?:will |would )?(?:add|cover|total|span|provide|bring|include|deliver|supply|receive)s?\b"
)
#: what stands in brackets is one piece
_BRACKETS = re.compile(r"[(（][^()（）]{0,40}[)）]")


def _sentence(told: Told) -> list[Found]:
    made: list[Found] = []
    whole = [(m.start, m.end) for m in told.parties] + [(q.start, q.end) for q in told.amounts]
    whole += [hit.span() for hit in _BRACKETS.finditer(told.folded, told.start, told.end)]
    subject: roles.Part | None = None
    beside: roles.Part | None = None  # whom the clause before was about, if it was an aside
    for clause in clauses(told.folded, told.start, told.end, told.words, whole):
        here = roles.parts(told.folded, clause.start, clause.end, told.parties, told.words)
        told.cases |= {p.who.start: (p.case, p.owns) for p in here}
        lead = _lead(told, clause, here, beside if clause.link == "same" and beside else subject)
        beside = lead if clause.link == "aside" else None
        good: list[Amount] = []
        kinds = [w.kind or w.name for w in told.within(clause) if w.kind or w.part == "kind"]
        for q in told.amounts:
            if not clause.start <= q.start < clause.end:
                continue
            why = no_deal(
                told.folded, q, min(kinds, key=rank, default=None), (clause.start, clause.end), (told.start, told.end)
            )
            if why is None:
                good.append(q)
            elif q.what == "money" and (q.value or 0) >= 1e6:
                told.rates |= {clause.start} if why[1] == RATE else set()
                made.append(refusal(told, q, why, clause))
        spent = [
            q for q in told.amounts if q.what == "money" and clause.start <= q.start < clause.end and q not in good
        ]
        if (
            not spent
            or any(q.what != "shares" for q in good)
            or not any(o.proposal.because in NO_DEAL for o in made if o.money in spent)
        ):
            new = deals(told, clause, here, lead, good, made)
            if not any(o.sure for o in new) and made and made[-1].proposal.kind in roles.GOODS and not made[-1].proposal.gw and _ADDS.match(told.folded, clause.start):  # fmt: skip
                fields.fill(made[-1].proposal, made[-1].proposal.kind, None, good, told.folded, told.text, clause)
            made += new
        leads = next((LEADS.match(told.folded, w.start) for w in told.within(clause, "verb")), None)
        if (
            lead is not None
            and clause.link in ("main", "aside")
            and (subject is None or (clause.link == "main" and not leads))
        ):
            subject = lead
    return _joined(made, told)


def _joined(made: list[Found], told: Told) -> list[Found]:
    """One sum without a deal and one deal without a sum in a sentence are one: 'spends $6 billion, promising to buy ...'."""
    loose = [one for one in made if one.proposal.because in UNTOLD and one.money is not None]
    bare = [
        one
        for one in made
        if one.proposal.kind in roles.GOODS
        and one.proposal.amount == "undisclosed"
        and one.proposal.units in (None, "undisclosed")
    ]
    if (
        len(loose) == len(bare) == 1
        and loose[0].money is not None
        and {loose[0].clause.end, bare[0].clause.end} & {loose[0].clause.start, bare[0].clause.start}
        and "aside" not in (loose[0].clause.link, bare[0].clause.link)
        and not told.folded.startswith("其中", bare[0].clause.start)
    ):
        give(bare[0], loose[0].money, told.text)
        made = [one for one in made if one is not loose[0]]
    return [one for one in made if one.sure]


#: 'The round follows an earlier one': about whose round it is
_ITS_ROUND = re.compile(r"\s*(?:The|This|That|Its) (?:[\w-]+ ){0,4}(?:round|raise|fund-?raising|funding)\b")


#: 'Musk raised', 'Ambani is buying': for the firm that the article is about
_PERSONS = re.compile(rf"\s*(?:(?:Mr\.? )?(?:{of('person', 'en')})\b ?)+(?!'s)")


def _lead(told: Told, clause: Clause, here: Sequence[roles.Part], subject: roles.Part | None) -> roles.Part | None:
    """Who does what the clause says: its own first party, else whom its link to the sentence means."""
    verb = next((w.start for w in told.within(clause, "verb")), clause.end)
    own = [
        p
        for p in here
        if p.case == "" and not p.owns and p.who.how in (*FIRMS, "group", "venture") and p.who.start < verb
    ]
    if own:
        return nearest(told.folded, own, verb)
    if clause.link == "which":
        last = [m for m in told.parties if m.end <= clause.start + 2 and m.how != "product"]
        return roles.Part(last[-1], "") if last else subject
    if _PERSONS.match(told.folded, clause.start, clause.end) and told.topic is not None:
        return roles.Part(told.topic, "")
    if _ITS_ROUND.match(told.folded, clause.start, clause.end):
        last = next((o.payee for o in reversed(told.before) if o.proposal.kind == "stake" and told.number - o.line <= 3), None)  # fmt: skip
        if last is not None and last.how != "group":
            return roles.Part(last, "")
    two = both(told, clause, here, told.before)
    if two:
        return roles.Part(two[0], "")
    about = told.topic if ITS_DEAL.match(told.folded, clause.start, clause.end) else None
    about = about or told.subject
    return subject or (roles.Part(about, "") if about is not None else None)


__all__ = ["MOST_FOUND", "extract"]
