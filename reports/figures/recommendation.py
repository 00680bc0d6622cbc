"""Figures of the recommended weights and of the changes of place that others would bring."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reports import style
from reports.figures.canvas import draw_intervals, legend_above, panels, rows_axis, wrapped
from reports.reading import Reading

BIN = 5
"""Percentile points in a column of changes of place."""


def draw_weights(reading: Reading) -> Figure:
    """Recommended points; where they are equal, beside what the best rival would set."""
    frame = reading.table("weighting/recommendation", "weights")
    words = reading.words
    several = len(set(frame["source"])) > 1
    labels = [
        f"{reading.source(s)} · {reading.dimension(d)}" if several else reading.dimension(d)
        for s, d in frame[["source", "dimension"]].values
    ]
    figure, (axes,) = panels(1, 0.95 + 0.36 * len(labels))
    rows = rows_axis(axes, [wrapped(x, 34) for x in labels])
    points = frame["points"].to_numpy(float)
    rival = reading.rival().reset_index(drop=True)
    axes.barh(
        rows, points, height=0.42, color=style.BLUE, alpha=0.9, label=words.text("axes.points")
    )
    bounds = 100 * frame[["ci_low", "ci_high"]].to_numpy(float)
    axes.hlines(rows, bounds[:, 0], bounds[:, 1], color=style.INK, linewidth=1.2)
    ends = [points, bounds.ravel()]
    if len(rival) == len(frame):
        table = 100 * rival[["weight", "ci_low", "ci_high"]].to_numpy(float)
        name = words.term("scheme", rival["scheme"].iloc[0])
        draw_intervals(axes, rows + 0.3, table, colour=style.ORANGE, label=name)
        ends.append(table.ravel())
        legend_above(axes, 2)
    limit = float(np.nanmax(np.concatenate(ends), initial=1.0))
    for y, value in zip(rows, points, strict=True):
        axes.text(limit * 1.06, y, style.number(value, 0), va="center", ha="right", fontsize=9)
    axes.axvline(100 / len(frame), color=style.MUTED, linewidth=0.9, linestyle="--")
    axes.set_xlim(0, limit * 1.08)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(words.text("axes.points_of_100"))
    return figure


def draw_rank_changes(reading: Reading) -> Figure:
    """How many people move how far, from equal weights to the scheme shown."""
    frame = reading.table("weighting/recommendation", "ranks")
    words = reading.words
    figure, (axes,) = panels(1, 2.3)
    change = frame["change"].to_numpy(float)
    reach = max(BIN, BIN * int(np.ceil(np.abs(change).max() / BIN)))
    axes.hist(change, bins=list(range(-reach, reach + BIN, BIN)), color=style.BLUE, alpha=0.9)
    axes.axvline(0, color=style.MUTED, linewidth=0.9, linestyle="--")
    name = words.term("scheme", frame["scheme"].iloc[0])
    axes.set_xlabel(words.text("axes.rank_change", scheme=name))
    axes.set_ylabel(words.text("axes.people"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y")
    return figure
