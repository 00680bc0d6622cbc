"""Figures of weighting: validity and importance."""

import pandas as pd
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import draw_intervals, legend_above, panels, rows_axis, wrapped
from reports.reading import Reading
from reports.tables.cells import common_criteria

ESTIMATE = ["estimate", "ci_low", "ci_high"]
SHARE = ["share", "share_ci_low", "share_ci_high"]


def draw_pairs(
    reading: Reading,
    series: list[tuple[str, pd.DataFrame]],
    columns: list[str],
    axis: str,
    scale: float,
) -> Figure:
    """Panels by source; in each, a row a dimension, with one interval for each series."""
    sources = list(dict.fromkeys(series[0][1]["source"]))
    names = list(dict.fromkeys(series[0][1]["dimension"]))
    figure, axes = panels(len(sources), 1.15 + 0.4 * len(names), share_y=True)
    for panel, source in zip(axes, sources, strict=True):
        rows = rows_axis(panel, [wrapped(reading.dimension(n), 30) for n in names])
        for i, (label, frame) in enumerate(series):
            found = frame[frame["source"] == source].set_index("dimension").reindex(names)
            offset = (i - (len(series) - 1) / 2) * 0.26
            draw_intervals(
                panel,
                rows + offset,
                scale * found[columns].to_numpy(float),
                colour=style.SERIES[i],
                marker="os"[i % 2],
                label=label,
            )
        panel.axvline(0, color=style.MUTED, linewidth=0.7)
        panel.set_xlabel(reading.words.text(axis))
        if len(sources) > 1:
            panel.set_title(reading.source(source), pad=22)
    legend_above(axes[0], len(series))
    return figure


def draw_validity(reading: Reading) -> Figure:
    """Each dimension and the composite criterion, alone and with all others held constant."""
    words = reading.words
    alone = reading.table("weighting/validity", "correlations")
    together = reading.table("weighting/validity", "regression").rename(
        columns={"term": "dimension"}
    )
    series = [
        (words.text("axes.correlation"), common_criteria(alone, composite=True)),
        (words.text("axes.beta"), common_criteria(together, composite=True)),
    ]
    return draw_pairs(reading, series, ESTIMATE, "axes.validity", 1.0)
