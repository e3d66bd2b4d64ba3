"""Mechanisms of the seeds, M1 to M35: each test measures what the last column of its row names."""

from __future__ import annotations

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
