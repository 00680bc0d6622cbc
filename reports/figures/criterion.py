"""Figures of performance: shares, adjustment, where variance lies, shapes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import legend_above, panels, rows_axis, wrapped
from reports.reading import Reading


def draw_composition(reading: Reading) -> Figure:
    """Share of each indicator in the composite, beside the variance that adjustment removes."""
    frame = reading.table("criterion/performance", "composition")
    words = reading.words
    labels = [wrapped(reading.criterion(k), 26) for k in frame["kpi"]]
    removed = frame["r2_adjustment"].to_numpy(float)
    adjusted = bool((np.nan_to_num(removed) > 0).any())
    figure, axes = panels(1 + adjusted, 0.9 + 0.4 * len(labels), share_y=True)
    rows = rows_axis(axes[0], labels)
    axes[0].barh(rows, 100 * frame["share"].to_numpy(float), height=0.55, color=style.BLUE)
    axes[0].set_xlabel(words.text("axes.share_of_composite"))
    if adjusted:
        draw_removed(reading, axes[1], rows, removed)
    return figure


def draw_removed(reading: Reading, right: Axes, rows: Any, removed: Any) -> None:
    """The variance of each indicator that adjustment removes."""
    right.barh(rows, np.nan_to_num(removed), height=0.55, color=style.ORANGE)
    for y, value in zip(rows, removed, strict=True):
        place = (float(np.nan_to_num(value)), float(y))
        text = style.bounded(value)
        right.annotate(text, place, (4, 0), textcoords="offset points", va="center", fontsize=8)
    right.set_xlabel(reading.words.text("axes.r2_adjustment"))
    right.set_xlim(0, max(0.1, 1.25 * float(np.nan_to_num(removed).max(initial=0.0))))
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.grid(axis="x")


def draw_components(reading: Reading) -> Figure:
    """Where the variance between periods lies, by criterion, with the reliability of means."""
    frame = reading.table("criterion/generalisability", "components")
    reliability = reading.table("criterion/generalisability", "reliability")
    names = list(reliability["criterion"])
    levels = list(dict.fromkeys(frame["level"]))
    levels = [*(x for x in levels if x != "residual"), "residual"]
    figure, (axes,) = panels(1, 1.3 + 0.42 * len(names))
    rows = rows_axis(axes, [wrapped(reading.criterion(k), 26) for k in names])
    left = np.zeros(len(names))
    colours = [style.BLUE, style.TEAL, style.SAND, style.ORANGE]
    for level, colour in zip(levels, [*colours[: len(levels) - 1], style.FAINT], strict=True):
        shares = level_shares(frame, names, level)
        label = reading.words.term("variance_level", level)
        axes.barh(rows, 100 * shares, left=100 * left, height=0.6, color=colour, label=label)
        left = left + shares
    for y, value in zip(rows, reliability["estimate"].to_numpy(float), strict=True):
        axes.annotate(style.bounded(value), (100, float(y)), (5, 0), va="center", fontsize=8.5,
                      textcoords="offset points")  # fmt: skip
    axes.set_xlim(0, 108)
    axes.set_xlabel(reading.words.text("axes.variance_share"))
    legend_above(axes, len(levels))
    return figure


def level_shares(frame: Any, names: Sequence[str], level: str) -> np.ndarray:
    """Share of the variance that lies on a `level`, for each criterion; 0 where it has none."""
    rows = frame[frame["level"] == level].set_index("criterion")["share"]
    return np.array([float(rows.get(name, 0.0)) for name in names])


def draw_distributions(reading: Reading) -> Figure:
    """Percentiles of each indicator beside normal ones, as recorded and transformed."""
    frame = reading.table("criterion/generalisability", "quantiles")
    names = list(dict.fromkeys(frame["kpi"]))
    columns = min(3, max(1, len(names)))
    height = 0.6 + 2.6 * -(-max(1, len(names)) // columns)
    figure = Figure(figsize=(style.FIGURE_WIDTH, height), layout="constrained")
    grid = figure.subplots(-(-max(1, len(names)) // columns), columns, squeeze=False)
    for axes in list(grid.flat)[len(names) :]:
        axes.set_visible(False)
    for axes, name in zip(grid.flat, names, strict=False):
        draw_quantiles(axes, reading, frame[frame["kpi"] == name])
        axes.set_title(wrapped(reading.criterion(name), 30), fontsize=9)
    if names:
        figure.supxlabel(reading.words.text("axes.normal_quantile"), fontsize=9)
        figure.supylabel(reading.words.text("axes.found_quantile"), fontsize=9)
        handles, labels = grid.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=len(labels))
    return figure


def draw_quantiles(axes: Axes, reading: Reading, frame: Any) -> None:
    """One indicator: a line for normal, points for each scale that differs from the last."""
    axes.plot([-2.2, 2.2], [-2.2, 2.2], color=style.MUTED, linewidth=0.8)
    looks = {"raw": (style.ORANGE, "o", 6), "transformed": (style.BLUE, "s", 2.5)}
    for scale, (colour, marker, size) in looks.items():
        rows = frame[frame["scale"] == scale]
        label = reading.words.term("scale", scale)
        look = {"linestyle": "none", "marker": marker, "markersize": size, "fillstyle": "none"}
        axes.plot(rows["normal"], rows["value"], color=colour, label=label, **look)
