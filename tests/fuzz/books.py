"""A copy of the tiny book with one to four things changed, from a seed."""

from __future__ import annotations

import csv
import io
import random
import re
from pathlib import Path

from gigaloop.book.file import shipped
from gigaloop.book.problem import Place
from gigaloop.book.reader import misfits
from gigaloop.book.terms import KINDS

TINY = shipped("tiny")
CSV = ("parties.csv", "sources.csv", "figures.csv", "events.csv", "fx.csv", "parameters.csv", "parameters.csv")
YAML = ("deals/capacity.yaml", "deals/chips.yaml", "deals/stake.yaml", "deals/subscriptions.yaml",
        "scenarios/fewer-customers.yaml", "book.yaml")  # fmt: skip
PARTIES = ("lab", "cloud", "vendor", "customers", "banks", "private_credit", "insurers_pensions")
#: values that are hard to take: numbers at their ends, other scripts, names of things, what ends up as markup
WORDS = (
    "0", "-1", "1", "0.5", "1e9", "1e-9", "1e18", "-0", "0.0000001", "1;1", "0;0;0", "1;2;3", "0;0;0;0", "1;0;0;0",
    "0,5",
    "1_0", "nan", "inf", "9" * 400, "", " ", "none", "null", "true", "open", "shut", "undisclosed", "redacted",
    "0 bn USD", "1 USD", "up to 90 tn USD", "89 tn USD", "at least 1 m USD", "about 0 USD", "1 to 2 bn USD", "5 bn EUR",
    "5 bn JPY", "1 GW", "0 GW", "999 GW", "0.001 MW", "1 chips", "0 shares", "5 m chips", "0 share", "1 share",
    "0.3 share",
    "5000 bp", "0 bp", "1 USD/GPU-hour", "10 USD/share", "100 years", "0 years", "1 quarters", "3 days", "2026Q1",
    "2020",
    "2033-09-30", "2033Q4", "2034-01-01", "1999-12-31", "2026-02-30", "2100", "talks", "loi", "signed", "amended",
    "delivered", "drawn", "cancelled", "superseded", "ended", "lab", "cloud", "vendor", "customers", "nobody",
    "lab-cloud",
    "vendor-stake", "cloud-chips", "customer-sales", "triangular", "uniform", "lognormal", "normal sd 9", "beta(0, 0)",
    "beta(1, 1)", "fixed", "by regime", "split", "state", "neocloud", "lab", "sovereign", "landlord", "vehicle",
    "other",
    "banks 1", "banks 0.5;bond_funds 0.5", "nobody 1", "[/b]", "<img src=x>", "=1+1", "\u202e", "\u5be6\u9a57\u5ba4",
    "e\u0301",
    "[]", "{}", "{a: b}", "- x", "'", '"', "*a", "&a x", "!!int 3", "a: b", "#", "|", "0x10", "\u0663", "$size",
    "${party}",
)  # fmt: skip


def mutated(folder: Path, seed: int) -> Path:
    """Write the mutated book of this seed into a folder."""
    chance = random.Random(seed)
    for path in TINY.rglob("*.*"):
        target = folder / path.relative_to(TINY)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice((_cell, _cell, _term, _line, _leg, _leg, _leg, _leg, _number, _number, _number))(folder, chance)
    return folder


def _cell(folder: Path, chance: random.Random) -> None:
    """One cell of a table is another word."""
    path = folder / chance.choice(CSV)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    if len(rows) < 2 or not rows[0]:
        return
    row = chance.choice(rows[1:])
    if row:
        row[chance.randrange(len(row))] = chance.choice(WORDS)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def _number(folder: Path, chance: random.Random) -> None:
    """One number of a table of parameters is many times larger or smaller, or turned round."""
    path = folder / "parameters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = chance.randrange(1, len(lines))
    cells = lines[at].split(",")
    scale = chance.choice((0, -1, 1e-6, 1e-3, 10, 1e3, 1e6, 1e12))
    value = lines[0].split(",").index("value")
    if len(cells) > value and re.fullmatch(r"-?[0-9.]+", cells[value]):
        cells[value] = f"{float(cells[value]) * scale:.12g}"
        lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _term(folder: Path, chance: random.Random) -> None:
    """One value of a deal or a scenario is another word."""
    path = folder / chance.choice(YAML)
    lines = path.read_text(encoding="utf-8").splitlines()
    at = chance.randrange(len(lines))
    head, colon, _ = lines[at].partition(": ")
    if colon:
        lines[at] = f"{head}: {chance.choice(WORDS)}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(folder: Path, chance: random.Random) -> None:
    """A line is gone, stands twice, or two change places."""
    path = folder / chance.choice((*CSV, *YAML))
    lines = path.read_text(encoding="utf-8").splitlines()
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(3):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case _:
            lines[one], lines[other] = lines[other], lines[one]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _leg(folder: Path, chance: random.Random) -> None:
    """A new leg of any kind between any two parties, with some of its kind's terms."""
    kind = chance.choice(sorted(KINDS))
    fields = [
        name for name in KINDS[kind].model_fields if name not in ("kind", "tranches", "gates", "tenants", "by_stage")
    ]
    name = f"fuzz-{chance.randrange(10**6)}"
    terms = [f"    {field}: {_fitting(kind, field, chance)}" for field in chance.sample(fields, min(len(fields), 5))]
    payer, payee = chance.sample(PARTIES, 2)
    relation = chance.choice(([], [], ["restates: lab-cloud"], ["part_of: cloud-chips"], ["supersedes: vendor-stake"]))
    stage = chance.choice(("loi", "signed", "signed", "drawn", "talks"))
    lines = ["format: 1", f"deal: {name}", f"name: {{en: {name}}}", "legs:", f"- leg: {name}", f"  kind: {kind}"]
    lines += [
        f"  from: {payer}",
        f"  to: {payee}",
        *(f"  {line}" for line in relation),
        "  steps:",
        f"  - stage: {stage}",
    ]
    lines += ["    happened: 2026-01-05", "    known: 2026-01-05", "    sources: [example]", *dict.fromkeys(terms)]
    (folder / "deals" / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


#: term -> words of its own unit, so that a new leg is often one that the reader accepts
FITTING = {
    "amount": (
        "5 bn USD",
        "up to 300 bn USD",
        "1 USD",
        "undisclosed",
        "600 bn JPY",
        "20 tn USD",
        "0 USD",
        "1 to 9 bn USD",
    ),
    "power": ("1 GW", "50 MW", "0 GW", "undisclosed", "400 GW"),
    "units": ("5 m chips", "1 bn shares", "160 m shares", "0 chips", "0 shares", "undisclosed"),
    "start": ("2026Q1", "2030", "2033Q4", "2020", "2040"),
    "end": ("2026", "2031Q2", "2060", "2026-01-31"),
    "term": ("5 years", "1 quarters", "100 years", "0 years", "undisclosed"),
    "ramp": ("4 quarters", "0 quarters", "100 years"),
    "strike": ("0.01 USD/share", "600 USD/share", "0 USD/share"),
    "rate": ("500 bp", "0.07 share", "0 bp", "90000 bp", "-50 bp"),
    "spread": ("225 bp", "0 bp", "0.5 share"),
    "rent": ("2 USD/GPU-hour", "0 USD/GPU-hour", "5 m USD"),
    "amortisation": ("bullet", "linear", "annuity", "contract"),
    "draw": ("at_once", "delayed", "as_needed", "3 quarters", "2027"),
    "rank": ("secured", "senior", "convertible", "preferred"),
    "covers": ("[lab-cloud]", "[cloud-chips, lab-cloud]", "[vendor-stake]", "[]"),
    "beneficiary": ("cloud", "banks", "lab"),
    "owner": ("cloud", "lab"),
    "cap": ("1 bn USD", "undisclosed", "0 USD"),
    "valuation": ("40 bn USD", "at_gate", "0 USD", "undisclosed"),
    "exit": ("none", "either side"),
    "firm": ("1 bn USD", "9 bn USD", "0 USD"),
    "drawn": ("1 bn USD", "300 bn USD"),
}
SHARES = ("0 share", "0.5 share", "1 share", "undisclosed")


ANY = sorted({word for words in FITTING.values() for word in words} | {*SHARES, "words", "yes", "no"})


def _fitting(kind: str, field: str, chance: random.Random) -> str:
    """A word for a term: mostly one that the kind of leg takes, now and then any."""
    if chance.random() < 0.03:
        return chance.choice(WORDS)
    for word in (*chance.sample(FITTING.get(field, ()), len(FITTING.get(field, ()))), *chance.sample(ANY, len(ANY))):
        value = re.findall(r"[\w-]+", word) if word.startswith("[") else word
        if not misfits(KINDS[kind], {field: value}, Place("fuzz")):
            return word
    return "undisclosed"
