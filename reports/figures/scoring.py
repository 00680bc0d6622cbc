"""Figure of scores: how each dimension's scores are distributed."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import wrapped
from reports.reading import Reading, blocks, rows_of

MOST_STEPS = 10
"""Of a histogram within one point of the answer scale; else one for each item."""

MOST_BARS = 30
"""Of the widest histogram of scores of tests."""


def draw_distributions(reading: Reading) -> Figure:
    """A histogram for each dimension (columns) and set of answers (rows)."""
    frame = reading.table("scoring/scores", "scores")
    frame = frame[frame["score"].notna()]
    sets = blocks(frame)
    widest = max(rows_of(frame, key)["dimension"].nunique() for key in sets)
    figure = Figure(figsize=(style.FIGURE_WIDTH, 0.6 + 1.35 * len(sets)), layout="constrained")
    axes = figure.subplots(len(sets), widest, squeeze=False, sharex="row", sharey="row")
    for i, key in enumerate(sets):
        block = rows_of(frame, key)
        width = width_of(reading, key[0], block)
        edges = np.arange(block["score"].min() - width / 2, block["score"].max() + width, width)
        names = list(dict.fromkeys(block["dimension"]))
        order = list(reading.given.instruments[key[0]].scored)
        for j, panel in enumerate(axes[i]):
            if j >= len(names):
                panel.set_visible(False)
                continue
            name = sorted(names, key=order.index)[j]
            panel.hist(
                block.loc[block["dimension"] == name, "score"],
                bins=edges,
                color=style.SERIES[i],
                edgecolor=style.PAPER,
                linewidth=0.4,
            )
            panel.set_title(wrapped(reading.dimension(name), 18), fontsize=8)
            panel.tick_params(labelsize=7)
        axes[i][0].set_ylabel(row_label(reading, key, len(sets)), fontsize=8)
    figure.supxlabel(reading.words.text("axes.score"), fontsize=8.5)
    return figure


def width_of(reading: Reading, instrument: str, block: pd.DataFrame) -> float:
    """The width of a bar: a step of the mean of the items, more for scores of tests."""
    asked = reading.given.instruments[instrument]
    step = 1 / min(int(block["n_items"].to_numpy().max()), MOST_STEPS)
    if asked.rated == asked.scored:
        return step
    span = float(np.ptp(block["score"].to_numpy(float)))
    return max(step, float(np.ceil(span / MOST_BARS))) if span > 1 else span / MOST_BARS or 1.0


def row_label(reading: Reading, key: tuple[str, str, int], n_sets: int) -> str:
    """The set of answers, where there are several; else what the bars count."""
    return wrapped(reading.block(*key) if n_sets > 1 else reading.words.text("axes.people"), 22)
