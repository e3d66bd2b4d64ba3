"""What is calibrated from what, and which published numbers were held back to judge by.

`python -m tests.pages.calibration > docs/calibration.md` writes the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from gigaloop.answer.table import ORIGINS
from gigaloop.book.file import load
from gigaloop.book.model import Book, Parameter
from gigaloop.engine.draws import FAR, JOIN, TAIL, TIED
from gigaloop.questions.trust.backtest import holding, seen
from gigaloop.questions.trust.outcomes import EVENTS, KINDS, OUTCOMES, STARTS
from tests.pages import grid
from tests.shipped import shipped

#: the day on which the outcomes that judge, and the sizes that set the ranges, were fixed
FIXED = "2026-11-29"
#: the day on which facts of a start that were not used, and comparisons that were not like for like, were mended; each
#: line was written and committed before its score was made
AGAIN = "2026-11-30"
MENDED = (
    "*Like for like.* Nvidia's guide is of all its revenue: what it sold beside data centres in the newest "
    "quarter known at a start is added to ours (5.6 and 5.8). A round's total holds what was promised before and "
    "paid in tranches, and so does 'OpenAI is paid 50 bn of equity': both count tranches now, and cash spent is "
    "reckoned apart from them too.",
    "CoreWeave's told gigawatts are what is energised; ours bill, a quarter later: a quarter of what it guided to add "
    "is added (0.215 and 0.2125; by its guides of August 2025 a gigawatt energised at the year's end earns 7.9 a year, "
    "one that was energised a quarter before 10.4, as in June). The 14 bn of OpenAI's 2026 were told as an operating "
    "loss: ours is without what it builds. A last value that is told as the outcome is (Oracle's debt with leases) is "
    "carried on as it is.",
    "*Market values of the day.* Firms opened at older or rounder values: Oracle at the 920 bn of its best day in"
    " September in both windows (748 on 2025-10-31, 423 on 2026-02-28), AMD at 345 (410), Nvidia at 4,500 "
    "(5,062), Microsoft and Amazon likewise. Carrying on starts from the same values.",
    "*Guides in force.* CoreWeave's 20 to 23 bn of 2025 and 30 to 35 of 2026, as its guide of July 2026 was "
    "already; Alphabet and Meta by what they guided, no longer by their share of the four's last quarter; what a "
    "guide leaves of 2026 is the rate of its three last quarters (Alphabet, Amazon, Microsoft on 2026-04-30), not"
    " the whole year's. Oracle's 50 bn for fiscal 2026 is what carrying on starts from in the second window.",
    "*Orders.* Nvidia said on 2025-10-28 that 350 of its 500 bn were still to come by the end of 2026. That was "
    "the high end of `other-ai-capex` and `chip-additions`; as a guide in force it is their middle. `power-"
    "additions` by the method of its row of 2026-07-03.",
    "*Levels of 2026-04-30.* `revenue-q0` is the first quarter that is simulated: on this day alone the quarter "
    "before stood there, of OpenAI and of Anthropic. Power, chips, memory, builders outside the book and Oracle's"
    " backlog were those of October 2025; OpenAI's growth too, which has faded half a year since. Amazon's first "
    "quarter was told on 2026-04-29.",
    "*Cash.* Meta sold 30 bn of notes on 2025-10-30.",
    "*Walks of builders* are measured (capital spending of three firms by quarter, 2015 to 2024): their own part "
    "is 0.15 a quarter, where 0.06 was assumed, the common part 0.064, where 0.08 was.",
    "*Recovery in a bad market*: defaulted bonds fetched 27 % of par in 1990 and some 42 % on average, so that "
    "`recovery-fall` is 0.36, where 0.4 was assumed (both books).",
    "*Telecom.* What was told is a share of loan portfolios of nine vendors, 'loans on the books' of 25.6 bn; it was "
    "held against loss over loans and promises. The loss over what was lent is judged now; the other row stands "
    "beside.",
)
#: how the names of those parameters end, or begin, that say how far a path may stray
SIZES = (
    "chips-due",
    "customer-",
    "downgrade-call",
    "lease",
    "rating-",
    "one-debtor",
    "spread-",
    "large-tenant",
    "investor-",
    "-sd",
    "-noise",
    "walk",
    "mood",
    "shock",
    "volatility",
    "appetite-",
    "wave",
    "tail",
    "macro",
    "-persistence",
)


class Size(NamedTuple):
    """A number that all runs share, for `draws` knows no book: its value, the day it was fixed, and from what."""

    name: str
    value: float
    fixed: str
    how: str


#: none was moved because of a score; told in docs/calibration.md
SHARED = (
    Size("draws: degrees of freedom", TAIL, "2026-11-29",
         "Student t of 4 to 5 degrees of freedom fits shares' returns by month and quarter, and their dependence in "
         "the tails (Mashal and Zeevi 2002; Demarta and McNeil 2005); the thinner tail of the two"),
    Size("draws: cut", FAR, "2026-11-29", "sd; once in some 1,700 quarters: an exponential of a t has no mean uncut"),
    Size("draws: common demand on the factor", TIED, "2026-11-29",
         "assumed: quarters in which shares fall are mostly those in which orders do; half to three quarters"),
    Size("draws: correlation of the copula", JOIN, "2026-11-29",
         "0.12 to 0.24 is firms' asset correlation in the rules of banks' capital (basel-cre31); 0.2 for firms of "
         "one trade (Vasicek 2002)"),
)  # fmt: skip


def calibrated(book: Book) -> list[Parameter]:
    """Every calibrated row of a whole book, older dates first within a name."""
    rows = [p for p in (book.whole or book).all_parameters if p.origin == "calibrated"]
    return sorted(rows, key=lambda p: (p.key, p.as_of.last if p.as_of else date.min))


def without_a_reason(rows: Iterable[Parameter]) -> list[str]:
    """Calibrated rows that say neither from what nor cite a page: they are assumptions under another name."""
    return [p.key for p in rows if not p.how and not p.sources]


def page(books: dict[str, Book], held: dict[str, tuple[date, tuple[str, ...]]]) -> str:
    """The page: counts by origin, each calibrated row, and what was held back from it.

    held   book's name -> (day of the start, figures that judge what was said on that day)
    """
    lines = [
        "# Calibration",
        "",
        "Made by `python -m tests.pages.calibration > docs/calibration.md`. A *sourced* parameter was",
        "published as it stands; a *calibrated* one was worked out from published numbers, as its row says; an",
        "*assumed* one nobody published: it has a range, or says why it is not drawn. No parameter was fitted by",
        "running the engine against an outcome.",
        "",
    ]
    counted = {
        name: Counter[str](p.origin for p in (book.whole or book).all_parameters) for name, book in books.items()
    }
    lines += grid(f"book | {' | '.join(ORIGINS)}", [(name, *(n[of] for of in ORIGINS)) for name, n in counted.items()])
    lines += ["", "## Held back", ""]
    for name, (day, figures) in held.items():
        book = books[name]
        overlap = seen(book, figures, day)
        lines.append(
            f"- **{name}**, started on {day}: {len(figures)} figures judge it. They were published later, and a book "
            "as known on a day hides them; a parameter without a date may still have been chosen by somebody who had "
            "read one, so each that cites such a page is named:"
        )
        for parameter, figure in overlap:
            lines.append(f"  - `{parameter}` cites a page that also tells `{figure}`: it may have seen it")
        if not overlap:
            lines.append("  - no parameter that holds on that day cites a page that tells one of them")
    lines += [
        "- Figures that `gigaloop replicate` reproduces are compared, not fitted; those that are part of a contract",
        "  (22.4, 96, 8.1, 2.0) test that the book adds up, not that the engine is right: their reason says so.",
        "- The people who wrote the assumptions knew 2026, and how telecom ended. A held-back figure cannot undo that.",
        "",
        *_registered(books["loop"]),
        "## Calibrated parameters",
        "",
        *grid(
            "book | parameter | value | range | unit | holds from | from what",
            [
                (name, p.key, p.value, _span(p), p.unit, p.as_of or "any day", _why(p))
                for name, book in books.items() for p in calibrated(book)
            ],
        ),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _span(p: Parameter) -> str:
    return f"{p.low} to {p.high}" if p.low else "-"


def _why(p: Parameter) -> str:
    return "; ".join(part for part in (p.how, ", ".join(p.sources)) if part).replace("|", "/")


def held_back() -> dict[str, tuple[date, tuple[str, ...]]]:
    """The figures that judge each book's start: the back-test's outcomes, and what was told of telecom after 2000."""
    judged = tuple(target.figure for target in OUTCOMES[STARTS[0]])
    told = tuple(f.figure_id for f in load("telecom").figures.values() if f.note.startswith("OUTCOME"))
    return {"loop": (date.fromisoformat(STARTS[0]), judged), "telecom": (date(2000, 12, 31), told)}


def sizes(book: Book, day: str) -> list[Parameter]:
    """The rows that hold on a day and say how far a path may stray: what sets how wide the ranges are."""
    rows = holding(book.whole or book, date.fromisoformat(day))
    return sorted((p for p in rows if any(word in p.key for word in SIZES)), key=lambda p: p.key)


def _mended() -> Iterator[str]:
    """What was mended later, before the score that holds now."""
    yield f"On {AGAIN}, after the score of {FIXED} (0.47 and 0.38 inside, CRPS 0.32 and 0.27) and before any later"
    yield "one, these were mended, each because a page of the day says so or data of before 2025 do. Whoever mended"
    yield "them knew how it went on; no outcome was added or left out."
    yield ""
    yield from (*(f"- {told}" for told in MENDED), "")


def _registered(book: Book) -> Iterator[str]:
    """What was fixed before the scores: outcomes by start and kind, and the sizes that set the ranges."""
    yield from ("## Fixed before the scores", "")
    yield f"On {FIXED}, before any score of them was made, these outcomes were listed"
    yield "(`gigaloop/questions/trust/outcomes.csv`; a known start state is none, and of several tellings of one"
    yield "thing one counts). The sizes below are from data of before 2025 or assumed; none moves because of a score."
    yield ""
    listed = []
    for start, targets in OUTCOMES.items():
        listed += [(start, kind, ", ".join(f"`{t.figure}`" for t in targets if t.kind == kind)) for kind in KINDS[:-1]]
        listed.append((start, "event", "; ".join(event.asks for event in EVENTS)))
    yield from (*grid("start | kind | outcomes", listed), "", *_mended())
    held = [(p.key, p.value, _span(p), p.origin, _why(p)) for p in sizes(book, STARTS[0])]
    held += [(s.name, f"{s.value:g}", "-", "assumed", f"{s.how}; fixed on {s.fixed} before any score") for s in SHARED]
    yield from (*grid(f"size (holds on {STARTS[0]}) | value | range | origin | from what", held), "")


if __name__ == "__main__":
    print(page({"loop": shipped(), "telecom": load("telecom")}, held_back()), end="")
