"""docs/kinds.md: every kind has its line, and each example it names is a test of this folder."""

import re
from pathlib import Path

from gigaloop.book.terms import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"


CLAUSES = (
    *(
        "cure",
        "termination",
        "extension",
        "delay_remedy",
        "late_exit",
        "prepaid",
        "price_steps",
        "rate_type",
        "advance",
    ),
    *("prepayment", "strike", "cross", "trigger"),
)


def lines(text):
    """kind -> the cells of its line."""
    found = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    return {cells[0]: cells for cells in found[1:]}


def wanting(text):
    """What the page lacks, in words."""
    text, _, clauses = text.partition("## Terms read from contracts")
    clauses = clauses.partition("## Clauses that move nothing")[0]
    told = lines(text)
    source = "".join(file.read_text("utf-8") for file in Path(__file__).parents[1].rglob("test_*.py"))
    tests = set(re.findall(r"^def (test_\w+)", source, re.M))
    out = [f"no line for {kind}" for kind in KINDS if kind not in told]
    out += [f"{kind}: no such kind" for kind in told if kind not in KINDS]
    for kind, cells in told.items():
        out += [f"{kind}: an empty cell"] if len(cells) != 5 or not all(cells) else []
        named = re.findall(r"test_\w+", cells[-1])
        out += [f"{kind}: {name} is no test" for name in named if name not in tests] or ([] if named else [kind])
    fields = {name for kind in KINDS.values() for name in kind.model_fields}
    named = re.findall(r"\w+", " ".join(re.sub(r"\(.*?\)", "", cells) for cells in lines(clauses)))
    out += [f"{name} is no field" for name in named if name not in fields]
    out += [f"{name} has no line" for name in CLAUSES if name not in named]
    out += [f"{name} is no test" for name in re.findall(r"test_\w+\b(?!\.py)", clauses) if name not in tests]
    return out


def test_every_kind_has_its_line_and_an_example_that_runs():
    assert wanting(PAGE.read_text("utf-8")) == []


def test_a_line_struck_out_or_an_example_that_is_not_there_is_seen():
    page = PAGE.read_text("utf-8")
    assert wanting("\n".join(x for x in page.splitlines() if not x.startswith("| grant"))) == ["no line for grant"]
    assert wanting(page.replace("test_grant", "test_gift")) == ["grant: test_gift is no test"]
