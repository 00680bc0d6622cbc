"""Figures of validity beyond the main one."""

import numpy as np
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels
from reports.reading import Reading
from reports.tables.validity import composite


def draw_residuals(reading: Reading) -> Figure:
    """Mean residual of equal parts of the people, by predicted value; nobody stands alone."""
    frame = composite(reading, "residuals")
    sources = list(dict.fromkeys(frame["source"]))
    figure, axes = panels(max(1, len(sources)), 2.6, share_y=True)
    for panel, source in zip(axes, sources, strict=False):
        rows = frame[frame["source"] == source]
        error = rows["spread"] / np.sqrt(rows["n"])
        panel.axhline(0, color=style.MUTED, linewidth=0.7)
        panel.errorbar(
            rows["predicted"].to_numpy(float),
            rows["residual"].to_numpy(float),
            yerr=2 * error.to_numpy(float),
            fmt="o",
            markersize=4,
            color=style.BLUE,
            elinewidth=1,
        )
        panel.set_xlabel(reading.words.text("axes.predicted"))
        if len(sources) > 1:
            panel.set_title(reading.source(source))
    axes[0].set_ylabel(reading.words.text("axes.residual"))
    return figure
