"""rescue: what does a party's fall cost the others, what would saving it cost, and who would pay?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Unpack

import numpy as np

from gigaloop.answer.paths import BAND, HOLDER_SECTORS, Paths, quantile_row, share_row, simulated
from gigaloop.answer.question import Owes, Question, Row, RunArguments, Speech, Table, ending, largest, those
from gigaloop.book.model import Book
from gigaloop.book.problem import Misread
from gigaloop.ledger import conceded
from gigaloop.ledger.chain import METHODS, chain
from gigaloop.ledger.obligations import Sheet, sheet
from gigaloop.ledger.pledges import pledged_twice
from gigaloop.methods.clearing import cheapest_rescue, rogers_veraart
from gigaloop.words.notes import note
from gigaloop.words.phrase import sentence


def answer(book: Book, party: Owes = "openai", *, shock: float = 1.0, **drawn: Unpack[RunArguments]) -> Table:
    """What does a party's fall cost the others, what would saving it cost, who would pay, and does it come to that?

    Definition: on the balance sheet of the coming four quarters the party loses `shock` of its means. `cost`: cheapest
    injection (`gigaloop.methods.clearing.cheapest_rescue`; Jackson and Pernoud 2024), `credit_avoided`: dues to others
    that would else go unpaid, least and greatest over default costs; `stake_avoided`: what the holders outside would
    else lose on its shares at mark, never added to them. `systemic_share` (`_of_claims`, `_of_shares`): the whole
    chain's loss over all dues, claims and shares on the sheet, over the methods of `chain`. `gain`, `free_cash`,
    `pays`: the coalition. On paths: the same draws with and without the bargain, and the record of bargains: who
    concedes what, since when, and what each way out would have cost it (docs/model.md, step 7). In the register: assets
    that several loans are secured on (`pledges`).

    Columns: USD bn but shares and flags. `basis` sheet, paths or register; `how` exact, bound, or the method; `band`
    says what low and high are. range `models` on the sheet, `paths` on paths, `terms` in the register.

    Raises InputError for an unknown party, one without accounts, or a shock not between 0 and 1.

    >>> from gigaloop import load
    >>> answer(load("tiny"), "lab", paths=20).question
    'rescue'
    """
    hit = book.party(party).party_id
    if not 0.0 < float(shock) <= 1.0:
        raise Misread(f"--shock: {shock} is not above 0 and at most 1", "Write for example --shock 0.5", id="shock")
    found = simulated(book, **drawn)
    found.measure("cash", hit)
    made = sheet(found)
    alone = found.ruled(progress=drawn.get("progress"), bargain="off")
    rows = [*_on_the_sheet(found, made, hit, float(shock)), *_on_paths(found, alone, hit), *pledged_twice(book)]
    rows += conceded.rows(found, hit, "paths/", {"basis": "paths", "how": "the record of bargains"})
    return found.table(
        QUESTION,
        title={"party": book.parties[hit]},
        rows=rows,
        arguments={"party": hit, "shock": float(shock)},
        notes=[note("rescue.bound")],
        added=(("basis", ""), ("how", ""), BAND),
    )


def _on_the_sheet(found: Paths, made: Sheet, hit: str, shock: float) -> Iterator[Row]:
    """Cost, avoided loss, coalition, systemic share."""
    k, e = made.place(hit), made.shocked(hit, shock)
    part = 1.0 - found.middle("default_cost")
    behind = found.behind(hit, legs=made.legs)

    def row(measure: str, subject: str, ends: tuple[float, float, float], unit: str = "USD bn", how: str = "") -> Row:
        low, mid, high = ends
        return Row(
            key=f"sheet/{measure}/{subject}", subject=subject, counterparty=hit, measure=measure, unit=unit, low=low,
            mid=mid, high=high, period=f"{found.quarters[0]} to {found.quarters[min(3, len(found.quarters) - 1)]}",
            range="models", more={"basis": "sheet", "how": how, "band": ""}, **behind,
        )  # fmt: skip

    plan = cheapest_rescue(made.L, e, made.ext, part, part, save=[k])
    yield row(
        "cost",
        hit,
        (plan.lower_bound, plan.cost, plan.cost),
        how=sentence("rescue.exact" if plan.exact else "rescue.bound"),
    )
    yield row("returned", hit, (float(plan.returned.sum()),) * 3, how="what can be taken back without failing anybody")
    lost = {
        share: _unpaid(made, e, share) - _unpaid(made, e + plan.injections * (1 + 1e-9), share) for share in (1.0, part)
    }
    avoided = [float(np.delete(x, k).sum()) for x in lost.values()]
    ends = min(avoided), sum(avoided) / 2, max(avoided)
    yield row("credit_avoided", "others", ends, how="without and with default costs")
    own = made.held[:, k].sum() * made.value[k] * shock
    yield row("stake_avoided", "others", (float(own),) * 3, how="its shares held outside, at mark, in proportion")
    yield from _systemic(found, made, hit, shock, row)
    if plan.cost > 0:
        yield row("avoided_over_cost", hit, tuple(x / plan.cost for x in ends), "ratio")  # type: ignore[arg-type]
    yield from _coalition(found, made, k, plan.cost, lost[part], row)


def _systemic(found: Paths, made: Sheet, hit: str, shock: float, row: Callable[..., Row]) -> Iterator[Row]:
    """The whole chain's loss over all there is on the sheet of the same kind, least to greatest over methods."""
    cost, recovery = found.middle("default_cost"), found.middle("recovery_unsecured")
    chains = [chain(made, name, hit, shock, cost, recovery) for name in METHODS]
    n, others = len(made.parties), np.arange(len(made.parties) + len(made.sectors)) != made.place(hit)
    all_of = {
        "credit_loss": ("systemic_share", float(made.L.sum() + made.ext.sum())),
        "claim_loss": ("systemic_share_of_claims", float(made.credit.sum() + made.credit_by.sum())),
        "stake_loss": ("systemic_share_of_shares", float((made.held * made.value).sum())),
    }
    for loss, (measure, whole) in all_of.items():
        told = [one.losses[loss][-1] for one in chains if one.solved and loss in one.losses]
        sums = [float(x[n:].sum() if loss == "stake_loss" else x[others].sum()) for x in told]
        if whole > 0 and sums:
            ends = min(sums) / whole, float(np.median(sums)) / whole, max(sums) / whole
            yield row(measure, hit, ends, "share", sentence(f"rescue.of.{loss}", n=len(sums)))


def _coalition(
    found: Paths, made: Sheet, k: int, cost: float, lost: np.ndarray, row: Callable[..., Row]
) -> Iterator[Row]:
    """Who would pay: in proportion to what each saves, at most that, at most its free cash."""
    n = len(made.parties)
    stake = made.stakes[:, k] * made.value[k]
    gain = np.maximum(lost[:n], 0.0) + stake
    gain[k] = 0.0
    floor, share = found.middle("rescue_floor") / 1e11, found.middle("free_cash")
    free = share * np.maximum(made.money - floor, 0.0)
    pays = coalition(gain, free, cost)
    for i in np.argsort(-gain, kind="stable"):
        if gain[i] <= 1e-9:
            continue
        name = made.parties[i]
        yield row("gain", name, (float(gain[i]),) * 3, how="dues it would get, and its stake at mark")
        yield row("free_cash", name, (float(free[i]),) * 3, how="what it may give by the rule of the bargain")
        yield row("pays", name, (float(pays[i]),) * 3, how="in proportion to its gain")
    enough = float(pays.sum() >= cost * (1 - 1e-9)) if cost > 0 else 1.0
    yield row("coalition_reaches", "coalition", (enough,) * 3, "flag", "1: the gainers can carry the cost")


def coalition(gain: np.ndarray, free: np.ndarray, cost: float) -> np.ndarray:
    """(N,) what each pays: shares of the cost in proportion to gain, none above its gain or its free cash.

    What one cannot pay the others take over, until the cost is met or nobody has room.

    >>> coalition(np.array([6.0, 3.0, 0.0]), np.array([2.0, 9.0, 9.0]), 4.0).tolist()
    [2.0, 2.0, 0.0]
    """
    most = np.minimum(gain, free)
    paid = np.zeros_like(gain)
    for _ in range(len(gain) + 1):
        left, room = cost - paid.sum(), most - paid > 1e-12
        weight = np.where(room, gain, 0.0)
        if left <= 1e-12 or weight.sum() <= 0:
            break
        paid = np.minimum(most, paid + left * weight / weight.sum())
    return paid


def _unpaid(made: Sheet, e: np.ndarray, part: float) -> np.ndarray:
    """(N + 1,) dues that each party, and all outside together, do not get."""
    said = rogers_veraart(made.L, e, made.ext, part, part)
    due = made.L.sum(1) + made.ext
    lost = 1.0 - np.divide(said.p, due, out=np.ones_like(due), where=due > 0)
    return np.append(lost @ made.L, lost @ made.ext)


def _on_paths(found: Paths, alone: Paths, hit: str) -> Iterator[Row]:
    """The same draws with and without the bargain: default, and losses by sector."""
    both = found.whole & alone.whole
    to = ending(found.quarters[-1])
    behind = found.behind(hit)

    def of(which: Paths, values: np.ndarray) -> np.ndarray:
        return values[both[which.whole]]

    def told(how: str) -> dict[str, Any]:
        return {"period": to, "more": {"basis": "paths", "how": how}, **behind}

    for key, how, which in (("with", "with the bargain", found), ("without", "without", alone)):
        fails = of(which, which.default(hit)) >= 0
        yield share_row(fails, f"paths/defaulted/{key}", hit, "defaulted", **told(how))
    for status in ("repaced", "amended", "rescued"):
        reached = of(found, found.reached(hit, status))
        yield share_row(reached, f"paths/{status}", hit, status, **told("with the bargain"))
    for kind in ("rescue_paid", "rescue_got", "given_up", "avoided"):
        for party in found.lowering.parties:
            amount = found.conceded(kind, party)
            if np.any(amount > 0):
                head = told("all bargains of the path")
                yield quantile_row(amount, f"paths/{kind}/{party}", party, kind, "USD bn", **head)
    for kind in ("credit", "equity"):
        for sector in HOLDER_SECTORS:
            saved = of(alone, alone.lost(kind, sector)) - of(found, found.lost(kind, sector))
            if np.any(np.abs(saved) > 1e-9):
                key, head = f"paths/{kind}_avoided/{sector}", told("without less with")
                yield quantile_row(saved, key, sector, f"{kind}_avoided", "USD bn", counterparty=hit, **head)


def headline(table: Table, say: Speech) -> Sequence[str]:
    """What saving the party costs, what that avoids, and whether those who gain can carry it."""
    cost = those(table, measure="cost")
    if not cost:
        return []
    owed = those(table, measure="credit_avoided", basis="sheet")
    shares = those(table, measure="stake_avoided", basis="sheet")
    told = [say("rescue.cost", cost=cost[0], share=say.value(float(table.arguments["shock"]), "share"))]
    if owed and shares:
        told.append(say("rescue.avoided", owed=owed[0], shares=shares[0]))
    can, gains = those(table, measure="coalition_reaches"), largest(those(table, measure="gain"))
    if can and gains:
        told.append(say("rescue.can" if can[0].mid else "rescue.cannot", gain=gains[0]))
    return told


def first(table: Table) -> Sequence[Row]:
    """The cost, what it avoids, and who would pay, the greatest gain first."""
    sums = those(table, measure=("cost", "credit_avoided", "stake_avoided"), basis="sheet")
    return [*sums, *largest(those(table, measure="gain"))]


QUESTION = Question(answer, headline, first)
