"""No number of behaviour hides in the kernel or the compiler: what it is, from where and how sure stands in the book.

A number that only counts, converts or bounds an iteration may stand in code; each that does is listed here with what it
is. What is not on the list must be a number of the world (world.csv), drawn on every path, or in the compiler stand
beside the name of its parameter, with its range (`Values.stated`, `Values.reach`, `conduct`).
"""

import ast
from pathlib import Path

import pytest

import gigaloop.engine.compiler as compiler
import gigaloop.engine.kernel as kernel
from gigaloop import load
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.world import NUMBERS

KERNEL, COMPILER = Path(kernel.__file__).parent, Path(compiler.__file__).parent
#: counts and units, wherever they stand
PLAIN = {0, 1, 2, 3, 4}  # nothing, all, halves, the four quarters of a year
#: file -> numbers and what each is
ALLOWED = {
    "bill.py": {
        2000: "rounds of an iteration",
        5: "ages of the table of vintages",
        1e-9: "rounding of a whole number",
        0.5: "half a cent",
    },
    "capacity.py": {25: "100 cents, 4 quarters", 1e-9: "GW: not late"},
    "clear.py": {200: "rounds of an iteration", 20: "rounds of an iteration", 1e-3: "of a cent: when it has converged"},
    "draw.py": {
        40: "points of a quantile table",
        39: "the last of them",
        9: "-9: never yet",
        1e-9: "not zero",
        0.75: "how a scenario writes an open market",
        0.25: "how a scenario writes a tight one",
    },
    "fund.py": {5: "(4 + 1)/8 years: the middle of a year", 8: "the same", 1e-9: "of all: rounding"},
    "lend.py": {5: "(4 + 1)/8 years: the middle of a year", 8: "the same"},
    "block.py": {1e-11: "cents to USD bn"},
    "books.py": {100: "cents of a dollar"},
    "market.py": {25: "100 cents, 4 quarters", 1e-9: "not zero"},
    "pool.py": {
        800: "table of the normal law",
        801: "the same",
        100: "its steps of a hundredth",
        7.99: "where it ends",
        1e-9: "not zero",
    },
    "price.py": {25: "100 cents, 4 quarters", 1e-9: "not zero"},
    "rating.py": {0.25: "a quarter of a year", 5: "bands"},
    "revalue.py": {5: "(4 + 1)/8 years: the middle of a year", 8: "the same", 1e-9: "not zero"},
    "settle.py": {0.5: "half a cent"},
    "shares.py": {100: "cents: price of a share without a value"},
    "sign.py": {25: "100 cents, 4 quarters", 5: "quarters: a year and the quarter before"},
    "state.py": {48: "rows of a record", 5: "outcomes"},
}
#: the same of the compiler; cents of a dollar and billions wherever they stand
UNITS = {100, 1e9}
LOWERED = {
    "accounts.py": {32: "columns of parties' own draws", 999: "never", 8760: "hours of a year", 1000: "kWh of a MWh"},
    "claims.py": {
        400: "after the last quarter",
        0.95: "a register is never whole: its issuer has others",
        1e-12: "not zero",
        1e-4: "a basis point",
    },
    "deliveries.py": {5: "grade: nobody doubts it", 0.5: "half a quarter", 8760e3: "MWh of a GW-year"},
    "finance.py": {999: "never"},
    "leg_rows.py": {0.5: "a stake without a share told is no control"},
    "routes.py": {999: "never"},
    "schedules.py": {
        6: "months",
        12: "months",
        0.25: "a quarter of a year",
        1e-9: "not zero",
        1e-12: "not zero",
        5: "where a quarter's number stands",
    },
    "ties.py": {6: "steps of a drawing", 998: "never, and counted"},
    "values.py": {
        1.6448536269514722: "normal quantile of 0.95",
        5: "grade",
        6: "grade",
        41: "points of a quantile table",
        20: "its middle",
        38: "its 95th",
        0.5: "the nearer end",
        0.25: "a quarter of a year",
    },
}
FOLDERS = ((KERNEL, ALLOWED), (COMPILER, LOWERED))
#: no step of a quarter: compiled code as it is kept; numbers with their ranges; a generator that gives numpy's bits
#: (`test_stream.py`); and columns of what is written
ELSEWHERE = ("native.py", "conduct.py", "stream.py")
COLUMNS = {"keep_party", "keep_world", "keep_lenders", "keep_path"}


def hidden(name: str, text: str, allowed: dict = ALLOWED) -> list[str]:
    """Numbers of a file that are neither plain nor on the list, nor stand beside the name of a parameter."""
    tree = ast.parse(text)
    places = {
        id(node)
        for step in ast.walk(tree)
        if isinstance(step, ast.FunctionDef) and step.name in COLUMNS
        for slot in ast.walk(step)
        if isinstance(slot, ast.Subscript)
        for node in ast.walk(slot.slice)
    } | {
        id(number)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("stated", "reach")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        for number in call.args[1:]
    }
    return [
        f"{name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in places
        if node.value not in (PLAIN if allowed is ALLOWED else PLAIN | UNITS)
        and node.value not in allowed.get(name, {})
    ]


@pytest.mark.parametrize(
    "path", sorted(path for folder, _ in FOLDERS for path in folder.glob("*.py") if path.name not in ELSEWHERE),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)  # fmt: skip
def test_no_number_of_behaviour_hides(path):
    assert hidden(path.name, path.read_text(), dict(FOLDERS)[path.parent]) == []


@pytest.mark.parametrize("line", ["x = 0.3 * y", "if x < 0.75:\n    pass", "x = min(y, 12)"])
def test_a_number_that_hides_is_seen(line):
    """Planted fault: what such a line would look like."""
    assert hidden("build.py", line) != []


@pytest.mark.parametrize(
    "line", ["SITE_LIFE = 80", "rows.span(leg, 24)", 'x.get("private_funds", 0.85)', "x.stated(80)"]
)
def test_a_number_that_hides_in_the_compiler_is_seen(line):
    """Planted fault: what stood there, and a number without the name of its parameter."""
    assert hidden("lower.py", line, LOWERED) != []


def test_what_is_on_the_list_is_still_there():
    for folder, allowed in FOLDERS:
        for file, numbers in allowed.items():
            found = {n.value for n in ast.walk(ast.parse((folder / file).read_text())) if isinstance(n, ast.Constant)}
            assert set(numbers) <= {value for value in found if type(value) in (int, float)}, file


def test_every_number_of_conduct_is_drawn_within_the_range_of_its_row():
    """Each has a row in the book (value, range, unit, origin, how), a range that is not nothing, and a draw."""
    book = load("books/loop")
    lowering = compile_plan(book)
    for name, parameter in ((one.name, one.parameter) for one in NUMBERS if len(one.without) == 3):
        row = book.parameters[parameter]
        low, _, high = row.range()
        assert low < high and row.unit and row.how and row.origin in ("sourced", "calibrated", "assumed"), parameter
        drawn = lowering.plan.values[int(lowering.plan.world[name][0])]
        assert drawn["column"] >= 0 and drawn["low"] < drawn["high"], name
    assert lowering.assumed == {}
