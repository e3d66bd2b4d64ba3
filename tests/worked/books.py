"""Small books for worked examples: the tiny example with other deals, every parameter fixed, run on one path.

Nothing is drawn: each grade comes true in full, nothing is late, no noise, markets stay open. What is left is the
contract, so that a table can be worked out by hand.
"""

import csv
import shutil
from pathlib import Path
from types import SimpleNamespace

import gigaloop
from gigaloop.book.owner import key
from gigaloop.book.scenario import named, ruled
from gigaloop.engine.compiler.compile import compile_plan
from gigaloop.engine.run import simulate

TINY = Path(__file__).parents[2] / "examples" / "tiny"
SURE = {f"bind-{grade}": "1" for grade in ("talks", "loi", "announced", "signed-exit", "take-or-pay", "milestone-part")}
#: nobody fails whom the book does not name
CALM = {"customer-failure": "0"}
#: rules of the quarter that are off, so that the contract alone is left
STILL = {"bargain": "off", "news": "off", "signing": "off"}
HEAD = "{known: 2026-01-05, happened: 2026-01-05, sources: [example]"


def book(folder, legs, parties="", **parameters):
    """Write the tiny example with these legs alone: {leg: (kind, from, to, terms of its one step)}; parties: more lines
    of its table."""
    shutil.copytree(TINY, folder, dirs_exist_ok=True)
    for path in (folder / "deals").iterdir():
        path.unlink()
    with (folder / "parties.csv").open("a", encoding="utf-8") as file:
        file.write(parties)
    lines = ["format: 1", "deal: worked", "name: {en: Worked, zh-Hant: 算例, zh-Hans: 算例}", "legs:"]
    for name, (kind, payer, payee, terms) in legs.items():
        lines += [f"- leg: {name}", f"  kind: {kind}", f"  from: {payer}", f"  to: {payee}"]
        lines += [f"  {line}" for line in terms.get("leg", ())]
        lines += ["  steps:", f"  - {HEAD}, stage: {terms.get('stage', 'signed')}, {terms['step']}}}"]
    (folder / "deals" / "worked.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    rewrite(folder / "parameters.csv", SURE | {name.replace("_", "-"): str(v) for name, v in parameters.items()})
    conduct = {name: str(numbers[1]) for name, numbers in assumed(folder).items()} | CALM
    with (folder / "parameters.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{name},,,,{mid},,,fixed,,assumed,,middle,,\n" for name, mid in conduct.items())
    return gigaloop.load(folder)


def assumed(folder):
    """Parameters of conduct that a book leaves to what the engine assumes, a range: here the middle alone."""
    return compile_plan(gigaloop.load(folder)).assumed


def still(book, scenario=None, **rules):
    """The scenario with nothing but the contract in it."""
    under = named(book, scenario) if scenario is None or isinstance(scenario, str) else scenario
    return ruled(under, **STILL | rules)


def rewrite(path, values):
    """Put other values into the table of parameters."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [key(row["name"], who) if (who := row["party"] or row["of"]) else row["name"] for row in rows]
    unknown = set(values) - set(keys)
    if unknown:
        raise KeyError(f"no parameter {', '.join(sorted(unknown))} in the tiny example")
    for row, name in zip(rows, keys, strict=True):
        row["value"] = values.get(name, row["value"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def run(folder, legs, scenario=None, parties="", **parameters):
    """One path: the payments in billions by (payer, payee, tag) and quarter, and the Run."""
    loaded = book(folder, legs, parties, **parameters)
    result = simulate(loaded, still(loaded, scenario), paths=1, seed=1, keep="legs")
    names = result.lowering.parties
    paid = {}
    for payer, payee, tag, quarter, amount in result.flow_rows():
        paid.setdefault((names[payer], names[payee], tag), {})[quarter] = amount
    return SimpleNamespace(paid=paid, run=result, names=names, plan=result.plan)


def series(paid, payer, payee, tag, quarters):
    """What was paid in quarters 0, 1, ... in billions, to the tenth of a million."""
    return [round(paid.get((payer, payee, tag), {}).get(quarter, 0.0), 4) for quarter in range(quarters)]
