"""Panels on which the figures of all stages are drawn."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style


def panels(n: int, height: float, *, share_y: bool = False) -> tuple[Figure, list[Axes]]:
    """`n` panels side by side, over the whole text width."""
    figure = Figure(figsize=(style.FIGURE_WIDTH, height), layout="constrained")
    axes = figure.subplots(1, n, squeeze=False, sharey=share_y)
    return figure, list(axes[0])


def rows_axis(axes: Axes, labels: Sequence[str], *, size: float = 8.5) -> np.ndarray:
    """One row for each label, the first on top; gives their positions."""
    positions = np.arange(len(labels), dtype=float)
    axes.set_yticks(positions, list(labels), fontsize=size)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    return positions


def draw_intervals(
    axes: Axes,
    positions: np.ndarray,
    table: np.ndarray,
    *,
    colour: str,
    marker: str = "o",
    label: str | None = None,
) -> None:
    """Estimates with intervals in rows; `table` has columns estimate, low, high."""
    axes.hlines(positions, table[:, 1], table[:, 2], color=colour, linewidth=1.6, alpha=0.75)
    axes.plot(
        table[:, 0],
        positions,
        linestyle="none",
        marker=marker,
        markersize=5.5,
        color=colour,
        markeredgecolor=style.PAPER,
        markeredgewidth=0.6,
        label=label,
    )


def legend_above(axes: Axes, columns: int) -> None:
    """A legend between title and panel, on one line."""
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=columns,
        borderaxespad=0.2,
        handletextpad=0.4,
        columnspacing=1.4,
    )


def wrapped(text: str, width: int) -> str:
    """`text` broken into lines of about `width` Latin letters (a Chinese one counts two)."""
    lines, line, used = [], "", 0
    for part in text.replace(" ", " \0").split("\0") if " " in text else list(text):
        size = sum(2 if ord(sign) > 0x2E7F else 1 for sign in part)
        if used and used + size - part.count(" ") > width:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + part, used + size
    return "\n".join([*lines, line.rstrip()])
