"""Long words of a study cut short in drawings; tables and text show them whole."""

from matplotlib.figure import Figure
from matplotlib.text import Text

MOST_BY_AN_AXIS = 48
"""Width of a label at an axis or in a legend in Latin letters; a Chinese sign counts two."""

MOST = 110
"""Width of a line of any other text."""

MOST_LINES = 4
CUT = "…"


def shorten_labels(figure: Figure) -> None:
    """Cut all texts of `figure` that would leave no room for the drawing."""
    for text in figure.findobj(Text):
        if isinstance(text, Text):
            text.set_text(short(text.get_text(), MOST))
    for axes in figure.axes:
        legend = axes.get_legend()
        for text in legend.get_texts() if legend else ():
            text.set_text(short(text.get_text(), MOST_BY_AN_AXIS))
        for axis in (axes.xaxis, axes.yaxis):
            labels = [tick.get_text() for tick in axis.get_ticklabels()]
            cut = [short(label, MOST_BY_AN_AXIS) for label in labels]
            if cut != labels:
                axis.set_ticks(axis.get_ticklocs(), labels=cut)


def short(text: str, most: int) -> str:
    """`text` with lines cut at the width `most`, and only the first lines of many."""
    lines = text.split("\n")
    kept = [line_cut(line, most) for line in lines[:MOST_LINES]]
    return "\n".join(kept) + CUT * (len(lines) > MOST_LINES)


def line_cut(line: str, most: int) -> str:
    """`line`, cut where it is wider than `most`."""
    used = 0
    for position, sign in enumerate(line):
        used += 2 if ord(sign) > 0x2E7F else 1
        if used > most:
            return line[:position] + CUT
    return line
