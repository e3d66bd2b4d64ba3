"""Write docs/performance.md from what `make bench` printed; `make performance` does both."""

import os
import platform
import sys


def page(printed: str, cores: int, version: str, machine: str) -> str:
    """The page: what was measured on, and what every script printed, nothing rounded or left out."""
    parts = [
        "# Performance\n\nWritten by `make performance` from what `make bench` prints, each beside its naive twin."
    ]
    parts.append(f"Measured on {cores} cores ({machine}), Python {version}; other work may have shared them.\n")
    for block in printed.strip().split("== "):
        name, _, lines = block.partition("\n")
        if lines.strip():
            parts.append(f"## {name.strip()}\n\n```\n{lines.rstrip()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(sys.stdin.read(), os.cpu_count() or 1, platform.python_version(), platform.machine()), end="")
