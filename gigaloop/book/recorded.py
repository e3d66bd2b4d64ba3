"""Terms that the book keeps and the simulation does not use, each with the reason; `show terms` says it of each clause.

docs/kinds.md says what every other term does. A test puts each field into a small leg and compares the Plans.
"""

from __future__ import annotations

import re

#: covenants that the engine tests, where a loan's `covenants` state them
COVENANTS = {
    "coverage": re.compile(r"coverage\D{0,12}(\d+(?:\.\d+)?)"),
    "ltv": re.compile(r"loan[ -]to[ -]value\D{0,12}(\d+(?:\.\d+)?)"),
}
#: what a leg of these kinds sells or lends is counted in gigawatts
BY_POWER = ("compute_purchase", "chip_purchase", "chip_codesign", "capacity_lease", "power_purchase")
#: kinds of which a part may be paid, or drawn, already
PARTLY_PAID = ("chip_lease", "capacity_lease", "capacity_build", "stake", "loan", "grant", "deposit", "acquisition")
EVERY_KIND: tuple[str, ...] = ()

#: field -> (why it is recorded only, the kinds in which it is used all the same)
RECORDED: dict[str, tuple[str, tuple[str, ...]]] = {
    "cure": ("time to mend is lowered for debts, and for capacity that comes late", ("loan", "compute_purchase")),
    "termination": (
        "words: what lowers them is `exit`, `notice` and `exit_cost`, and `late_exit` for what is late",
        ("compute_purchase",),
    ),
    "extension": ("no renewal at the old price: a contract that pays is renewed at the rent of the day", ("loan",)),
    "delay_remedy": ("words: what lowers them is `late_exit`, the right to leave, and `late_penalty`", EVERY_KIND),
    "prepayment": ("debts are repaid by plan or by a covenant's sweep, never early at a price", EVERY_KIND),
    "cross": ("held without a row: a firm that defaults does so on all of its debts", EVERY_KIND),
    "trigger": ("called by a missed due, an empty site or a low value, as its kind says", EVERY_KIND),
    "recourse": ("the borrower of the leg answers for it", EVERY_KIND),
    "beneficiary": ("who is paid is the creditor of the leg that it covers", EVERY_KIND),
    "units": ("a count beside the money", ("warrant", "chip_codesign")),
    "power": ("a count beside the money", BY_POWER),
    "firm": (
        "it says when a buyer may leave and how sure a rent is",
        ("compute_purchase", "chip_lease", "capacity_lease"),
    ),
    "drawn": ("its schedule says what is paid already", PARTLY_PAID),
    "options": ("an option is no order", EVERY_KIND),
    "generation": ("one chip a vendor", EVERY_KIND),
    "delivery": ("chips arrive by `chip-ramp-default`", EVERY_KIND),
    "rent": ("the amount holds the rent", EVERY_KIND),
    "residual": ("chips are valued by the rent of the day", EVERY_KIND),
    "commenced": ("the start holds it", EVERY_KIND),
    "residual_guarantee": ("a leg of its own holds it", EVERY_KIND),
    **dict.fromkeys(("site", "region"), ("where it stands; limits of power are the world's", EVERY_KIND)),
    "owner": ("who uses a site is told by its leases", EVERY_KIND),
    "tenants": ("who pays is told by contracts of their own; `facility` prices a loan by them", EVERY_KIND),
    **dict.fromkeys(("planned", "funded", "built"), ("a count of the programme", EVERY_KIND)),
    "instrument": ("one class of shares a firm", EVERY_KIND),
    "watched": ("prices are watched each quarter", EVERY_KIND),
    "vintage": ("chips wear out by their orders", EVERY_KIND),
    "rating": ("a spread that is told holds it", EVERY_KIND),
    "condition": ("a grant is paid as agreed", EVERY_KIND),
    "returns_on": ("its bills are lower where it is part of the purchase", EVERY_KIND),
    "kept_on_default": ("a right ends with its term", EVERY_KIND),
    "scope": ("a right over a part of the load moves nothing", EVERY_KIND),
    "to_holders": ("the price goes to the holders of the target", EVERY_KIND),
}
#: kind -> fields that mean nothing in it alone, and why
OF_KIND: dict[str, tuple[tuple[str, ...], str]] = {
    "chip_lease": (("exit",), "a lease runs to its end"),
    "capacity_lease": (("exit",), "a lease runs to its end"),
    "stake": (("term",), "a stake has no end"),
    "warrant": (("amount", "start", "term"), "its shares, its steps and its end say all"),
    "revenue_share": (("start", "term"), "it runs from the first quarter to its cap or its end"),
    "right": (("amount", "term", "by_stage", "exit"), "a right moves no cash"),
}


def why_recorded(kind: str, field: str) -> str | None:
    """Why the simulation does not use a field of a kind of leg; None where it does.

    >>> why_recorded("loan", "recourse")
    'the borrower of the leg answers for it'
    >>> why_recorded("loan", "cure") is None
    True
    """
    fields, reason = OF_KIND.get(kind, ((), ""))
    if field in fields:
        return reason
    why, used = RECORDED.get(field, ("", (kind,)))
    return None if kind in used else why


def tested(covenant: str) -> bool:
    """Whether the engine tests a covenant, read from its words.

    >>> tested("coverage 1.40"), tested("minimum liquidity 0.1 bn USD")
    (True, False)
    """
    return any(pattern.search(covenant) for pattern in COVENANTS.values())
