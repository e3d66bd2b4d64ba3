"""Mechanisms of the seeds, M1 to M35: each test measures what the last column of its row names."""

from __future__ import annotations

from readings import counted

from gigaloop.analysis import ask
from gigaloop.book.plausible import warnings


def test_M24(seeds, proof):
    value = {figure.metric: figure.value.stated for figure in seeds.figures.values() if figure.subject == "microsoft"}
    proof("case studies", value["genai_case_study_share"])
    proof("cloud", value["cloud_market_share"])
    proof("points told", value["genai_case_study_share_less_cloud_market_share"])
    proof("points by arithmetic", value["genai_case_study_share"] - value["cloud_market_share"])
    (flagged,) = [problem.rule for problem in warnings(seeds) if "microsoft" in problem.message]
    proof("flagged", flagged)
    shares = ("genai_case_study_share", "cloud_market_share")
    proof("drives the model", any(share in parameter.affects for parameter in seeds.all_parameters for share in shares))


def test_M33(now, proof):
    rows = [row for row in ask(now, "ladder", party="openai").rows if row.measure == "can_cut"]
    rungs = [int(row.more["rung"].split()[0]) for row in rows]
    proof("rungs in order", rungs == sorted(rungs) and len(set(rungs)) > 3)
    proof("talks cost", max(row.more["cost"] for row in rows if row.more["rung"].startswith("1")))
    proof("Oracle payable in any case", next(row.mid for row in rows if row.key == "openai/orcl-oai-cloud/grade-5"))
    rows = {row.key: row for row in ask(now, "ladder", party="anthropic").rows}
    spacex = rows["anthropic/ant-spacex/grade-4"]
    assert "90 days after notice" in spacex.more["exit"]
    proof("SpaceX after notice", int(spacex.more["rung"].split()[0]))
    proof("SpaceX in any case", rows["anthropic/ant-spacex/grade-5"].mid)
    proof("dropped leases listed as", counted(now, "ms-lease-cancel")["ms-lease-cancel"])


def test_M35(at, seeds, now, proof):
    def arrow(book, payer: str, payee: str, kind: str) -> float | None:
        rows = {row.key: row.mid for row in ask(book, "network").rows}
        return rows.get(f"{payer}/{payee}/{kind}")

    proof("Nvidia to OpenAI the day before", arrow(at("2025-09-21"), "nvidia", "openai", "stake") is not None)
    proof("Nvidia to OpenAI in October 2025", arrow(seeds, "nvidia", "openai", "stake"))
    proof("OpenAI to Oracle", arrow(seeds, "openai", "oracle", "compute_purchase"))
    proof("AMD to OpenAI", arrow(seeds, "amd", "openai", "warrant"))
    proof("Nvidia to OpenAI in 2026", arrow(now, "nvidia", "openai", "stake"))
