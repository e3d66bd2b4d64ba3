"""What then happens: the book as rows of numbers, quarter by quarter, on many paths.

setup     how a run is asked for: book, day, scenario, settings, seed, paths
plan      the rows: every table, field, unit and meaning (plan.csv); all that the kernel and its twin ever see
world     the numbers of the whole world (world.csv), and what a book without them runs on
compiler  Book and Scenario -> Plan
draws     all randomness of a path, from the seed and its number alone
kernel    the quarter, one file a step of docs/model.md, as machine code
run       simulate, and what is kept; the kernel's only caller
packed    what is kept of parties, without what is 0
spread    the same on the machines of a cluster
store     a run on disk, and back
trial     whether a book can be simulated at all, tried by `check`
"""
