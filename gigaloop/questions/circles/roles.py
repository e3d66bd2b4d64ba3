"""roles: who is lender, supplier, owner, customer and guarantor to one party at once?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gigaloop.answer.question import Owes, Question, Row, Speech, Table, greatest, largest, those
from gigaloop.answer.tally import FAMILIES, behind, tally, tally_row
from gigaloop.book.grade import NOTHING, count_once, grade_shares
from gigaloop.book.model import Book, Leg

#: kind -> (what the payer is to the payee, what the payee is to the payer)
ROLES: dict[str, tuple[str, str]] = {
    **{kind: ("customer", "supplier") for kind in FAMILIES["purchases"]},
    "capacity_lease": ("tenant", "landlord"),
    "chip_lease": ("lessee", "lessor"),
    "capacity_build": ("builder", "user"),
    "stake": ("owner", "owned"),
    "loan": ("lender", "borrower"),
    "guarantee": ("guarantor", "guaranteed"),
    "capacity_backstop": ("backstop", "backed seller"),
    "residual_guarantee": ("residual guarantor", "owner of the guaranteed asset"),
    "warrant": ("issuer of warrants", "holder of warrants"),
    "revenue_share": ("payer of a revenue share", "receiver of a revenue share"),
    "grant": ("grantor of money", "grantee"),
    "deposit": ("depositor", "holder of a deposit"),
    "right": ("grantor of a right", "holder of a right"),
    "acquisition": ("acquirer", "acquired"),
}


def answer(book: Book, party: Owes = "openai") -> Table:
    """Who is lender, supplier, owner, customer, guarantor to one party, all at once?

    Definition: `QUESTION.definition`, over live legs; whether the paragraphs apply is a question, not an answer. `low`
    counts roles under a signature (grades 4 to 6), `mid` those announced or better, `high` all but void ones.

    Columns: `role`, or for the count all roles joined by '+'. Measures: `roles` (unit roles; one row a counterparty,
    the most first), `role` (USD bn, one row a counterparty and role, each dollar once).

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab").one("lab/vendor/roles").more["role"]
    'owner'
    """
    firm = book.party(party)
    touching = [leg for leg in book.legs.values() if firm.party_id in _sides(leg)]
    found: dict[str, dict[str, list[Leg]]] = {}
    counted = count_once(book, touching)
    for leg in counted.legs:
        for other, role in _roles(leg, firm.party_id):
            found.setdefault(other, {}).setdefault(role, []).append(leg)
    ranked = sorted(found, key=lambda other: (-len(found[other]), other))
    rows = [_count(book, firm.party_id, other, found[other]) for other in ranked]
    for other in ranked:
        for role, legs in sorted(found[other].items()):
            sum_ = tally(book, legs)
            if all(leg.kind == "right" for leg in legs):
                sum_ = replace(sum_, amount=NOTHING)
            key = f"{firm.party_id}/{other}/{role.replace(' ', '_')}"
            head = {"subject": firm.party_id, "counterparty": other, "period": book.as_of.isoformat()}
            rows.append(tally_row(book, sum_, key=key, measure="role", more={"role": role}, **head))
    return QUESTION.table(
        book,
        title={"party": firm},
        rows=rows,
        arguments={"party": firm.party_id},
        left_out=counted.left_out,
        added=(("role", ""),),
    )


def _sides(leg: Leg) -> set[str | None]:
    return {leg.payer, leg.payee, leg.beneficiary, getattr(leg.terms, "beneficiary", None)}


def _roles(leg: Leg, firm: str) -> list[tuple[str, str]]:
    """(other party, what it is to the firm) of one leg."""
    payer_is, payee_is = ROLES[leg.kind]
    covered = leg.beneficiary or getattr(leg.terms, "beneficiary", None)
    if firm not in (leg.payer, leg.payee):
        return [(leg.payer, "guarantor of its claims"), (leg.payee, "debtor under guarantee")]
    found = [(leg.payer, payer_is) if leg.payee == firm else (leg.payee, payee_is)]
    if covered and covered not in (firm, found[0][0]):
        found.append((covered, "beneficiary of a guarantee"))
    return found


def _count(book: Book, firm: str, other: str, roles: dict[str, list[Leg]]) -> Row:
    best = {
        role: max((grade for leg in legs for grade in grade_shares(book, leg)[0]), default=0)
        for role, legs in roles.items()
    }
    legs = list({leg.leg: leg for legs in roles.values() for leg in legs}.values())
    whole = tally(book, legs)
    silent = sum(leg.kind == "right" for leg in legs)
    signed, told = (float(sum(grade >= least for grade in best.values())) for least in (4, 3))
    return Row(
        key=f"{firm}/{other}/roles", subject=firm, counterparty=other, measure="roles", period=book.as_of.isoformat(),
        unit="roles", low=signed, mid=told, high=float(len(best)), more={"role": " + ".join(sorted(roles))},
        **(behind(book, whole) | {"undisclosed": whole.amount.undisclosed - silent}),
    )  # fmt: skip


def headline(table: Table, say: Speech) -> Sequence[str]:
    """Who stands to the party in most roles at once."""
    roles = largest(those(table, measure="roles"))
    if not roles:
        return [say("roles.none")]
    top = roles[0]
    if top.mid == 1:
        return [say("roles.single", roles=top)]
    beside = [row for row in roles if row.mid == top.mid]
    told = [say("roles.tied" if beside[1:] else "roles.most", roles=top, n=say.count(len(beside)))]
    others = roles[len(beside) :]
    return told + ([say("roles.next", others=say.each(others, of="counterparty"))] if others else [])


QUESTION = Question(answer, headline, greatest(measure="roles"))
