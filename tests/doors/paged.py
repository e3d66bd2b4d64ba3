"""The tables of a report's page read from its data, as its script shows them."""

import json
import re
from base64 import b64decode
from zlib import decompress

from gigaloop.words.catalogue import SCRIPTS


class Paged:
    """`data`: all that its script reads; `rows(table, language)`: each row as texts; `keys(table)`: anchors."""

    def __init__(self, page):
        self.data = json.loads(decompress(b64decode(re.search(r'id="data">(.*?)</script>', page)[1])))

    def word(self, place, language):
        told = self.data["words"][place]
        return told if isinstance(told, str) else told[SCRIPTS.index(language)]

    def filled(self, table, place, row, language):
        text = self.word(place, language)
        for hole, ends in zip(self.data["holes"], table["e"], strict=False):
            text = text.replace(hole, self.word(ends[row], language))
        return text

    def heads(self, name, language="en"):
        return [self.word(head, language) for head in self.data["tables"][name]["h"]]

    def keys(self, name):
        return self.data["tables"][name]["r"]

    def rows(self, name, language="en"):
        table = self.data["tables"][name]
        size = len(table["c"][0]["w"]) if table["c"] else 0
        return [[self.cell(table, column, row, language) for column in table["c"]] for row in range(size)]

    def cell(self, table, column, row, language):
        if column["k"] == "c":
            return [self.source(place) for place in self.data["lists"][column["w"][row]]]
        text = self.filled(table, column["w"][row], row, language)
        below = self.filled(table, column["l"][row], row, language) if "l" in column else ""
        return f"{text} | {below}" if below else text

    def source(self, place):
        title, publisher, published, _ = self.data["tables"]["sources"]["c"]
        name = self.word(publisher["w"][place], "en") or self.word(title["w"][place], "en")
        return f"{name} {self.word(published['w'][place], 'en')}".strip()
