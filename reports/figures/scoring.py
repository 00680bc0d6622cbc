"""Figure of scores: how each dimension's scores are distributed."""

import numpy as np
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import wrapped
from reports.reading import Reading, blocks, rows_of

MOST_STEPS = 10
"""Of a histogram within one point of the answer scale; else one for each item."""


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
        width = 1 / min(int(block["n_items"].max()), MOST_STEPS)
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
        axes[i][0].set_ylabel(wrapped(reading.block(*key), 22), fontsize=8)
    figure.supxlabel(reading.words.text("axes.score"), fontsize=8.5)
    return figure
