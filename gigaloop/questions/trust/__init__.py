"""Trust: what the answers rest on, and how they fared. One module a question; beside them

outcomes    what judges the engine, written down before any score;  score: CRPS, Brier and a verdict (`backtest`)
published   what others have published;  reproduced: the same from the book (`replicate`)
"""
