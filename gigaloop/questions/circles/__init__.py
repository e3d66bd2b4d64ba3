"""Circles: money that comes back, and by which way. One module a question; beside them

payoffs  what each player of the race has at the horizon, for `fomo`
"""
