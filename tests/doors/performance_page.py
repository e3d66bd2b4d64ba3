"""Write docs/performance.md from what `make bench` printed; `make performance` does both.

make performance SCRIPTS=benchmarks/site.py    measures one script; what others measured before stays
"""

import os
import platform
import sys
from pathlib import Path


def page(printed: str, cores: int, version: str, machine: str, before: str = "") -> str:
    """The page: what was measured on, and what every script printed, nothing rounded or left out.

    before   the page as it stands: sections of scripts that were not run now are kept
    """
    parts = [
        "# Performance\n\nWritten by `make performance` from what `make bench` prints, each beside its naive twin."
    ]
    parts.append(f"Measured on {cores} cores ({machine}), Python {version}; other work may have shared them.\n")
    told = {}
    for block in before.split("\n## ")[1:]:
        name, _, rest = block.partition("\n\n```\n")
        told[name] = rest.partition("\n```")[0]
    for block in printed.strip().split("== "):
        name, _, lines = block.partition("\n")
        if lines.strip():
            told[name.strip()] = lines.rstrip()
    parts += [f"## {name}\n\n```\n{lines}\n```\n" for name, lines in sorted(told.items())]
    return "\n".join(parts)


if __name__ == "__main__":
    there = Path(sys.argv[1])
    printed = sys.stdin.read()
    before = there.read_text("utf-8") if there.exists() else ""
    there.write_text(page(printed, os.cpu_count() or 1, platform.python_version(), platform.machine(), before), "utf-8")
