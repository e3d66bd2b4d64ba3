"""The twin's books: who paid whom, who holds what on whom, and the audit of one quarter.

A payment is one row with two parties. A claim is one row with holder and issuer. Both are kept as plain lists; the
audit goes through them again and names every party whose sums do not agree to the cent.
"""

from collections import defaultdict


def cents(amount):
    """The nearest whole cent, halves to even."""
    return float(round(amount))


def split(amount, shares):
    """Whole cents for each share; the last takes the rest."""
    parts = [cents(amount * share) for share in shares[:-1]]
    return [*parts, amount - sum(parts)]


def by_holding(amount, holding):
    """Whole cents for each holder by what it holds of the whole; the last that holds anything takes the rest."""
    whole = sum(holding)
    last = max(k for k, held in enumerate(holding) if held > 0)
    parts = [cents(amount * held / whole) if k != last else 0.0 for k, held in enumerate(holding)]
    parts[last] = amount - sum(parts)
    return parts


class Accounts:
    """Cash, claims and this quarter's rows, all in whole cents: Python's whole numbers, which have no end."""

    def __init__(self, opening):
        self.cash = [int(cash) for cash in opening]
        self.opening = list(self.cash)
        self.rows = []  # (payer, payee, tag, amount, income or financial)
        self.claims = defaultdict(int)  # (instrument, holder, issuer) -> amount
        self.claim_rows = []  # (instrument, holder, issuer, change, why)
        self.worth = list(self.cash)  # financial net worth, carried forward by the rows alone

    def new_quarter(self):
        self.opening = list(self.cash)
        self.rows, self.claim_rows = [], []

    def pay(self, payer, payee, tag, amount, financial=False):
        """Book one payment of whole cents; nothing is booked for nothing, or to oneself."""
        if amount == 0 or payer == payee:
            return
        if amount < 0 or amount != int(amount):
            raise ValueError(f"payment {payer} -> {payee}, tag {tag}: {amount} is not a positive count of cents")
        amount = int(amount)
        self.cash[payer] -= amount
        self.cash[payee] += amount
        self.rows.append((payer, payee, tag, amount, financial))
        if not financial:
            self.worth[payer] -= amount
            self.worth[payee] += amount

    def claim(self, instrument, holder, issuer, change, paid):
        """Change a claim. `paid`: money came with it (net worth stands still); else the change is a gain or a loss."""
        if change == 0 or holder == issuer:
            return
        if change != int(change):
            raise ValueError(f"claim {instrument} of {holder} on {issuer}: {change} is not a count of cents")
        change = int(change)
        self.claims[instrument, holder, issuer] += change
        self.claim_rows.append((instrument, holder, issuer, change, "paid" if paid else "revalued"))
        if not paid:
            self.worth[holder] += change
            self.worth[issuer] -= change

    def flows(self):
        """(payer, payee, tag) -> cents of this quarter."""
        sums = defaultdict(float)
        for payer, payee, tag, amount, _ in self.rows:
            sums[payer, payee, tag] += amount
        return dict(sums)


def audit(books):
    """Every disagreement of a quarter, in words; none when the books are right. All compared with zero exactly."""
    found = []
    change = [0] * len(books.cash)
    for payer, payee, _, amount, _ in books.rows:
        change[payer] -= amount
        change[payee] += amount
    if sum(change) != 0:
        found.append(f"flows sum to {sum(change)}, not zero")
    held, issued = [0] * len(books.cash), [0] * len(books.cash)
    for (_, holder, issuer), amount in books.claims.items():
        held[holder] += amount
        issued[issuer] += amount
    for party, cash in enumerate(books.cash):
        if cash - books.opening[party] - change[party] != 0:
            found.append(f"party {party}: cash moved {cash - books.opening[party]}, its rows say {change[party]}")
        if cash + held[party] - issued[party] - books.worth[party] != 0:
            found.append(f"party {party}: cash and claims less net worth leave "
                         f"{cash + held[party] - issued[party] - books.worth[party]}")  # fmt: skip
    return found
