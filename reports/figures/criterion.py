"""Figure of performance: what goes with conditions the person does not control."""

import numpy as np
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels, rows_axis, wrapped
from reports.reading import Reading


def draw_composition(reading: Reading) -> Figure:
    """Share of each indicator in the composite, beside the variance that adjustment removes."""
    frame = reading.table("criterion/performance", "composition")
    words = reading.words
    labels = [wrapped(reading.criterion(k), 26) for k in frame["kpi"]]
    figure, (left, right) = panels(2, 0.9 + 0.4 * len(labels), share_y=True)
    rows = rows_axis(left, labels)
    left.barh(rows, 100 * frame["share"].to_numpy(float), height=0.55, color=style.BLUE)
    left.set_xlabel(words.text("axes.share_of_composite"))
    removed = frame["r2_adjustment"].to_numpy(float)
    right.barh(rows, np.nan_to_num(removed), height=0.55, color=style.ORANGE)
    for y, value in zip(rows, removed, strict=True):
        place = (float(np.nan_to_num(value)), float(y))
        text = style.bounded(value)
        right.annotate(text, place, (4, 0), textcoords="offset points", va="center", fontsize=8)
    right.set_xlabel(words.text("axes.r2_adjustment"))
    right.set_xlim(0, max(0.1, 1.25 * float(np.nan_to_num(removed).max(initial=0.0))))
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.grid(axis="x")
    return figure
