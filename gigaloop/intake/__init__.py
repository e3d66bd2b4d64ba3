"""An article or filing in, proposals for the book out; a person decides.

Key ideas: everything works offline with rules for the language and one table of learnt weights, in English, 繁體 and 简体;
every filled field shows its place in the text; what is no deal is refused with a reason; a proposal says whether it is new money; nothing is written that
nobody accepted.

    script      Traditional to Simplified and full width to half, letter by letter, so that offsets hold
    pdf         the text of a PDF, read apart with bounds
    text        text, HTML, PDF -> the text that is read, with bounds
    quantities  amounts of money, power, chips, shares, percent, with their bounds
    fields      the fields of a proposal filled from its clause;  states: governments as parties
    dates       the article's own day, and dates relative to it
    names       the parties of the book by their names;  shapes: firms it lacks, and people;  words: the lists for them
    han         firms with Chinese names that nobody lists, by the words around them (`frames.csv`)
    hanwords    where Chinese words end, and which of them no name holds, by jieba's word list
    mentions    every party of a sentence, unnamed ones and words that point back too
    passages    sentences
    lexicon     the words of deals: verbs with the part of their subject, kinds, things (`lexicon.csv`)
    clauses     a sentence -> clauses with a link to the one before;  kinds: stages and denials;  refusals: what is no deal
    told        a sentence while it is read;  naming: what a number is a number of;  roles: cases, verbs, trades
    sides       the two parties of a deal, step by step;  parties: of a purchase;  completing: the one that is left open
    cues        words beside a number or a name that tell on which side of a deal somebody stands
    deals       a clause -> finds;  rules: a text -> finds, sentence by sentence
    lists       Chinese lists: several firms, each with its own number
    frames      a deal over several sentences: what one leaves open, another has
    weigh       a find beside what the book knows of its number and of such trades
    scale       which of its candidates a find tells, by learnt weights (`scale.bin`);  candidates: what it may tell;
                guesses: names that may be firms';  ruled: what a number's own words rule out;  marks: what is said for each;
                whole: what the whole text tells
    against     a find beside the book: new, amendment, part, duplicate, contradiction
    confidence  how often such a proposal was right, measured
    tables      rows of a table of a filing by year;  filing: its figures;  contract: an exhibit's clauses
    press       what the press tells beside deals: figures and events
    reader      all of that for one article
    model       a language model by URL, held to the text; off unless asked for
    review      accept, edit, refuse, undo
    newcomers   parties that the book lacks, proposed beside their deals
    rows        accepted figures, events and clauses -> rows;  writing: accepted proposals -> YAML, tried before it is kept
"""

from gigaloop.intake.proposals import Evidence, Proposal, Proposals, Reason
from gigaloop.intake.reader import read
from gigaloop.intake.review import Review
from gigaloop.intake.rows import source_of
from gigaloop.intake.text import Article, article, open_article
from gigaloop.intake.writing import Kept, as_yaml, keep

__all__ = [
    "Article",
    "Evidence",
    "Kept",
    "Proposal",
    "Proposals",
    "Reason",
    "Review",
    "article",
    "as_yaml",
    "keep",
    "open_article",
    "read",
    "source_of",
]
