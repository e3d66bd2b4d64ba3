"""An audit of the kernel's results from outside: written from the definition, out of what the kernel kept."""


def audit_flows(before, after, flows):
    """Each party's cash must have moved by exactly what its payments say. Returns what does not agree, in words.

    before, after: cash by party, cents; flows: (payer, payee, tag) -> cents.
    """
    change = [0.0] * len(after)
    found = []
    for (payer, payee, tag), amount in flows.items():
        if amount != int(amount) or amount < 0:
            found.append(f"{payer} -> {payee}, {tag}: {amount} is not a positive count of cents")
        change[payer] -= amount
        change[payee] += amount
    found += [
        f"party {party}: cash moved {b - a:.0f}, payments say {c:.0f}"
        for party, (a, b, c) in enumerate(zip(before, after, change, strict=True))
        if b - a != c
    ]
    if sum(after) != sum(before):
        found.append(f"money in the world went from {sum(before):.0f} to {sum(after):.0f}")
    return found


def audit_claims(held, owed):
    """Every claim has a holder and an issuer: the two columns of each line sum to zero."""
    return [
        f"line {row}: held {a:.0f}, owed {b:.0f}" for row, (a, b) in enumerate(zip(held, owed, strict=True)) if a + b
    ]
