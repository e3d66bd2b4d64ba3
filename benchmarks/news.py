"""From a new article to a corrected answer: the commands that do it, timed in a copy of the shipped book."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ARTICLE = """Oct. 9, 2026 - Meta signed a $5 billion cloud contract with Nebius for five years. Nebius shares rose 9%.
"""
#: what a person types: correct the amount, accept, write, leave
TYPED = "e p1 amount=6 bn USD\ne p1 action=add\na p1\nw meta-nebius-new\nq\n"


def main() -> int:
    """Print the seconds of each step; 1 where one fails or the whole takes two minutes."""
    shipped = Path(__file__).parents[1] / "books" / "loop"
    with tempfile.TemporaryDirectory() as folder:
        home, article = Path(folder) / "loop", Path(folder) / "article.txt"
        shutil.copytree(shipped, home)
        article.write_text(ARTICLE, encoding="utf-8")
        steps = (
            ("the answer before", ("ask", "backlog", "--party", "nebius", "--book", str(home)), ""),
            ("read, corrected, accepted, written", ("intake", str(article), "--review", "--book", str(home)), TYPED),
            ("checked", ("check", "--book", str(home)), ""),
            ("the answer after", ("ask", "backlog", "--party", "nebius", "--book", str(home)), ""),
        )
        whole, said = time.monotonic(), []
        for name, words, typed in steps:
            start = time.monotonic()
            command = [sys.executable, "-m", "gigaloop", *words]
            done = subprocess.run(command, input=typed, capture_output=True, text=True, cwd=folder)
            print(f"{name:38}{time.monotonic() - start:6.1f} s")
            if done.returncode > 1:
                print(done.stdout[-2000:], done.stderr[-2000:])
                return 1
            said.append(done.stdout)
        seconds = time.monotonic() - whole
        print(f"{'all':38}{seconds:6.1f} s; the answer {'changed' if said[0] != said[3] else 'did not change'}")
        return int(said[0] == said[3] or seconds > 120)


if __name__ == "__main__":
    raise SystemExit(main())
