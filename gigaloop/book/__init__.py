"""What was agreed, by whom, on whose word.

Key ideas: a deal is a history of steps, not a number; a leg as of a day is its steps known by then, laid one over the
other; amounts keep their bounds; every dollar stands once; every problem of a file is reported at once.

    units      text <-> bounded quantity, partial dates, quarters
    terms      the closed union of kinds of leg, and their own fields
    model      Source, Party, Figure, Parameter, Leg, Deal, Scenario, Book
    glance     a book on one screen
    near       what a name that is not there may have meant
    days       the first and the newest day of its facts
    problem    Place, Problem, InputError
    drivers    the levers that a scenario may pull on
    scenario   a scenario by its name, or several joined by +
    checks     every rule a book must obey, one function each
    identity   rules of identity and size: two parties, a first step, sums that are no leg
    shapes     of how many numbers a parameter is made, and how large each may be
    plausible  what is hard to believe: warnings
    said       words.csv: notes and events in other scripts
    owner      whose a number is: its columns `party` and `of`, and the key made of them
    grade      how binding a dollar is, and which dollars count
    why        why a contract is left out of an answer
    verified   verified.csv: whether the document of each of the largest sums was read
    worth      the newest value of a firm, and values that grew old
    reader      what is read so far, and how a misfit is told
    deals      deal files and rows of legs.csv -> legs; private steps over public ones
    clauses    rows of terms.csv: what a contract says, laid over the legs as steps
    recorded   terms that no run uses, each with the reason
    rows       text rows and trees -> Book
    folder     a folder of YAML and CSV -> Book, or every problem of its files
    kept       a shipped book as it was read before, while all its files are as they were then
    file       the book of a folder, as known on a day; new files
    schema     JSON Schema of the files, for editors
    begin      a new book or deal, as commented files
"""
