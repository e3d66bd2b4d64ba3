"""Tables and Figures -> one document, as a page that needs nothing from outside, or as Markdown.

document  Document and Section: what stands in it, in which order
drawn     how each answer is drawn
html      one self-contained page: charts, tables, sources; three languages, light and dark
cells     what a cell says, in each language; which columns are shown
grid      the page's tables: first rows in it, all rows as data that its script pages through
parts     what report and site are both made of: templates, words in three scripts
page      its style sheet and its script (page.css, page.js, and slim.js, which the site has too)
limits    what a report says of its own limits, in three scripts
echarts   the chart library's file, its sha256 asserted
markdown  the same as Markdown
"""

from gigaloop.report.document import CONTENTS, Document, compose
from gigaloop.report.html import html
from gigaloop.report.markdown import markdown

__all__ = ["CONTENTS", "Document", "compose", "html", "markdown"]
