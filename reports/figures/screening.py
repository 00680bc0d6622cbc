"""Figure of careless answering: how many responses lie beyond each cutoff."""

from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import legend_above, panels, rows_axis
from reports.reading import Reading, blocks, rows_of


def draw_indices(reading: Reading) -> Figure:
    """Share of responses beyond the cutoff of each index, sets of answers side by side."""
    cutoffs = reading.table("screening/flags", "cutoffs")
    cutoffs = cutoffs[cutoffs["cutoff"].notna() & (cutoffs["n"] > 0)]
    names = list(dict.fromkeys(cutoffs["index"]))
    sets = blocks(cutoffs)
    figure, (axes,) = panels(1, 0.9 + 0.36 * len(names))
    rows = rows_axis(axes, [reading.words.term("index", name) for name in names])
    step = 0.7 / len(sets)
    for i, key in enumerate(sets):
        found = rows_of(cutoffs, key).set_index("index")
        at = [row for row, name in zip(rows, names, strict=True) if name in found.index]
        kept = [name for name in names if name in found.index]
        shares = [100 * found.at[n, "n_beyond"] / max(found.at[n, "n"], 1) for n in kept]
        heights = [row + (i - (len(sets) - 1) / 2) * step for row in at]
        axes.barh(
            heights,
            shares,
            height=0.85 * step,
            color=style.SERIES[i],
            label=reading.block(*key),
        )
        for x, y in zip(shares, heights, strict=True):
            text = style.percent(x / 100)
            axes.annotate(
                text, (x, y), (3, 0), textcoords="offset points", va="center", fontsize=7.5
            )
    axes.set_xlabel(reading.words.text("axes.share_beyond"))
    axes.margins(x=0.1)
    axes.set_xlim(0, None if cutoffs["n_beyond"].any() else 1)
    legend_above(axes, len(sets))
    return figure
