"""What every answer is, and how one is asked.

speech     how a headline is said in one language
table      Table and Row: the answer
shown      an answer on one screen, as text and for a notebook
tally      many legs -> one number with its range, grades and sources
made       how a number came about, where it is arithmetic: a workbook's formula comes from it
sentence   how sure a number is, as one plain sentence in three scripts
labels     what people call a party, a contract, a number of the model or a scenario
written    what a contract states, in words: names in place of ids
ends       a formula at its middle and at both ends of its parameters -> a row
question   Question and Argument: what can be asked, as one record
tongue     an answer as JSON in another language
language   which language is asked for
setup      how a run is asked for, as a question takes it
sides      a contract in place of a party: which of its two sides is meant
subjects   the parties that an answer is about
paths      the run behind a simulated answer, once in a process; percentiles and shares of paths
overlay    private terms beside the public book
export     the book's legs and figures as files
"""
