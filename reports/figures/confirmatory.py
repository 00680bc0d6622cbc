"""The path diagram of the intended model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyArrowPatch, Rectangle

from reports import style
from reports.figures.canvas import wrapped
from reports.reading import Reading, blocks, rows_of
from reports.tables.confirmatory import hypothesised

ITEM = 0.16
"""Inches of height for one item."""

LEAST = 0.1
"""A correlation of factors smaller than this gets no arc; the table has all."""

FACTOR_X, ITEM_X, RESIDUAL_X = 0.0, 2.6, 3.55


def draw_paths(reading: Reading) -> Figure:
    """Factors, what their items load on them, and how factors correlate, by set of answers."""
    frame = hypothesised(reading, "parameters")
    sets = blocks(frame)
    if not sets:
        return empty(reading)
    rows = [rows_of(frame, key) for key in sets]
    most = max((part["operator"] == "=~").sum() for part in rows)
    columns = min(len(sets), 2)
    height = 0.7 + ITEM * (most + 0.9 * max(len(factors_of(part)) for part in rows))
    lines = -(-len(sets) // columns)
    figure = Figure(figsize=(style.FIGURE_WIDTH, height * lines), layout="constrained")
    panels = figure.subplots(lines, columns, squeeze=False).ravel()
    for panel in panels[len(sets) :]:
        panel.axis("off")
    for panel, key, part in zip(panels, sets, rows, strict=False):
        draw_model(panel, reading, part)
        panel.set_title(reading.block(*key))
    return figure


def empty(reading: Reading) -> Figure:
    """What is drawn where no set of answers gave estimates."""
    figure = Figure(figsize=(style.FIGURE_WIDTH, 0.6))
    figure.text(0.02, 0.5, reading.words.text("report.nothing"), va="center")
    return figure


def factors_of(rows: Any) -> list[str]:
    """The factors that items load on, in the order of the model."""
    left = rows[rows["operator"] == "=~"]
    return list(dict.fromkeys(left["left"]))


def draw_model(axes: Axes, reading: Reading, rows: Any) -> None:
    """One model: ellipses left, items right, arcs of correlations further left."""
    loadings = rows[rows["operator"] == "=~"]
    factors = factors_of(rows)
    below = {f: set(loadings.loc[loadings["left"] == f, "right"]) for f in factors}
    direct = [f for f in factors if not below[f] & set(factors)]
    places: dict[str, float] = {}
    heights: dict[str, float] = {}
    at = 0.0
    for factor in direct:
        own = [i for i in loadings.loc[loadings["left"] == factor, "right"] if i not in places]
        for item in own:
            places[item] = at
            at += 1
        middle = [places[i] for i in loadings.loc[loadings["left"] == factor, "right"]]
        heights[factor] = float(np.mean(middle))
        at += 0.9 if own else 0
    for factor in factors:
        if factor not in heights:
            under = [heights.get(name, places.get(name, 0.0)) for name in sorted(below[factor])]
            heights[factor] = float(np.mean(under))
    draw_loadings_of(axes, loadings, places, heights)
    draw_factors(axes, reading, direct, heights)
    draw_correlations_of(axes, rows, direct, heights)
    axes.set(xlim=(-1.75 - 0.36 * max(len(direct) - 1, 1), 3.4), ylim=(at - 0.6, -1.0))
    axes.axis("off")


def draw_loadings_of(
    axes: Axes, loadings: Any, places: dict[str, float], heights: dict[str, float]
) -> None:
    """Items as boxes, arrows to them as strong as their loading, the loading beside."""
    for item, y in places.items():
        box = Rectangle((ITEM_X, y - 0.36), 0.75, 0.72, fill=False, ec=style.MUTED, lw=0.6)
        axes.add_patch(box)
        axes.text(ITEM_X + 0.375, y + 0.02, item, ha="center", va="center", fontsize=6.5)
    for factor, item, value in loadings[["left", "right", "standardised"]].values:
        if item not in places or factor not in heights:
            continue
        start, end = (FACTOR_X + 0.95, heights[factor]), (ITEM_X - 0.02, places[item])
        colour = style.BLUE if value >= 0 else style.ORANGE
        axes.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>", mutation_scale=5, shrinkA=0, shrinkB=0,
                lw=0.4 + 1.6 * abs(value), color=colour, alpha=0.75,
            )
        )  # fmt: skip
        along = 0.74
        x, y = (s + along * (e - s) for s, e in zip(start, end, strict=True))
        axes.text(
            x, y, style.bounded(value), ha="center", va="center", fontsize=6.5,
            bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip


def draw_factors(
    axes: Axes, reading: Reading, factors: Sequence[str], heights: dict[str, float]
) -> None:
    """The dimensions as ellipses with their titles."""
    for factor in factors:
        axes.add_patch(
            Ellipse(
                (FACTOR_X, heights[factor]), 1.95, 3.0, fc=style.PAPER, ec=style.BLUE, lw=1.0
            )
        )
        axes.text(
            FACTOR_X, heights[factor], wrapped(reading.dimension(factor), 12),
            ha="center", va="center", fontsize=7,
        )  # fmt: skip


def draw_correlations_of(
    axes: Axes, rows: Any, factors: Sequence[str], heights: dict[str, float]
) -> None:
    """Arcs between factors with their correlations; those further apart swing out further."""
    pairs = rows[(rows["operator"] == "~~") & (rows["left"] != rows["right"])]
    order = {factor: i for i, factor in enumerate(factors)}
    for left, right, value in pairs[["left", "right", "standardised"]].values:
        if left not in order or right not in order or abs(value) < LEAST:
            continue
        first, second = sorted((left, right), key=lambda f: order[f])
        gap = order[second] - order[first]
        reach = 0.42 + 0.36 * gap
        top, bottom = heights[first], heights[second]
        angles = np.linspace(0, np.pi, 40)
        x = FACTOR_X - 0.97 - reach * np.sin(angles)
        y = (top + bottom) / 2 - (bottom - top) / 2 * np.cos(angles)
        colour = style.TEAL if value >= 0 else style.ORANGE
        axes.plot(x, y, color=colour, lw=0.3 + 2.2 * abs(value), alpha=0.55, zorder=0)
        place = 20 + (3 * (order[first] % 3) - 3)
        axes.text(
            x[place], y[place], style.bounded(value), ha="center", va="center", fontsize=6,
            color=style.INK, bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.3},
        )  # fmt: skip
