"""Naive twin: Godley and Lavoie's models SIM and PC, written from the book's equations, one period after another.

Godley and Lavoie (2007), Monetary Economics, chapters 3 and 4. Nothing of gigaloop is imported: whoever runs SIM or
PC as a book compares with these numbers. Within a period the equations are simultaneous and are solved by
substitution; every number is kept, so the flow matrix can be written down and summed.
"""

from fractions import Fraction


def sim(G, theta, alpha1, alpha2, periods, H0=0):
    """Model SIM (ch. 3), one dict a period: Y, T, YD, C, H, G, and dH as households (YD - C) and government (G - T)
    see it.

    Y = C + G; T = theta Y; YD = Y - T; C = alpha1 YD + alpha2 H(-1); H = H(-1) + YD - C.
    """
    rows, H = [], H0
    for _ in range(periods):
        Y = (G + alpha2 * H) / (1 - alpha1 * (1 - theta))
        T = theta * Y
        YD = Y - T
        C = alpha1 * YD + alpha2 * H
        before, H = H, H + YD - C
        rows.append({"Y": Y, "T": T, "YD": YD, "C": C, "G": G, "H": H, "household": H - before, "government": G - T})
    return rows


def sim_stationary(G, theta, alpha1, alpha2):
    """SIM at rest: Y = G / theta, YD = C = Y - G, H = YD (1 - alpha1) / alpha2 (book's equations 3.15 to 3.19)."""
    Y = G / theta
    YD = Y - G
    return {"Y": Y, "T": G, "YD": YD, "C": YD, "H": YD * (1 - alpha1) / alpha2}


def sim_flows(row):
    """SIM's flow matrix (table 3.3), rows by columns (households, production, government); every row and column sums
    to zero."""
    return {
        "consumption": (-row["C"], row["C"], 0),
        "government spending": (0, row["G"], -row["G"]),
        "wages": (row["Y"], -row["Y"], 0),
        "taxes": (-row["T"], 0, row["T"]),
        "change in money": (-row["household"], 0, row["government"]),
    }


def pc(G, theta, alpha1, alpha2, lambda0, lambda1, lambda2, r, periods, V0=0, B0=0):
    """Model PC (ch. 4), one dict a period: Y, T, YD, C, V, H, B (households' bills), Bs, Bcb, Hs.

    Y = C + G; YD = Y - T + r(-1) B(-1); T = theta (Y + r(-1) B(-1)); V = V(-1) + YD - C; C = alpha1 YD + alpha2 V(-1);
    B = V (lambda0 + lambda1 r) - lambda2 YD; H = V - B; Bs = Bs(-1) + G + r(-1) Bs(-1) - T - r(-1) Bcb(-1);
    Hs = Hs(-1) + Bcb - Bcb(-1); Bcb = Bs - B. H = Hs follows and is never imposed.
    """
    rows, V, B, Bs, Bcb = [], V0, B0, V0, V0 - B0
    Hs = Bcb
    for _ in range(periods):
        interest = r * B
        Y = (G + alpha1 * (1 - theta) * interest + alpha2 * V) / (1 - alpha1 * (1 - theta))
        T = theta * (Y + interest)
        YD = Y + interest - T
        C = alpha1 * YD + alpha2 * V
        Bs = Bs + G + r * Bs - T - r * Bcb
        V = V + YD - C
        B = V * (lambda0 + lambda1 * r) - lambda2 * YD
        before, Bcb = Bcb, Bs - B
        Hs = Hs + Bcb - before
        rows.append({"Y": Y, "T": T, "YD": YD, "C": C, "V": V, "H": V - B, "B": B, "Bs": Bs, "Bcb": Bcb, "Hs": Hs})
    return rows


def pc_stationary(G, theta, alpha1, alpha2, lambda0, lambda1, lambda2, r):
    """PC at rest, exactly: YD = C, V = YD (1 - alpha1)/alpha2, B from the portfolio, and G + r B = T closes it."""
    wealth = (1 - alpha1) / alpha2
    bills = wealth * (lambda0 + lambda1 * r) - lambda2  # B per unit of YD
    # YD = (1 - theta)(Y + r B) and Y = YD + G
    YD = G * (1 - theta) / (theta - (1 - theta) * r * bills)
    V, B = wealth * YD, bills * YD
    return {"Y": YD + G, "YD": YD, "V": V, "B": B, "H": V - B, "C": YD}


def exact(inputs):
    """The same inputs as fractions, so that sums that should be zero are zero and not merely small."""
    return {name: value if name == "periods" else Fraction(str(value)) for name, value in inputs.items()}
