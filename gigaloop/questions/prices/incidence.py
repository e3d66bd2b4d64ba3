"""Who bears what compute costs on the simulated market: with a tariff, without one, seller: the market of `tariff`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigaloop.answer.table import Row
from gigaloop.questions.prices.world import World

UNIT = "USD/GPU-hour"


def incidence_rows(world: World, cost: float, full: float, names: tuple[str, ...]) -> Iterator[Row]:
    """Price, delay and volume by year, and in scarcity and in slack, beside a tariff of `cost` a GPU-hour today; `full`
    at full use.

    The tariff of a quarter is what it would be if it were signed then: it moves with the full cost of an hour
    (`rent-anchor-drift`), as rent does.

    By year: `rent`; `dearer`, share of paths on which the year's rent passes the tariff; `over_tariff`, rent less
    tariff (USD per GPU-hour); `wait`, quarters until what is short would stand; `goes_without` and `stands_idle`, GW.
    Over all quarters that are scarce (demand above supply), of a buyer without a contract, and over all others, of a
    seller without one: what each pays or lacks an hour (`bears_price`), waits (`bears_delay`), and goes without or has
    idle (`bears_volume`); `quarters`, their share; `never_pays`, share of quarters in which the rent is below `full`.
    """
    rent = world["rent"]
    at = (np.arange(rent.shape[1]) + 1) / 4.0
    drift = np.exp(world.world("anchor_drift")[:, None] * at)
    over = rent - cost * drift
    told = world.behind("world.anchor_drift", *names)
    volumes = world.behind()
    for year, columns in world.found.years().items():
        mean = over[:, columns].mean(1)
        yield world.row(rent[:, columns].mean(1), f"rent/{year}", "rent", UNIT, year, **told)
        yield world.row(mean, f"over_tariff/{year}", "over_tariff", UNIT, year, **told)
        yield world.share(mean > 0.0, f"dearer/{year}", "dearer", year, **told)
        for measure, unit, values in (
            ("wait", "quarters", world.wait), ("goes_without", "GW", world.short), ("stands_idle", "GW", world.idle),
        ):  # fmt: skip
            yield world.row(values[:, columns].mean(1), f"{measure}/{year}", measure, unit, year, **volumes)
    yield world.share(rent < full * drift, "never_pays", "never_pays", world.span, **told)
    scarce = world.short > 0.0
    for name, subject, when, price, volume in (
        ("scarce", "buyers", scarce, over, world.short), ("slack", "sellers", ~scarce, -over, world.idle),
    ):  # fmt: skip
        yield world.share(when, f"quarters/{name}", "quarters_share", world.span, **volumes)
        if not np.any(when):
            continue
        who = {"subject": subject}
        yield world.row(price[when], f"bears_price/{subject}", "bears_price", UNIT, world.span, **who, **told)
        yield world.row(volume[when], f"bears_volume/{subject}", "bears_volume", "GW", world.span, **who, **volumes)
        if name == "scarce":
            wait = world.wait[when]
            yield world.row(wait, f"bears_delay/{subject}", "bears_delay", "quarters", world.span, **who, **volumes)
