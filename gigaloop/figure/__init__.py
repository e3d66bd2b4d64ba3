"""Figures: Tables drawn as plain data, the same for page and report.

Key ideas: a Figure says which column of its Table plays which role; `options` turns it into the dict that the chart
library takes, and nothing is drawn here. Colours are names of CSS variables ('--ink'), so one figure serves light and
dark. The Table is the equal view of every picture.

    record   Figure: type, title, table, encoding
    options  Figure -> chart-library options, one function a type
    colours  light and dark
    axes     titles and units of axes
    charts   fan, lines, bars, waterfall, heat map, sankey
    network  the map of who pays whom, with fixed places: drawn once, told to page and SVG
    ring     loops of money on a circle
    narrow   what a narrow window shows instead
    svg      a network as a still picture
    layout   places of parties by role, the same at every update
"""

from gigaloop.figure.options import options
from gigaloop.figure.record import Figure

__all__ = ["Figure", "options"]
