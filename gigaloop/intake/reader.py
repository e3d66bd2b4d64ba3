"""An article in, proposals out: the rules' finds weighed, joined, set beside the book, numbered."""

from __future__ import annotations

from gigaloop.book.identity import SECTORS
from gigaloop.book.model import Book
from gigaloop.intake import against, contract, filing, kinds as words, newcomers
from gigaloop.intake.confidence import confidence
from gigaloop.intake.dates import published
from gigaloop.intake.names import Names
from gigaloop.intake.passages import rejoined
from gigaloop.intake.proposals import Proposal, Proposals
from gigaloop.intake.rules import extract
from gigaloop.intake.scale import chosen
from gigaloop.intake.script import clean, fold, language
from gigaloop.intake.text import LONGEST, UNNAMED, Article
from gigaloop.intake.told import Found, one_name
from gigaloop.intake.weigh import Weigh, kin, pair


def read(text: str | Article, book: Book, *, file: str = UNNAMED) -> Proposals:
    """Read one article by rules and learnt weights, and set each find beside the book.

    text   the article's text, or an `Article` of `open_article`; hidden letters are taken out first
    book   the book whose names are known and whose legs are compared

    >>> from gigaloop.book.file import load
    >>> one = read("Oct. 1, 2026 - Meta signed a $5 billion cloud contract with Nebius.", load()).proposals[0]
    >>> one.kind, one.payer, one.payee, one.amount, one.stage
    ('compute_purchase', 'meta', 'nebius', '5 bn USD', 'signed')
    """
    article = text if isinstance(text, Article) else Article(file, clean(text)[:LONGEST])
    tongue = language(article.text)
    body = article.text if tongue == "en" else rejoined(article.text)
    folded = fold(body)
    own = published(folded)
    if own is None and article.published:
        own = (article.published, 0, 0)
    names = Names(book)
    top = filing.head(folded, names)
    if top is not None:
        own = (top.signed, 0, 0) if top.signed else own if top.form == "exhibit" else None
    news = top is None or top.form == "8-K"
    found, warnings, sentences = extract(body, folded, tongue, own, names) if news else ([], [], [])
    weigh = Weigh(book)
    kept = _joined(chosen(_joined(weigh.all(found, body), folded), sentences, weigh, body), folded)
    proposals = [_placed(one, book, folded) for one in kept]
    _parts(kept)
    if top is not None:
        rows, notes = filing.figures(body, folded, top, names, book) if top.form != "exhibit" else ([], [])
        again = {(row.metric, row.value) for row in rows}
        proposals = [p for p in proposals if p.metric is None or (p.metric, p.value) not in again] + rows
        warnings += notes
        if top.form in ("exhibit", "8-K"):
            terms = contract.clauses(body, folded, names, book, own[0] if own else None)
            for one in terms:
                if one.kind:
                    against.convert(one, book)
            proposals += terms
    proposals += newcomers.proposed(proposals, _trades(kept))
    contracted: str | None = None
    for number, proposal in enumerate(proposals, 1):
        proposal.id = f"p{number}"
        contracted = proposal.id if proposal.kind else contracted
        proposal.target = contracted if proposal.target == contract.OWN else proposal.target
        proposal.confidence = None if top is not None and top.form == "exhibit" else confidence(proposal)
        proposal.evidence = [e for e in proposal.evidence if e.end > e.start]
    for one in kept:
        if one.notes and one.notes[0].startswith("part of:"):
            other = kept[int(one.notes[0][8:])].proposal
            one.proposal.part_of = one.proposal.part_of or other.target or other.id
    return Proposals(
        file=article.file, language=tongue, published=own[0] if own else None, text=body, proposals=proposals,
        warnings=[*article.warnings, *warnings],
    )  # fmt: skip


def _trades(found: list[Found]) -> dict[str, str]:
    """The sector of each firm that the book lacks, where the text or the list of firms tells it."""
    told = ((m, words) for one in found for m, words in ((one.payer, one.proposal.from_text), (one.payee, one.proposal.to_text)))  # fmt: skip
    return {words: m.trade for m, words in told if m is not None and m.party is None and words and m.trade in SECTORS}


def _joined(found: list[Found], folded: str) -> list[Found]:
    """One deal told twice is one proposal: the headline's fades into the body's, the fuller telling stays."""
    kept: list[Found] = []
    deals = [one for one in found if one.proposal.kind]
    for one in found:
        if one.proposal.kind is None:
            if not any(_amount_of(one) == _amount_of(k) and _amount_of(one) is not None for k in (*kept, *deals)):
                kept.append(one)
            continue
        if one.headline and any(
            not o.headline
            and set(pair(o)) & set(pair(one))
            and (kin(o.proposal.kind, one.proposal.kind) or _amount_of(o) == _amount_of(one) is not None)
            and _near(o, one)
            for o in deals
        ):
            continue
        twin = next((k for k in kept if k.proposal.kind and _told_again(k, one)), None)
        if twin is None:
            kept.append(one)
        else:
            _take(twin, one)
    return kept


def _near(a: Found, b: Found) -> bool:
    """Whether a headline's rounded number may be the body's."""
    x, y = _amount_of(a), _amount_of(b)
    return (
        y is None or (x is not None and x[0] != y[0]) or (x is not None and abs(x[1] - y[1]) <= 0.1 * max(x[1], y[1]))
    )


def _amount_of(one: Found):  # type: ignore[no-untyped-def]
    return (one.money.unit, one.money.mid) if one.money is not None and one.money.mid is not None else None


def _told_again(a: Found, b: Found) -> bool:
    """The same two parties, a kin kind, and no number that differs."""
    if not kin(a.proposal.kind, b.proposal.kind) or (a.proposal.action == "refuse") != (b.proposal.action == "refuse"):
        return False
    if ("earlier" in a.notes) != ("earlier" in b.notes) and a.line != b.line:
        return False
    if not all(map(one_name, pair(a), pair(b))):
        grouped = (
            a.proposal.payee == b.proposal.payee
            and a.proposal.payee
            and (a.proposal.payer in against.GROUPS) != (b.proposal.payer in against.GROUPS)
        )
        flipped = pair(a) == pair(b)[::-1] and a.proposal.kind != "stake"
        if not (grouped and _amount_of(a) == _amount_of(b)) and not flipped:
            return False
    x, y = a.proposal, b.proposal
    if _amount_of(a) and _amount_of(b):
        return abs(_amount_of(a)[1] - _amount_of(b)[1]) <= (0.05 if a.line == b.line else 0.02) * _amount_of(a)[1] or (
            _amount_of(a)[0] != _amount_of(b)[0] and a.line == b.line
        )
    if x.gw and y.gw:
        return abs(x.gw - y.gw) <= 0.03 * x.gw
    return not (x.units and y.units and x.units != y.units)


def _take(first: Found, second: Found) -> None:
    """Fill what the first telling left open; a named payer is better than a group."""
    a, b = first.proposal, second.proposal
    if pair(first) == pair(second)[::-1] and a.amount == "undisclosed" and b.amount != "undisclosed":
        first.proposal, first.payer, first.payee, first.money, first.clause, first.line = (
            b,
            second.payer,
            second.payee,
            second.money,
            second.clause,
            second.line,
        )
        return
    if a.payer in against.GROUPS and b.payer not in against.GROUPS:
        a.payer, a.from_text, first.payer = b.payer, b.from_text, second.payer
        _swap(a, b, "from")
    if a.amount in (None, "undisclosed") and b.amount not in (None, "undisclosed"):
        a.amount, a.bound, a.amount_usd_bn, first.money = b.amount, b.bound, b.amount_usd_bn, second.money
        _swap(a, b, "amount")
    for name, bound in (("gw", "gw_bound"), ("units", "units_bound"), ("share", None)):
        if getattr(a, name) is None and getattr(b, name) is not None:
            setattr(a, name, getattr(b, name))
            if bound:
                setattr(a, bound, getattr(b, bound))
            _swap(a, b, name)


def _swap(a: Proposal, b: Proposal, name: str) -> None:
    a.drop(name)
    a.evidence += [e for e in b.evidence if e.field == name]


def _placed(one: Found, book: Book, folded: str) -> Proposal:
    p = one.proposal
    clause = folded[one.clause.start : one.clause.end]
    against.convert(p, book)
    more = words.MORE.search(clause) is not None
    against.place(p, book, more=more, part=words.PART.search(clause) is not None)
    if p.action == "add" and p.stage in ("cancelled", "rejected"):
        p.refuse("dropped")
    near = folded[max(one.since, one.clause.start - 40) : one.clause.end]
    if p.action == "add" and p.kind == "stake" and one.money is None and words.OWNED.search(clause) and not words.ACQUIRES.search(near):  # fmt: skip
        p.refuse("owned")
    if p.action == "figure" and p.kind is None:
        p.payer = None
    return p


def _parts(kept: list[Found]) -> None:
    """Within one article: a named investor of a round is a part of the round."""
    for one in kept:
        p = one.proposal
        if p.kind not in ("stake", "loan") or p.payer in against.GROUPS:
            continue
        for j, other in enumerate(kept):
            q = other.proposal
            if q.kind == p.kind and q.payer in against.GROUPS and pair(other)[1] == pair(one)[1]:
                one.notes.insert(0, f"part of:{j}")
