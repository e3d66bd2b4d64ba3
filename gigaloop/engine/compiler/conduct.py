"""Numbers of conduct: name of the world -> (parameter, least, mode, greatest[, scale]), what a book without it runs on.

A book's own row of `parameters.csv` holds before these; what is taken from here an answer lists as assumed
(`Lowering.assumed`). The reason for each range stands in `books/loop/parameters.csv` and docs/calibration.md.
"""

from gigaloop.engine.compiler.values import BN

CONDUCT: dict[str, tuple] = {
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
    "macro_memory": ("macro-persistence", 0.8, 0.9, 0.95),
    "macro_sd": ("macro-sd", 0.015, 0.03, 0.045),
    "loss_tilt": ("appetite-loss-tilt", 0.2, 0.5, 0.7),
    "lenders_growth": ("lenders-growth", 0.02, 0.06, 0.1),
    "prefund": ("prefunding-quarters", 0, 0.75, 1.5),
    "loss_memory": ("loss-memory", 0.6, 0.75, 0.85),
    "big_default": ("big-default", 30, 50, 90, BN),
    "shut_length": ("shut-length", 1.5, 2.5, 4),
    "fixed_cost": ("fixed-cost-share", 0.6, 0.75, 0.9),
    "vendor_keep": ("vendor-cash-kept", 0.6, 0.8, 1.1),
    "vendor_back": ("vendor-buy-back", 0.5, 0.75, 0.95),
    "recovery_fall": ("recovery-fall", 0.2, 0.4, 0.5),
    "recovery_losses": ("recovery-losses", 40, 75, 150, BN),
    "mood_memory": ("mood-persistence", 0.93, 0.96, 0.98),
    "mood_market": ("market-sd", 0.07, 0.09, 0.11),
    "beta_conglomerate": ("beta-conglomerate", 0.9, 1.1, 1.3),
    "beta_vendor": ("beta-vendor", 1.4, 1.7, 2.1),
    "beta_neocloud": ("beta-neocloud", 1.8, 2.5, 3.2),
    "beta_rest": ("beta-rest", 1.2, 1.5, 1.9),
    "own_conglomerate": ("own-sd-conglomerate", 0.07, 0.1, 0.13),
    "own_vendor": ("own-sd-vendor", 0.12, 0.17, 0.22),
    "own_neocloud": ("own-sd-neocloud", 0.28, 0.38, 0.48),
    "own_cloud": ("own-sd-cloud", 0.12, 0.18, 0.24),
    "own_rest": ("own-sd-rest", 0.12, 0.17, 0.22),
    "holdings_market": ("holdings-market-sd", 0.08, 0.12, 0.16),
    "told_weight": ("told-weight", 0.1, 0.2, 0.35),
    "miss_growth": ("miss-growth", 0.3, 0.5, 0.8),
    "down_offer": ("down-round-offer", 0.3, 0.5, 0.7),
    "down_round": ("down-round", 0.65, 0.75, 0.85),
    "down_quarters": ("down-round-quarters", 3, 4, 6),
    "price_speed": ("price-average-speed", 0.15, 0.25, 0.35),
    "later_loss": ("later-enforcing-loss", 1.0, 1.1, 1.25),
}

#: sector that lends -> (parameter of its capital, least, mode, greatest; of its reach, likewise)
LENDERS: dict[str, tuple] = {
    "private_credit": ("private-credit-capital", 300, 450, 700, "private-credit-reach", 1.2, 1.5, 2),
    "insurers_pensions": ("insurers-pensions-capital", 150, 250, 400, "insurers-pensions-reach", 4, 5, 7),
    "banks": ("banks-capital", 200, 300, 450, "banks-reach", 3, 4, 5),
    "bond_funds": ("bond-funds-capital", 350, 500, 750, "bond-funds-reach", 2, 3, 4),
}
