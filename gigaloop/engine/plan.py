"""Plan: the book as rows of numbers, which is all that the kernel and its naive twin ever see.

A Plan is a NamedTuple of plain numpy arrays. Most of them are tables: structured arrays with one named column per
field, so `plan.legs["payer"]` is a column and `plan.legs[3]` a row. plan.csv is every table: field, type, unit,
meaning (docs/plan.md); world.csv every number of the world. The rules that use them are in docs/model.md.

Conventions
- Money is whole US cents in float64. GW is facility power. A quarter is an index: 0 is the quarter of the book's date.
- A column of type `row` holds the number of a row of `values`: an uncertain number, drawn once per path. Row 0 is
  exactly 0 and row 1 is exactly 1, so an empty table cell (0) means zero.
- A column of type `ref` holds the number of a row of another table, or -1 for none.
- Parties 0 to 10 are the sectors that close the system, in the order of `SECTORS`; their accounts open at 0, have no
  limit and may turn negative.
- Four kinds of row: legs (payments and what they buy), claims (`debts` and `shares`), gates, drivers.
"""

from typing import NamedTuple

import numpy as np

from gigaloop.engine.world import NUMBERS
from gigaloop.tables import beside

SECTORS = (
    "customers", "banks", "private_credit", "insurers_pensions", "bond_funds", "public_equity", "private_funds",
    "governments", "utilities", "memory_foundry", "staff_other",
)  # fmt: skip
(CUSTOMERS, BANKS, PRIVATE_CREDIT, INSURERS_PENSIONS, BOND_FUNDS, PUBLIC_EQUITY, PRIVATE_FUNDS, GOVERNMENTS, UTILITIES,
 MEMORY_FOUNDRY, STAFF_OTHER) = range(11)  # fmt: skip

ROLES = ("sector", "lab", "cloud", "neocloud", "conglomerate", "vendor", "landlord", "vehicle", "sovereign", "investor",
         "other")  # fmt: skip
(SECTOR, LAB, CLOUD, NEOCLOUD, CONGLOMERATE, VENDOR, LANDLORD, VEHICLE, SOVEREIGN, INVESTOR, OTHER) = range(11)

KINDS = ("compute", "site", "dated", "stake", "warrant", "loan", "guarantee", "backstop", "residual", "share")
COMPUTE, SITE, DATED, STAKE, WARRANT, LOAN, GUARANTEE, BACKSTOP, RESIDUAL, SHARE = range(10)

GATES = ("date", "power", "price", "listed")
DATE, POWER, PRICE, LISTED = range(4)

AMORTISATIONS = ("bullet", "linear", "annuity")
BULLET, LINEAR, ANNUITY = range(3)

BASES = ("revenue", "income", "net_income", "wealth")
REVENUE, INCOME, NET_INCOME, WEALTH = range(4)

DRAWS = ("plan", "holder", "borrower")
BY_PLAN, BY_HOLDER, BY_BORROWER = range(3)

LIMITS = ("power", "chips", "memory")
LIMIT_POWER, LIMIT_CHIPS, LIMIT_MEMORY = range(3)

TAGS = (
    "ai_revenue", "other_business", "compute", "flex", "chips", "building", "memory", "power", "staff", "shell_rent",
    "tax", "revenue_share", "lease", "grant", "deposit", "other", "interest", "principal", "loan", "stake", "round",
    "rescue", "buy_back", "guarantee", "exercise", "default_cost", "acquisition", "deferral", "collateral",
    "asset_sale", "exit_cost", "dividend", "penalty",
)  # fmt: skip
"""What a payment is for: the third column of every flow. A leg's own tag is one of these."""

MARKET = ("demand.common", "appetite.equity", "appetite.debt", "supply.memory", "efficiency", "rent", "rate",
          "shares")  # fmt: skip
"""The first drivers of every Plan, in this order; drivers of parties, vendors, regions, sites and currencies follow."""
(DEMAND_COMMON, APPETITE_EQUITY, APPETITE_DEBT, SUPPLY_MEMORY, EFFICIENCY, RENT, RATE, ALL_SHARES) = range(8)

RUN_OFF, GOING = range(2)
SOLE, FIRST, SHARED = range(3)

ROW, REF, INT, REAL = "row", "ref", "int", "real"


RULES = (
    ("mode", "0 run-off, 1 going concern"), ("bargain", "1: step 7 runs"), ("news", "1: announcements move values"),
    ("full_payment", "1: a missed due is paid not at all"), ("hoarding", "1: builders keep cash before they order"),
    ("waiver", "1: lenders of builders may put off principal"), ("signing", "1: new contracts are signed in the run"),
    ("quarters", "quarters simulated"),
    ("first", "year x 4 + quarter - 1 of quarter 0"),
)  # fmt: skip
"""Switches and sizes; `plan.rules` is one record of integers."""

_TYPES = {ROW: "i4", REF: "i4", INT: "i4", REAL: "f8"}
#: what a meaning in plan.csv may stand for: the codes of a column
_CODES = {
    name: f"from 0: {', '.join(words)}"
    for name, words in (
        ("ROLES", ROLES), ("KINDS", KINDS), ("GATES", GATES), ("AMORTISATIONS", AMORTISATIONS), ("BASES", BASES),
        ("DRAWS", DRAWS), ("LIMITS", LIMITS),
    )
}  # fmt: skip


class Column(NamedTuple):
    """A column of a table. empty: what stands where a row says nothing of it; often: every quarter reads it."""

    name: str
    kind: str
    unit: str
    meaning: str
    empty: int
    often: bool


def _columns() -> dict[str, list[Column]]:
    """The tables, as plan.csv tells them."""
    tables: dict[str, list[Column]] = {}
    for table, name, kind, unit, meaning, empty, often in beside(__file__, "plan.csv"):
        nothing = int(empty or (-1 if kind == REF else 0))
        column = Column(name, kind, unit, meaning.format(**_CODES), nothing, bool(often))
        tables.setdefault(table, []).append(column)
    return tables


TABLES = _columns()
#: columns that every quarter reads stand side by side in memory
DTYPES = {
    table: np.dtype([(column.name, _TYPES[column.kind]) for column in sorted(columns, key=lambda one: not one.often)])
    for table, columns in TABLES.items()
}
DTYPES["world"] = np.dtype([(number.name, "i8") for number in NUMBERS])
DTYPES["rules"] = np.dtype([(name, "i8") for name, _ in RULES])


class Plan(NamedTuple):
    """The arrays of one simulation: N parties, L legs, D drivers, T quarters, U values; docs/plan.md tells each."""

    parties: np.ndarray  # (N,)
    legs: np.ndarray  # (L,)
    debts: np.ndarray  # (B,)     claims with a face
    holders: np.ndarray  # (H,)     HOLDERS
    shares: np.ndarray  # (S,)     claims on what is left
    gates: np.ndarray  # (G,)
    content: np.ndarray  # (C,)     to whom capital spending goes
    limits: np.ndarray  # (K,)     supply of power, chips, memory
    uses: np.ndarray  # (V,)
    routes: np.ndarray  # (R,)
    drivers: np.ndarray  # (D,)     the first eight are MARKET
    values: np.ndarray  # (U,)     every uncertain number; row 0 is 0, row 1 is 1
    quantiles: np.ndarray  # (U, 41)  value at probability 0, 1/40 ... 1; straight lines between
    world: np.ndarray  # (1,)     rows of `values`
    rules: np.ndarray  # (1,)
    times: np.ndarray  # (D, T)   a scenario's factor on each driver; 1: none
    add: np.ndarray  # (D, T)   added after the factor; 0: none
    put: np.ndarray  # (D, T)   replaces the driver; nan: none
    late: np.ndarray  # (D, T)   quarters of delay known in quarter t
    transition: np.ndarray  # (3, 3)   appetite per quarter: open, tight, shut
    trend: np.ndarray  # (T,)     planned world supply in GW, from a first pass; nan: rent stays at its start
    needed: np.ndarray  # (T,)     GW that labs are planned to need, from the same pass; nan where trend is
    followed: np.ndarray  # (F,)     parties whose paths are kept
    due: np.ndarray  # (B, T)   share of a debt's face at the quarter's start that falls due; nan: by its amortisation
    years: np.ndarray  # (B, T)   years of interest on that face that fall due; nan: a quarter of a year


def rows(table: str, records) -> np.ndarray:
    """A table of a Plan from dicts; a column left out is empty (no reference, row 0, or the default that LEGS says).

    >>> legs = rows("legs", [{"kind": DATED, "payer": 0, "payee": 11, "amount": 4}])
    >>> int(legs["amount"][0]), int(legs["gates"][0]), int(legs["beta"][0])
    (4, -1, 1)
    """
    records = list(records)
    out = np.zeros(len(records), DTYPES[table])
    columns = {column.name: out[column.name] for column in TABLES[table]}
    for column in TABLES[table]:
        out[column.name] = column.empty
    for place, record in enumerate(records):
        for column, value in record.items():
            if column not in columns:
                raise ValueError(f"{table} row {place}: no column {column!r}. Columns: {', '.join(columns)}.")
            columns[column][place] = value
    return out


def record(table: str, **columns) -> np.ndarray:
    """The one record of `world` or `rules`; what is left out is 0."""
    out = np.zeros(1, DTYPES[table])
    for column, value in columns.items():
        if column not in out.dtype.names:
            raise ValueError(f"{table}: no column {column!r}. Columns: {', '.join(out.dtype.names)}.")
        out[column][0] = value
    return out
