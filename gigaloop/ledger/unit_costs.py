"""What a gigawatt of compute costs a year, and each of its charges a GPU-hour."""

from __future__ import annotations

from collections.abc import Mapping

from gigaloop.answer.ends import Value
from gigaloop.methods.finance import crf, levelised

IT, SHELL, LIFE, SHELL_LIFE, RATE = "capex-it-per-gw", "capex-shell-per-gw", "gpu-life", "shell-life", "capital-cost"
HOURS, POWER, OTHER = "gpu-hours-per-gw-year", "power-price", "opex-other-per-gw"
CAPITAL = (IT, SHELL, LIFE, SHELL_LIFE, RATE)
COST = (*CAPITAL, HOURS, POWER, OTHER)
HOURS_A_YEAR, MW = 8760.0, 1000.0


def costs(x: Mapping[str, Value], use: float = 1.0) -> dict[str, float]:
    """The yearly costs of a GW in USD bn, and each charge in USD per GPU-hour.

    >>> x = dict.fromkeys(COST, 1.0) | {LIFE: 5.0, SHELL_LIFE: 5.0, RATE: 0.0, IT: 40.0, SHELL: 10.0, HOURS: 4e9}
    >>> {name: round(value, 3) for name, value in costs(x | {POWER: 0.0}, 0.5).items()}
    {'fixed': 11.0, 'level_cost': 5.5, 'capacity_charge': 2.75, 'usage_charge': 0.0}
    """
    chips, shell = crf([(x[RATE], x[LIFE]), (x[RATE], x[SHELL_LIFE])]).crf
    fixed = x[IT] * chips + x[SHELL] * shell + x[OTHER]
    power = HOURS_A_YEAR * MW * x[POWER] / 1e9
    level = levelised(costs=[fixed + power * use], output=[x[HOURS] * use / 1e9]).value
    per_hour = 1e9 / x[HOURS]
    return {
        "fixed": fixed, "level_cost": level, "capacity_charge": fixed * per_hour, "usage_charge": power * per_hour,
    }  # fmt: skip
