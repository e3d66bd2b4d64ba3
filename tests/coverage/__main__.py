"""`python -m tests.coverage [--json]`: prove, row by row, that each deal, actor and mechanism works."""

from __future__ import annotations

import argparse
import json

from tests.coverage.prove import run, show, table

asked = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__)
asked.add_argument("--json", action="store_true", help="every row as JSON")
as_json = asked.parse_args().json
rows = run(table())
if as_json:
    print(json.dumps({"rows": rows}, ensure_ascii=False, indent=1))
else:
    show(rows)
raise SystemExit(any(row["status"] == "fail" for row in rows))
