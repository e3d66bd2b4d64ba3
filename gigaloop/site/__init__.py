"""The site: a page for the map, every party, deal, source and question, live (`app`) or as plain files (`publish`).

address    where a page stands, and the one function that makes links
days       the days with news, and the map's arrows on each
drawing    the map as SVG: fixed places, one arrow a pair and family
data       PAGE.json, and what the drawer tells of a number;  names: of what numbers rest on
facts      a party in a sentence of each question that answers at once
view       what a page of a party, a deal, a source or an answer says, as plain data
words      the site's own words in three scripts;  told: ratings, extents as it writes them
render     templates -> HTML
pages      every page, live or plain, from a book and a state;  wide: those about the whole book
base       what every page stands on;  standing: what the server stands on
first      the first page beside the map;  search: what its box reads;  feed: changes as Atom
questions  answers as pages;  fields: the form of a question;  review: a text's proposals
proposed   what each of them is in a language
preview    the picture that a shared link shows
jobs       worker processes that simulate, so that one heavy request never holds the others
work       what such a process does
whatif     sliders -> paths, added up as they come
guard      who may ask: host, origin, sizes, headers;  front: a process at the door that answers what lies ready
replies    what comes back from the workers, for whom it is still asked
api        the addresses of programs: answers, records, sliders, articles;  visits: those of pages and files
app        the live server          publish   the static site
"""
