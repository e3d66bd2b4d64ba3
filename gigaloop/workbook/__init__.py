"""Tables <-> Excel: a workbook that an analyst can audit, change and read back.

Key ideas: the sheet `Terms` holds what was agreed, in the words of the book (bound, amount, currency), and works out
low, mid and high by formula. A number of a question that is made of terms and reported figures alone is a formula over
them; it is written as one only where the formula gives the number of the Table. A simulated number is a value: Excel
does not run the engine. What is changed on `Terms` is read back as an overlay, so that the engine can answer with it.

    inputs    the legs and figures that formulas may point to: their cells and values
    formulas  a Row -> the formula that gives its number, as it was made
    parts     which leg stands in which sum, with how much; answers add these up by SUMIFS
    grading   shares by grade of what is drawn in part or firm for a sum
    seal      a digest of a sheet, so that a number typed over is seen
    sheets    the workbook: contents, questions, replication, terms, figures, sources
    summary   the first sheet: each answer in a sentence, charts, checks
    readback  a changed workbook -> what differs from the book, and the overlay that says so
"""

from gigaloop.workbook.readback import Change, changes, overlay
from gigaloop.workbook.sheets import CONTENTS, workbook

__all__ = ["CONTENTS", "Change", "changes", "overlay", "workbook"]
