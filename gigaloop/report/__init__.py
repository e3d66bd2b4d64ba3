"""Tables and Figures -> one document, as a page that needs nothing from outside, or as Markdown.

document  Document and Section: what stands in it, in which order
html      one self-contained page: charts, tables, sources; three languages, light and dark
parts     the pieces of the page: words in three scripts, tables, the list of sources
page      its style sheet and its script
echarts   the chart library's file, its sha256 asserted
markdown  the same as Markdown
"""

from gigaloop.report.document import CONTENTS, Document, compose
from gigaloop.report.html import html
from gigaloop.report.markdown import markdown

__all__ = ["CONTENTS", "Document", "compose", "html", "markdown"]
