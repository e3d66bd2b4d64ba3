"""What others have published, to be reproduced: the number as printed, its day, and how far it was rounded."""

from __future__ import annotations

from typing import NamedTuple


class Published(NamedTuple):
    """One number that somebody printed.

    as_of      the day by which the book may know (its publication, or the end of the data behind it)
    number     as printed, in `unit`               tolerance  half of its last digit that is no trailing zero
    sources    ids in the book's sources.csv       book       which shipped book answers it
    question   the line that shows where ours comes from
    """

    id: str
    publisher: str
    said: str
    as_of: str
    number: float
    unit: str
    tolerance: float
    sources: tuple[str, ...]
    question: str
    book: str = "loop"


#: every figure of the list, in its order; none is ever left out because it fails. The 2 trillion is read as 2.0.
PUBLISHED: tuple[Published, ...] = (
    Published("two-labs-share", "The Information", "OpenAI and Anthropic are about half of the four clouds' backlog",
              "2026-05-15", 0.5, "share", 0.05, ("info-half", "info-half-list"),
              "gigaloop ask backlog microsoft --as-of 2026-05-15"),
    Published("four-clouds-backlog", "The Information", "the four largest clouds' backlog is about 2 trillion",
              "2026-05-15", 2000.0, "USD bn", 50.0, ("info-half", "info-half-list"),
              "gigaloop ask backlog google --as-of 2026-05-15"),
    Published("microsoft-openai-dollars", "Microsoft, by The Information",
              "OpenAI has committed about 280 to Microsoft",
              "2026-01-31", 280.0, "USD bn", 5.0, ("info-half-list", "ms-rpo"),
              "gigaloop ask backlog microsoft --customer openai --as-of 2026-01-31"),
    Published("microsoft-openai-share", "Microsoft", "about 45 % of the backlog of 625 is OpenAI",
              "2026-01-31", 0.45, "share", 0.005, ("ms-rpo", "ms-q2-cd"),
              "gigaloop ask backlog microsoft --customer openai --as-of 2026-01-31"),
    Published("oracle-openai-share", "Oracle, quarter to February 2026", "300 of 553 is OpenAI",
              "2026-04-30", 0.54, "share", 0.005, ("orcl-q3pr",),
              "gigaloop ask backlog oracle --customer openai --as-of 2026-04-30"),
    Published("coreweave-openai-share", "CoreWeave, end of 2025", "22.4 of 66.8 is OpenAI",
              "2026-03-15", 0.34, "share", 0.005, ("crwv-fy25",),
              "gigaloop ask backlog coreweave --customer openai --as-of 2026-03-15"),
    Published("coreweave-openai-dollars", "CoreWeave and OpenAI", "three contracts of 22.4 together",
              "2026-03-15", 22.4, "USD bn", 0.05, ("crwv-oai-reu",),
              "gigaloop ask backlog coreweave --customer openai --as-of 2026-03-15"),
    Published("amd-warrant-value", "AMD", "160 million shares at 600 USD are 96",
              "2025-10-31", 96.0, "USD bn", 0.5, ("amd-oai-ex41", "amd-oai"),
              "gigaloop ask deals amd --as-of 2025-10-31"),
    Published("amd-hardware", "analysts, October 2025", "hardware of up to 90 for 6 GW",
              "2025-10-31", 90.0, "USD bn", 5.0, ("amd-oai-dcf", "amd-bofa"),
              "gigaloop ask deals amd --as-of 2025-10-31"),
    Published("coreweave-ddtl-order", "Dave Friedman, May 2026",
              "loan 5.0 (450 bp) costs more than loan 4.0 (225 bp) by its tenant's credit alone: +1",
              "2026-05-31", 1.0, "sign", 0.0, ("crwv-ddtl",), "gigaloop ask facility coreweave --as-of 2026-05-31"),
    Published("coreweave-ddtl-difference", "Dave Friedman, May 2026", "450 bp less 225 bp",
              "2026-05-31", 225.0, "bp", 0.5, ("crwv-ddtl",), "gigaloop ask facility coreweave --as-of 2026-05-31"),
    Published("openai-compute-2026", "Goldman Sachs, October 2025", "OpenAI pays 35 for compute in 2026",
              "2025-10-31", 35.0, "USD bn", 0.5, ("gs-114",), "gigaloop ask gap openai --as-of 2025-10-31"),
    Published("openai-sites-2026", "Goldman Sachs, October 2025", "60 for the sites that Nvidia backs, in 2026",
              "2025-10-31", 60.0, "USD bn", 5.0, ("gs-114",), "gigaloop ask deals openai --as-of 2025-10-31"),
    Published("openai-stargate", "Goldman Sachs, October 2025", "19 into Stargate",
              "2025-10-31", 19.0, "USD bn", 0.5, ("gs-114",), "gigaloop ask deals openai --as-of 2025-10-31"),
    Published("openai-uses-2026", "Goldman Sachs, October 2025", "35 + 60 + 19 = 114 used in 2026",
              "2025-10-31", 114.0, "USD bn", 0.5, ("gs-114",), "gigaloop ask gap openai --as-of 2025-10-31"),
    Published("openai-gap-2026", "Goldman Sachs, October 2025", "62 of it is not funded",
              "2025-10-31", 62.0, "USD bn", 0.5, ("gs-114",), "gigaloop ask gap openai --as-of 2025-10-31"),
    Published("two-party-loops", "AI Deal Network, WP-2026.01",
              "7 two-party loops among 28 firms, deals from 2022 to 2025",
              "2025-12-31", 7.0, "loops", 0.5, ("aidn",), "gigaloop ask loops --as-of 2025-12-31"),
    Published("longer-loops", "AI Deal Network, WP-2026.01", "28 cycles of three to five of those firms",
              "2025-12-31", 28.0, "loops", 0.5, ("aidn",), "gigaloop ask loops --as-of 2025-12-31"),
    Published("lucent-committed-2000", "Lucent, fiscal 2000", "8.1 promised to customers, loans and guarantees",
              "2000-12-31", 8.1, "USD bn", 0.05, ("lu-10k01", "lu-10k00-wsj"), "gigaloop ask telecom", "telecom"),
    Published("lucent-drawn-2000", "Lucent, fiscal 2000", "2.0 of it drawn",
              "2000-12-31", 2.0, "USD bn", 0.05, ("lu-10k01", "lu-10k00-wsj"), "gigaloop ask telecom", "telecom"),
    Published("lucent-committed-2001", "Lucent, fiscal 2001", "5.3 promised a year later",
              "2000-12-31", 5.3, "USD bn", 0.05, ("lu-10k01",), "gigaloop ask telecom", "telecom"),
    Published("lucent-drawn-2001", "Lucent, fiscal 2001", "3.0 drawn a year later",
              "2000-12-31", 3.0, "USD bn", 0.05, ("lu-10k01",), "gigaloop ask telecom", "telecom"),
    Published("lucent-crossing", "Lucent, fiscal 2001", "drawn rose while commitments fell: +1",
              "2000-12-31", 1.0, "sign", 0.0, ("lu-10k01",), "gigaloop ask telecom", "telecom"),
    Published("nine-vendors-lent", "McKinsey authors, 2001", "nine vendors had 25.6 on their books at the end of 2000",
              "2000-12-31", 25.6, "USD bn", 0.05, ("mck-cnet",), "gigaloop ask telecom", "telecom"),
    Published("nine-vendors-loss", "McKinsey authors, 2003", 
              "a third to 80 % of what nine vendors had lent was lost by 2003: 0.567 +- 0.233",
              "2000-12-31", 0.567, "share", 0.233, ("mck-cfo",), "gigaloop ask telecom", "telecom"),
)  # fmt: skip
