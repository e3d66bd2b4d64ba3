"""Numbers of conduct: name of the world -> (parameter, least, mode, greatest), what a book without it runs on.

A book's own row of `parameters.csv` holds before these; what is taken from here an answer lists as assumed
(`Lowering.assumed`). The reason for each range stands in `books/loop/parameters.csv` and docs/calibration.md.
"""

CONDUCT: dict[str, tuple[str, float, float, float]] = {
    "serve_power": ("served-revenue-power", 0.4, 0.6, 0.8),
    "outside_floor": ("outside-demand-floor", 0.15, 0.25, 0.35),
    "let_up": ("let-again-up", 0.08, 0.15, 0.25),
    "let_down": ("let-again-down", 0.15, 0.25, 0.4),
    "build_speed": ("builder-speed", 0.2, 0.35, 0.5),
    "build_rent": ("builder-rent-weight", 0.3, 0.5, 0.7),
    "build_demand": ("builder-demand-weight", 0.8, 1.0, 1.2),
    "build_unserved": ("builder-unserved-weight", 0.2, 0.5, 0.8),
    "build_low": ("builder-least-answer", -1.6, -1.2, -0.7),
    "build_high": ("builder-greatest-answer", 0.4, 0.7, 1.0),
    "walk_memory": ("capex-walk-persistence", 0.93, 0.97, 0.99),
    "walk_common": ("capex-walk-common-sd", 0.05, 0.08, 0.11),
    "walk_own": ("capex-walk-own-sd", 0.04, 0.06, 0.09),
    "capex_low": ("capex-step-low", 0.65, 0.75, 0.85),
    "capex_high": ("capex-step-high", 1.2, 1.35, 1.5),
    "capex_cash": ("capex-over-cash-flow", 1.25, 1.5, 1.8),
    "later_loss": ("later-enforcing-loss", 1.0, 1.1, 1.25),
}
