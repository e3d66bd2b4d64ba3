"""A world that a law can try: runs of one book on common random numbers, and verdicts on paired means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.book.model import Book, Change, Scenario, Shock
from gigaloop.engine.compiler import compile_plan
from gigaloop.engine.plan import INVESTOR, TAGS, Plan
from gigaloop.engine.run import MEASURES, simulate
from tests.shipped import shipped

#: standard errors of a paired difference within which two means are the same
TOLERANCE = 3.0
#: quarters in which a default is counted where a law is of chances of default: later on, who could not borrow or lost a
#: tenant has built less and owes less
FIVE_YEARS = 20
#: paths of such a law: a default is rare
MANY = 400
#: runs with every cent that are kept at once, of 0.3 GB each and more
WHOLE = 6
SALE = TAGS.index("asset_sale")
CENTS = 1e11
Push = Mapping[str, str]


@dataclass
class Verdict:
    """What a law found: whether it holds, and each comparison in words with its numbers."""

    law: str
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults

    def say(self, right: bool, sentence: str) -> None:
        """Note one comparison; a wrong one breaks the law."""
        (self.seen if right else self.faults).append(sentence)

    def __str__(self) -> str:
        return "\n".join(
            [self.law, *(f"  broken: {line}" for line in self.faults), *(f"  held: {s}" for s in self.seen)]
        )

    def never_rises(self, what: str, before: np.ndarray, after: np.ndarray, more: bool = False) -> None:
        """The mean of `after` is not above that of `before`; with `more` it is below it by more than noise."""
        self._paired(what, before, after, -1.0, more)

    def never_falls(self, what: str, before: np.ndarray, after: np.ndarray, more: bool = False) -> None:
        """The mean of `after` is not below that of `before`; with `more` it is above it by more than noise."""
        self._paired(what, before, after, 1.0, more)

    def _paired(self, what: str, before: np.ndarray, after: np.ndarray, sign: float, more: bool) -> None:
        difference = sign * (np.asarray(after, float) - np.asarray(before, float))
        mean, error = float(difference.mean()), float(difference.std(ddof=1) / np.sqrt(difference.size))
        right = mean > TOLERANCE * error if more else mean >= -TOLERANCE * error
        word = "must be" if more else "is never"
        side = ("above" if sign > 0 else "below") if more else ("below" if sign > 0 else "above")
        told = f"{what}: {np.mean(before):.6g} -> {np.mean(after):.6g}, 3 s.e. {TOLERANCE * error:.2g}; {word} {side}"
        self.say(right, told)


class World:
    """Runs of a book: `under` a scenario's shocks and changes, with terms of the Plan replaced, on the same draws."""

    def __init__(self, book: Book | None = None, paths: int = 100, seed: int = 1) -> None:
        self.book, self.paths, self.seed = book or shipped(), paths, seed
        self._kept: dict[Any, Paths] = {}

    def under(
        self,
        *shocks: Push,
        scenario: str | None = None,
        remove: Sequence[str] = (),
        terms: Callable[[Plan], Plan] | None = None,
        seed: int | None = None,
        paths: int | None = None,
        keep: str = "parties",
    ) -> Paths:
        """What happens under these shocks, or a scenario of the book, without some legs, or with other terms."""
        key = (repr(shocks), scenario, tuple(remove), terms, seed or self.seed, paths or self.paths, keep)
        if key in self._kept:
            self._kept[key] = self._kept.pop(key)  # the last asked stands last
        else:
            more = tuple(Shock.model_validate(dict(shock)) for shock in shocks)
            told = (
                self.book.scenarios[scenario].model_copy(
                    update={"shocks": (*self.book.scenarios[scenario].shocks, *more)}
                )
                if scenario
                else Scenario(
                    scenario="law",
                    name={"en": "law"},
                    shocks=more,
                    book=tuple(Change(remove=leg) for leg in remove),
                )
            )
            lowering = compile_plan(self.book, told)
            plan = terms(lowering.plan) if terms else lowering.plan
            run = simulate(plan, paths=paths or self.paths, seed=seed or self.seed, keep=keep)
            assert (run.outcome == 0).all(), "a path stopped: means would not be of the same paths"
            self._kept[key] = Paths(self.book, lowering, run, {"paths": self.paths, "seed": self.seed})
            for old in [one for one in self._kept if one[-1] == "cents"][:-WHOLE]:
                del self._kept[old]
        return self._kept[key]

    @property
    def quarters(self) -> tuple[str, ...]:
        return self.under().quarters

    def cut(self, driver: str, size: float, start: int = 1, end: int = -1) -> Push:
        """A driver lower by a share for good, or to an earlier quarter, from the second quarter on, or from a later
        one."""
        return {"driver": driver, "from": self.quarters[start], "to": self.quarters[end], "down_by": f"{size:.4f}"}

    def up(self, driver: str, size: float) -> Push:
        return {"driver": driver, "from": self.quarters[1], "to": self.quarters[-1], "up_by": f"{size:.4f}"}

    def shut(self, kind: str, quarters: int) -> Push:
        """No new money of this kind for so many quarters."""
        end = self.quarters[min(quarters, len(self.quarters) - 1)]
        return {"driver": f"appetite.{kind}", "from": self.quarters[1], "to": end, "set": "0"}

    def answer(self, question: Any, **arguments: Any) -> Any:
        """The answer to a question about the book."""
        return question.answer(self.book, **arguments)


def mean(values: np.ndarray) -> np.ndarray:
    """(P,) the mean over quarters of each path, from the second on: the first is before any shock."""
    return values[:, 1:].mean(1)


def fails(found: Paths, *parties: str, by: int | None = None) -> np.ndarray:
    """(P,) how many of these default on each path, up to quarter `by` if there is one."""
    when = [found.default(party) for party in parties]
    return np.sum([(quarter >= 0) & (by is None or quarter <= by) for quarter in when], axis=0).astype(float)


def recovered(found: Paths) -> dict[str, np.ndarray]:
    """party -> (P, T) USD bn that its assets brought in default: what private funds paid for them.

    Of an investor, which sells holdings in other quarters too, the quarter of its first default alone. Needs
    keep="cents".
    """
    names, sale = found.lowering.parties, np.flatnonzero(found.run.slots["tag"] == SALE)
    sales, payees = found.run.paid[:, :, sale][found.whole] / CENTS, found.run.slots["payee"][sale]
    out = {}
    for number in np.unique(payees):
        got = sales[:, :, payees == number].sum(2)
        if found.run.plan.parties["role"][number] == INVESTOR:
            when = found.run.defaulted[found.whole][:, number]
            got = np.where(np.arange(got.shape[1]) == when[:, None], got, 0.0)
        out[names[number]] = got
    return out


def lost_of_outstanding(found: Paths, *parties: str, since: int = 1) -> np.ndarray:
    """(P,) USD bn lost of the debt that stood when quarter `since` began.

    That face is kept and written down by all principal that falls due from then on, whoever refinances it; what is left
    of it when its debtor first defaults is lost but for the share that the debtor's creditors recover of what it owed
    beyond that quarter's principal. Debt that is newer is in neither number. Needs keep="cents".
    """
    total, back = np.zeros(found.count), recovered(found)
    for party in parties:
        debt, when = found.measure("debt", party), found.default(party)
        due = found.measure("debt_service", party) - found.measure("interest", party)
        paid = due[:, since:].cumsum(1)
        kept = np.maximum(debt[:, since - 1 : since] - np.hstack([np.zeros((len(paid), 1)), paid[:, :-1]]), 0.0)
        failed = when >= since
        at = np.where(failed, when - since, 0)
        row = np.arange(len(when))
        owed = np.maximum(debt[row, np.maximum(when - 1, 0)] - due[row, np.maximum(when, 0)], 1e-9)
        share = np.clip(back[party][row, np.maximum(when, 0)] / owed, 0.0, 1.0) if party in back else 0.0
        total += np.where(failed, kept[row, at] * (1.0 - share), 0.0)
    return total


def offered(found: Paths, party: str) -> np.ndarray:
    """(P, T) equity offered to a party; what it took where the engine does not say what it was offered."""
    return found.measure("equity_offered" if "equity_offered" in MEASURES else "equity_raised", party)


def sellers(found: Paths, lab: str) -> list[str]:
    """Who sells the lab compute under a contract of the book, with accounts of its own."""
    plan, names = found.run.plan, found.lowering.parties
    number = names.index(lab)
    mine = plan.legs[(plan.legs["payer"] == number) & (plan.legs["kind"] == 0) & (plan.legs["signing"] == 0)]
    return sorted({names[leg["payee"]] for leg in mine} & set(found.followed))


def fixed_row(plan: Plan, value: float) -> tuple[Plan, int]:
    """The Plan with one more value, certain."""
    values = np.append(plan.values, plan.values[:1])
    for name in ("low", "mid", "high"):
        values[name][-1] = value
    values["column"][-1] = -1
    return plan._replace(values=values, quantiles=np.vstack([plan.quantiles, np.full(41, value)])), len(values) - 1


def scaled_row(plan: Plan, row: int, factor: float) -> tuple[Plan, int]:
    """The Plan with one more value: `factor` times another, drawn as that one is."""
    values = np.append(plan.values, plan.values[row : row + 1])
    for name in ("low", "mid", "high"):
        values[name][-1] *= factor
    quantiles = np.vstack([plan.quantiles, factor * plan.quantiles[row]])
    return plan._replace(values=values, quantiles=quantiles), len(values) - 1
