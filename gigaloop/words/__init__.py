"""Words: what gigaloop says, in English and both Chinese scripts, as data; and how people write a number.

    catalogue   sentences by id, from sentences.csv
    numbers     amounts, shares, counts and dates as people of each language write them
    vocabulary  single words from vocabulary.csv, names of parties and numbers in tables, in three scripts
    phrase      a text of our own in rows, said in each language
    notes       what a reader must know beside the rows, by id; definitions
    publishers  who published, in Chinese where a publisher is described in words (publishers.csv)
    tongues     which language somebody means by a name of it
    layout      text as it is set: Chinese points and spaces, columns, lines

It knows no book and no answer: everybody above may speak.
"""
