"""Prices: what compute, power and promises cost. One module a question."""
