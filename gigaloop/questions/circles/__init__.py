"""Circles: money that comes back, and by which way. One module a question."""
