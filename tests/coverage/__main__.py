"""`python -m tests.coverage [ROW ...] [--json]`: prove, row by row, that each deal, actor and mechanism works."""

from __future__ import annotations

import argparse
import json

from tests.coverage.prove import run, show, table

asked = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__)
asked.add_argument("--json", action="store_true", help="every row as JSON")
asked.add_argument("rows", nargs="*", metavar="ROW", help="some rows by their ids (D5); without any: all")
told = asked.parse_args()
rows = run(tuple(claim for claim in table() if not told.rows or claim.id in told.rows))
if told.json:
    print(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))
else:
    show(rows)
raise SystemExit(any(row["status"] == "fail" for row in rows))
