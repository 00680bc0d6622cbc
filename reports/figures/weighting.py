"""Figures of weighting: validity, importance, tournament, recommended weights."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

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


def draw_schemes(reading: Reading) -> Figure:
    """Prediction of unseen people by each scheme, and its gain over equal weights."""
    frame = reading.table("weighting/schemes", "schemes")
    frame = common_criteria(frame, composite=True)
    words = reading.words
    sources = list(dict.fromkeys(frame["source"]))
    labels = [words.term("scheme", s) for s in frame["scheme"]]
    if len(sources) > 1:
        labels = [
            f"{reading.source(s)} · {x}" for s, x in zip(frame["source"], labels, strict=True)
        ]
    figure, (left, right) = panels(2, 0.9 + 0.34 * len(labels), share_y=True)
    rows = rows_axis(left, labels)
    draw_intervals(left, rows, frame[ESTIMATE].to_numpy(float), colour=style.BLUE)
    left.set_xlabel(words.text("axes.out_of_sample"))
    gains = frame[["gain", "gain_ci_low", "gain_ci_high"]].to_numpy(float)
    rivals = (frame["scheme"] != "unit").to_numpy()
    draw_intervals(right, rows[rivals], gains[rivals], colour=style.ORANGE)
    right.axvline(0, color=style.MUTED, linewidth=0.7)
    right.set_xlabel(words.text("axes.gain"))
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.grid(axis="x")
    return figure


def draw_weights(reading: Reading) -> Figure:
    """Recommended points; where they are equal, beside what the best rival would set."""
    frame = reading.table("weighting/weights", "weights")
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
