"""What was agreed, by whom, on whose word.

Key ideas: a deal is a history of steps, not a number; a leg as of a day is its steps known by then, laid one over the
other; amounts keep their bounds; every dollar stands once; every problem of a file is reported at once.

    units    text <-> bounded quantity, partial dates, quarters
    terms    the closed union of kinds of leg, and their own fields
    model    Source, Party, Figure, Parameter, Leg, Deal, Scenario, Book
    problem  Place, Problem, InputError
    rows     text rows and trees -> records
    checks   every rule a book must obey, one function each
    file     YAML and CSV -> Book; the only module that touches the disk
"""
