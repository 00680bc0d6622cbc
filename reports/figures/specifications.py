"""The figure of the specification curve: shares above, the choices behind them below."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style
from reports.reading import Reading
from reports.tables.specifications import CHOICES, RULE, option_name

ROW = 0.165
"""Inches for each option of the dashboard."""

CROWDED = 200
"""Specifications from which on marks overlap."""


def draw_curve(reading: Reading) -> Figure:
    """Share of the dimension that is first in force, over all specifications, and why."""
    table = in_order(reading)
    options = [(c, o) for c in CHOICES for o in dict.fromkeys(ordered(reading, table, c))]
    height = ROW * (len(options) + len(CHOICES))
    figure = Figure(figsize=(style.FIGURE_WIDTH, 2.3 + height), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2.0, height])
    shares_panel(reading, above, table)
    choices_panel(reading, below, table, options)
    for axes in (above, below):
        for place in np.flatnonzero(table["in_force"].to_numpy(dtype=bool)):
            axes.axvline(place, color=style.INK, linewidth=0.7, linestyle=":")
        axes.set_xlim(-0.01 * len(table), 1.01 * len(table))
    return figure


def in_order(reading: Reading) -> Any:
    """The specifications that have weights, by the first dimension's share."""
    table = reading.table(RULE, "specifications")
    table = table[table["leading_share"].notna()]
    return table.sort_values("leading_share", kind="stable").reset_index(drop=True)


def ordered(reading: Reading, table: Any, choice: str) -> list[str]:
    """The options of a choice in the order in which they were stated."""
    stated = reading.table(RULE, "options")
    there = set(table[choice])
    return [o for o in stated[stated["choice"] == choice]["option"] if o in there]


def shares_panel(reading: Reading, axes: Axes, table: Any) -> None:
    """The curve, the largest share of another dimension, and what equal weights would be."""
    words, name = reading.words, reading.dimension(reading.given.summary(RULE)["first"])
    leading, rival = (table[c].to_numpy(float) for c in ("leading_share", "largest_other"))
    place = np.arange(len(table))
    axes.plot(
        place,
        100 * rival,
        linestyle="none",
        marker="o",
        markersize=float(np.clip(240 / max(len(table), 1), 1.8, 4.0)),
        markeredgewidth=0,
        color=style.ORANGE,
        alpha=0.55 if len(table) > CROWDED else 1.0,
        label=words.text("axes.largest_other"),
    )
    axes.plot(place, 100 * leading, color=style.BLUE, linewidth=1.8, label=name)
    p = len(reading.table(RULE, "stability"))
    axes.axhline(100 / p, color=style.MUTED, linewidth=0.9, linestyle="--")
    axes.set_ylim(bottom=0)
    axes.set_ylabel(words.text("axes.share_of_weight"))
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.grid(axis="y")
    axes.legend(loc="upper left", ncols=2, handletextpad=0.4, borderaxespad=0.1)


def choices_panel(
    reading: Reading, axes: Axes, table: Any, options: list[tuple[str, str]]
) -> None:
    """A row for each option, marked where a specification takes it; choices set apart."""
    labels, heights, y, previous = [], [], 0.0, ""
    for choice, option in options:
        y += 1.0 if choice == previous else 2.0 if previous else 1.0
        if choice != previous:
            colour = style.BLUE if CHOICES.index(choice) % 2 == 0 else style.TEAL
            axes.text(
                1.005,
                y,
                reading.words.text(f"terms.choice.{choice}"),
                transform=axes.get_yaxis_transform(),
                fontsize=8,
                color=colour,
                va="center",
            )
        taken = np.flatnonzero((table[choice] == option).to_numpy())
        ticks = np.column_stack([taken, taken, np.full(len(taken), np.nan)]).ravel()
        ends = np.tile([y - 0.36, y + 0.36, np.nan], len(taken))
        axes.plot(ticks, ends, color=colour, linewidth=width(len(table)), solid_capstyle="butt")
        labels.append(option_name(reading, choice, option))
        heights.append(y)
        previous = choice
    axes.set_yticks(heights, labels, fontsize=8)
    axes.set_ylim(y + 0.8, 0.2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(reading.words.text("axes.specifications", n=style.count(len(table))))


def width(n: int) -> float:
    """Points of a mark, so that `n` of them side by side do not overlap by much."""
    return float(np.clip(330 / max(n, 1), 0.5, 3.0))
