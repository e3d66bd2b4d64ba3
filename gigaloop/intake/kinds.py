"""How far a deal has come, and the words that deny it, name its purpose, enlarge it, or make it a part of another (`signs.csv`)."""

from __future__ import annotations

from gigaloop.intake.words import SIGNS

#: stage -> words; the first that stands in the clause counts
STAGES = tuple((name.removeprefix("stage "), words) for name, words in SIGNS.items() if name.startswith("stage "))
DENIED, PURPOSE, MORE, PART, OWNED, ACQUIRES = (
    SIGNS[name] for name in ("denied", "purpose", "more", "part", "owned", "acquires")
)
