"""Contracts that nobody has signed yet: a row for each seller that borrows, each buyer, and each year."""

from __future__ import annotations

from gigaloop.engine.compiler.conduct import TAKE_OR_PAY
from gigaloop.engine.compiler.leg_rows import Rows
from gigaloop.engine.plan import CLOUD, COMPUTE, CUSTOMERS, LAB, NEOCLOUD


def signing_rows(rows: Rows, quarters: int) -> dict[int, str]:
    """Rows for customers, and each lab, of each cloud and neocloud; row -> the model's own id.

    They are signed, or not, in the run (docs/model.md, step 2): the Book knows nothing of them.
    """
    accounts, values = rows.accounts, rows.values
    lead = max(1, round(values.book.parameter("order-lead").range()[1]))
    ids: dict[int, str] = {}
    sellers = [
        number for number, role in enumerate(accounts.roles)
        if role in (CLOUD, NEOCLOUD) and accounts.records[number]["limited"]
    ]  # fmt: skip
    labs = [number for number, role in enumerate(accounts.roles) if role == LAB and accounts.records[number]["limited"]]
    for seller in sellers:
        for year in range(1, (quarters + 2) // 4 + 1):
            for buyer in (CUSTOMERS, *labs):
                name = f"new/{accounts.ids[seller]}/{accounts.ids[buyer]}/{year}"
                ids[len(rows.legs)] = name
                for side in (seller, buyer):
                    with values.of(accounts.ids[side]):
                        values.use("order-lead")
                rows.own(
                    "compute",
                    kind=COMPUTE,
                    payer=buyer,
                    payee=seller,
                    tier=2,
                    start=4 * year - 3 + lead,
                    floor=values.stated(*TAKE_OR_PAY),
                    builds=1,
                    signing=year,
                    **rows.limits.of(None),
                )
    return ids
