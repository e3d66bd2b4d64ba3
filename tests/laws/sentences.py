"""Sentences of the second model that no law of stress tells: each read on the shipped book, against the same paths with
the number of conduct behind it switched off, or under the shock that it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from gigaloop.answer.paths import Paths
from gigaloop.engine.plan import CONGLOMERATE, Plan
from tests.laws.market import nobody_signs
from tests.laws.owed import got_back
from tests.laws.world import MANY, Verdict, World, fixed_row, mean, sellers

#: quarters after a shock in which halls, orders and markets are read
SOON = slice(2, 10)
HOLDERS = ("private_credit", "insurers_pensions", "banks", "bond_funds")


@cache
def conduct(name: str, value: float) -> Callable[[Plan], Plan]:
    """The Plan with one number of conduct set."""

    def told(plan: Plan) -> Plan:
        plan, row = fixed_row(plan, value)
        world = plan.world.copy()
        world[name] = row
        return plan._replace(world=world)

    return told


def _fallen(world: World, **kinds) -> Paths:
    """A world in which OpenAI's customers are all but gone for good."""
    return world.under(world.cut("demand.openai", 0.95), **kinds)


def _of(found: Paths, measure: str, *parties: str) -> np.ndarray:
    return np.sum([found.measure(measure, party) for party in parties], axis=0)


def halls(world: World) -> Verdict:
    """Section 1: a default takes a buyer away, not the halls, and they stay empty until somebody takes them."""
    told = Verdict("a tenant that falls leaves its halls, and they stand idle")
    base, after = world.under(), _fallen(world)
    stood = [found.market("standing")[:, SOON].mean(1) for found in (base, after)]
    told.say(bool(np.mean(stood[1]) > 0.9 * np.mean(stood[0])), f"what stands: {np.mean(stood, axis=1)}")
    idle = [found.market("idle")[:, SOON] for found in (base, after)]
    told.never_falls("idle GW", *(one.mean(1) for one in idle), more=True)
    when, stands = after.default("openai"), after.market("standing")
    rows = np.flatnonzero((when > 0) & (when < stands.shape[1] - 1))
    kept = stands[rows, when[rows] + 1] / stands[rows, when[rows] - 1]
    told.say(
        len(rows) > 20 and bool(kept.min() > 0.97),
        f"of what stood a default leaves {kept.mean():.3f} ({len(rows)} paths)",
    )
    extra = (idle[1] - idle[0]).mean(0)
    told.say(
        bool((extra[1:] > 0.25 * extra[:-1]).all()), f"halls empty by it are let again step by step: {extra.round(2)}"
    )
    return told


def unserved(world: World) -> Verdict:
    """Section 1: a need that is not served is told of its lab."""
    told = Verdict("less power, and labs are told to lack gigawatts")
    lacks = [
        mean(_of(found, "unserved_gw", *found.labs))
        for found in (world.under(), world.under(world.cut("supply.power.all", 0.9)))
    ]
    told.never_falls("gigawatts that labs lack", *lacks, more=True)
    return told


def builders(world: World) -> Verdict:
    """Section 1: builders answer to what the market wants, with a lag, and what vendors are paid follows."""
    told = Verdict("twice the demand: builders order more, after a lag, and Nvidia is paid more")
    base, wanted = world.under(), world.under(world.up("demand.common", 1.0))
    roles, names = base.run.plan.parties["role"], base.lowering.parties
    who = [name for name in base.followed if roles[names.index(name)] == CONGLOMERATE]
    built = [_of(found, "capex", *who) for found in (base, wanted)]
    told.never_falls("capital spending of conglomerates", *(one[:, SOON].mean(1) for one in built), more=True)
    rise = (built[1].mean(0) / np.maximum(built[0].mean(0), 1e-9))[1:8]
    told.say(bool(rise[0] < rise[-1] and rise[0] < 1.1), f"it rises with a lag: {rise.round(2)}")
    told.never_falls(
        "Nvidia's receipts", *(mean(found.measure("received", "nvidia")) for found in (base, wanted)), more=True
    )
    return told


def signing(world: World) -> Verdict:
    """Section 2: contracts go on being signed, and sellers earn by them."""
    told = Verdict("where nobody signs any more CoreWeave earns less by the end")
    earns = [
        found.measure("revenue", "coreweave")[:, -4:].mean(1)
        for found in (world.under(terms=nobody_signs), world.under())
    ]
    told.never_falls("CoreWeave's last year", *earns, more=True)
    return told


def refresh(world: World) -> Verdict:
    """Section 2: owners, sellers and labs, refresh a site only where the rent expected over its life pays for it.

    What labs pay for theirs they do not sign for, so that sellers' differ by path: MANY are drawn.
    """
    told = Verdict("worn chips are bought anew where rents are twice for good, none where they are a tenth")
    high, low = world.up("rent", 1.0), world.cut("rent", 0.9)
    labs = world.under().labs
    sold = sorted({seller for lab in labs for seller in sellers(world.under(), lab)})
    worlds = [
        world.under(shock, terms=terms, paths=MANY)
        for shock in (high, low)
        for terms in (conduct("refresh", 0.0), None)
    ]
    for who, names in (("sellers", sold), ("labs", labs)):
        spent = [mean(_of(found, "capex", *names)) for found in worlds]
        told.never_falls(f"capital spending of {who}, refreshed", *spent[:2], more=True)
        same = bool((spent[2] == spent[3]).all())
        told.say(same, f"the same of {who} at a tenth of the rents: {spent[2].mean()}, {spent[3].mean()}")
    return told


@cache
def nothing_offered(quarters: float) -> Callable[[Plan], Plan]:
    """The Plan in which a lab is offered nothing for so many quarters after its shares fell."""
    return lambda plan: conduct("down_quarters", quarters)(conduct("down_offer", 0.0)(plan))


def down_round(world: World) -> Verdict:
    """Section 3: after a round below the last one the equity that is offered halves for a year."""
    told = Verdict("a lab whose shares fell is offered about half, for the quarters that are told")
    half, whole = world.under(), world.under(terms=conduct("down_offer", 1.0))
    none = world.under(terms=nothing_offered(4.0))
    part, runs = [], []
    for lab in half.labs:
        ours, all_of_it = (found.measure("equity_offered", lab) for found in (half, whole))
        told.never_falls(
            f"equity offered to {lab}, halved and whole", mean(ours), mean(all_of_it), more=lab == "openai"
        )
        path, first = np.arange(len(ours)), (ours != all_of_it).argmax(1)
        fell = (ours != all_of_it).any(1)
        part += list((ours[path, first] / all_of_it[path, first])[fell])
        runs += _runs(none.measure("equity_offered", lab) == 0.0, none.default(lab))
    share = float(np.median(part)) if part else 0.0  # a quarter moved by another lab's fall is in the tails
    told.say(len(part) > 20 and 0.45 < share < 0.55, f"part of the offer, {len(part)} falls: {share:.3f}")
    least = min(runs, default=0)
    told.say(len(runs) > 20 and least >= 4, f"quarters without an offer, {len(runs)} times: {least} at least")
    return told


def _runs(empty: np.ndarray, default: np.ndarray) -> list[int]:
    """Lengths of the runs of quarters that end before the horizon, of paths without default."""
    lengths = []
    for row in empty[default < 0]:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        lengths += [int(end - start) for start, end in zip(edges[::2], edges[1::2], strict=True) if end < len(row)]
    return lengths


def markets(world: World) -> Verdict:
    """Section 3: appetite (0 open to 2 shut) answers to losses, and a large default shuts a market for a while."""
    told = Verdict("a large default shuts markets: with none large enough to do so they are more open")
    shuts, never = _fallen(world), _fallen(world, terms=conduct("big_default", 1e19))
    told.never_falls("how shut markets are", *(mean(found.market("appetite")) for found in (never, shuts)), more=True)
    told.never_falls("the same, OpenAI falls", *(mean(f.market("appetite")) for f in (world.under(), shuts)), more=True)
    return told


def lenders(world: World) -> Verdict:
    """Section 3: lenders have balance sheets: what they lose, they can no longer lend or hold."""
    told = Verdict("lenders that lose more can hold less, over the paths of one world")
    found = _fallen(world, paths=5 * world.paths)  # what they have and how it grows is each path's own
    lost = np.sum([found.market(f"lost_{who}")[:, 1:].sum(1) for who in HOLDERS], axis=0)
    whole = np.sum([found.market(f"{what}_{who}")[:, -1] for what in ("held", "room") for who in HOLDERS], axis=0)
    if np.ptp(lost) == 0 or np.ptp(whole) == 0:
        told.say(False, "nothing is lost on any path")
        return told
    tie = float(np.corrcoef(lost, whole)[0, 1])
    error = float(np.sqrt((1 - tie**2) / (len(lost) - 2)))
    told.say(
        tie < -3 * error, f"correlation of what is lost and what can be held at the end: {tie:.3f}, s.e. {error:.3f}"
    )
    return told


def downturn(world: World) -> Verdict:
    """Section 3: less is recovered when markets are shut or much has failed. (Law 11 holds without it too: who fails
    with many others has poorer collateral.)"""
    told = Verdict("with no fall of recoveries in a downturn the same paths recover more")
    rates = []
    for terms in (None, conduct("recovery_fall", 0.0)):
        back, claims, _ = got_back(_fallen(world, terms=terms, keep="cents"))
        rates.append(np.where(claims > 0.5, back / np.maximum(claims, 1e-9), np.nan))
    both = ~np.isnan(rates[0] + rates[1])
    told.say(both.sum() > 20, f"paths with claims on who failed in both: {both.sum()}")
    told.never_falls("share recovered", *(rate[both] for rate in rates), more=True)
    return told


def prefunding(world: World) -> Verdict:
    """Section 3: firms raise ahead of need while a market is open, and it is not free."""
    told = Verdict("who raises ahead has more cash and owes more than who does not, and pays for it")
    ahead, late = world.under(), world.under(terms=conduct("prefund", 0.0))
    who = [party for party in ahead.followed if party not in ("nvidia", "amd", "broadcom")]
    for name, more in (("cash", True), ("debt", True), ("interest", False)):
        pair = [_of(found, name, *who)[:, 1:9].mean(1) for found in (late, ahead)]
        told.never_falls(f"{name} of those who build", *pair, more=more)
    return told


def leverage(world: World) -> Verdict:
    """Section 4: a part of running cost does not fall with revenue."""
    told = Verdict("sellers whose tenant falls pay more running cost than if none of it were fixed")
    fixed, loose = _fallen(world), _fallen(world, terms=conduct("fixed_cost", 0.0))
    who = sellers(fixed, "openai")
    told.never_falls("running cost", *(mean(_of(found, "other_costs", *who)) for found in (loose, fixed)), more=True)
    return told


def vendors(world: World) -> Verdict:
    """Section 4: vendors give cash above their floor back."""
    told = Verdict("a vendor that gives nothing back ends with more cash")
    back, kept = world.under(), world.under(terms=conduct("vendor_back", 0.0))
    told.never_falls("Nvidia's cash at the end", *(f.measure("cash", "nvidia")[:, -1] for f in (back, kept)), more=True)
    return told


def vehicles(world: World) -> Verdict:
    """Section 4: a vehicle's lenders saw its rent: they pay for chips as it buys them, not by the calendar."""
    told = Verdict("with chips' power all but gone a vehicle borrows hardly anything for chips that it cannot buy")
    base, dark = world.under(), world.under(world.cut("supply.power.all", 0.9))
    for who in ("xai_chip_spv", "ant_chip_spv"):
        bought, lent = (
            [found.measure(name, who).sum(1) for found in (base, dark)] for name in ("capex", "debt_raised")
        )
        told.never_rises(f"{who} buys", *bought, more=True)
        told.never_rises(f"{who} borrows", *lent, more=True)
        told.say(
            bool(lent[1].mean() < 1.3 * bought[1].mean()),
            f"{who} borrows about what it spends on chips: {lent[1].mean():.3g}, spent {bought[1].mean():.3g} bn",
        )
    return told


SENTENCES = {
    one.__name__: one
    for one in (
        halls,
        unserved,
        builders,
        signing,
        refresh,
        down_round,
        markets,
        lenders,
        downturn,
        prefunding,
        leverage,
        vendors,
        vehicles,
    )
}
