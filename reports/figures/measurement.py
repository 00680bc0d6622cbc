"""Figures of measurement: answers, correlations, number of factors, loadings."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels, wrapped
from reports.reading import Reading, blocks, rows_of

ROW = 0.175
"""Inches for one item."""


def draw_categories(reading: Reading) -> Figure:
    """Share of each answer code, item by item; light to dark from the lowest to the highest."""
    frame = reading.table("measurement/item_statistics", "categories")
    sets = blocks(frame)
    most = max(rows_of(frame, key)["item"].nunique() for key in sets)
    figure, axes = panels(len(sets), 0.9 + ROW * most)
    for panel, key in zip(axes, sets, strict=True):
        shares = rows_of(frame, key).pivot_table(index="item", columns="code", values="share")
        shares = shares.reindex(list(dict.fromkeys(rows_of(frame, key)["item"]))).fillna(0.0)
        colours = style.SEQUENTIAL(np.linspace(0, 1, shares.shape[1]))
        left = np.zeros(len(shares))
        for code, colour in zip(shares.columns, colours, strict=True):
            panel.barh(
                range(len(shares)), 100 * shares[code], left=left, color=colour, label=str(code)
            )
            left += 100 * shares[code].to_numpy()
        panel.set_yticks(range(len(shares)), list(shares.index), fontsize=7)
        panel.set(xlim=(0, 100), ylim=(len(shares) - 0.4, -0.6), title=reading.block(*key))
        panel.set_xlabel(reading.words.text("axes.share_of_answers"))
        panel.tick_params(axis="y", length=0)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=len(labels), handlelength=1)
    return figure


def squares(
    axes: Axes, places: np.ndarray, values: np.ndarray, norm: Normalize
) -> PolyCollection:
    """A coloured square at each (column, row) of `places`."""
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    cells = PolyCollection(
        list(places[:, None, :] + corners), cmap=style.DIVERGING, norm=norm, linewidths=0.3
    )
    cells.set_array(values)
    cells.set_edgecolor(style.PAPER)
    axes.add_collection(cells)
    return cells


def draw_correlations(reading: Reading) -> Figure:
    """Polychoric correlations of all items, dimensions set apart by lines."""
    frame = reading.table("measurement/correlations", "correlations")
    frame = frame[frame["coefficient"] == "polychoric"]
    sets = blocks(frame)
    figure, axes = panels(len(sets), 4.6 if len(sets) > 1 else 6.4)
    norm = Normalize(-1, 1)
    for panel, key in zip(axes, sets, strict=True):
        draw_triangle(panel, reading, rows_of(frame, key), norm)
        panel.set_title(reading.block(*key))
    bar = figure.colorbar(
        ScalarMappable(norm, style.DIVERGING), ax=axes, location="bottom", shrink=0.4, aspect=36
    )
    bar.set_label(reading.words.text("axes.polychoric"), fontsize=8)
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_visible(False)
    return figure


def draw_triangle(axes: Axes, reading: Reading, frame: pd.DataFrame, norm: Normalize) -> None:
    """The lower triangle of one correlation matrix."""
    instrument = reading.given.instruments[frame["instrument"].iloc[0]]
    found = {*frame["item_a"], *frame["item_b"]}
    items = [i for i in instrument.all_items if i in found]
    at = {item: i for i, item in enumerate(items)}
    places = np.array([[at[a], at[b]] for a, b in frame[["item_a", "item_b"]].values], float)
    squares(axes, np.sort(places, axis=1), frame["estimate"].to_numpy(float), norm)
    starts = [
        i
        for i in range(1, len(items))
        if instrument.dimension_of.get(items[i]) != instrument.dimension_of.get(items[i - 1])
    ]
    for start in starts:
        axes.plot([-0.5, start - 0.5], [start - 0.5] * 2, color=style.INK, linewidth=0.5)
        axes.plot(
            [start - 0.5] * 2, [start - 0.5, len(items) - 0.5], color=style.INK, linewidth=0.5
        )
    axes.set_xticks(range(len(items)), items, rotation=90, fontsize=6)
    axes.set_yticks(range(len(items)), items, fontsize=6)
    axes.set(xlim=(-0.5, len(items) - 0.5), ylim=(len(items) - 0.5, -0.5), aspect="equal")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def draw_scree(reading: Reading) -> Figure:
    """Observed eigenvalues above those of random data."""
    frame = reading.table("measurement/retention", "eigenvalues")
    sets = blocks(frame)
    figure, axes = panels(len(sets), 2.9, share_y=True)
    words = reading.words
    for panel, key in zip(axes, sets, strict=True):
        found = rows_of(frame, key).sort_values("position")
        kept = found[found["retained"].astype(bool)]
        panel.plot(found["position"], found["observed"], color=style.BLUE, linewidth=1.2)
        panel.plot(
            found["position"], found["observed"], "o", ms=4.5, color=style.PAPER, mec=style.BLUE
        )
        panel.plot(
            kept["position"],
            kept["observed"],
            "o",
            ms=4.5,
            color=style.BLUE,
            label=words.text("axes.retained"),
        )
        for column, dash in (("reference_percentile", "-"), ("reference_mean", ":")):
            panel.plot(
                found["position"],
                found[column],
                dash,
                color=style.ORANGE,
                linewidth=1.2,
                label=words.text(f"axes.{column}"),
            )
        panel.axhline(0, color=style.FAINT, linewidth=0.6)
        panel.set(xlabel=words.text("axes.position"), title=reading.block(*key))
        panel.grid(axis="y")
    axes[0].set_ylabel(words.text("axes.eigenvalue"))
    axes[-1].legend(loc="upper right")
    return figure


def draw_loadings(reading: Reading) -> Figure:
    """Loadings of each item on each factor, the intended one framed."""
    frame = reading.table("measurement/efa", "loadings")
    sets = blocks(frame)
    most = max(rows_of(frame, key)["item"].nunique() for key in sets)
    figure, axes = panels(len(sets), 1.1 + 0.19 * most)
    for panel, key in zip(axes, sets, strict=True):
        draw_pattern(panel, reading, rows_of(frame, key))
        panel.set_title(reading.block(*key), pad=10)
    return figure


def draw_pattern(axes: Axes, reading: Reading, frame: pd.DataFrame) -> None:
    """One pattern matrix, its numbers written into the cells."""
    order = list(reading.given.instruments[frame["instrument"].iloc[0]].scored)
    items = list(dict.fromkeys(frame["item"]))
    names = sorted(
        set(frame["matched"]), key=lambda m: (order.index(m) if m in order else 99, m)
    )
    rows = frame[["item", "dimension", "matched", "estimate"]].itertuples(
        index=False, name=None
    )
    cells = [(names.index(m), items.index(i), e, d == m) for i, d, m, e in rows]
    places = np.array([[x, y] for x, y, _, _ in cells], float)
    squares(axes, places, np.array([e for _, _, e, _ in cells], float), Normalize(-1, 1))
    for x, y, e, intended in cells:
        colour = style.PAPER if abs(e) > 0.55 else style.INK if intended else style.MUTED
        axes.text(x, y, style.bounded(e), ha="center", va="center", fontsize=6.5, color=colour)
        if intended:
            frame_of = [
                [x - 0.5, y - 0.5],
                [x + 0.5, y - 0.5],
                [x + 0.5, y + 0.5],
                [x - 0.5, y + 0.5],
            ]
            axes.add_collection(
                PolyCollection(
                    [frame_of], facecolor="none", edgecolor=style.INK, linewidths=0.8
                )
            )
    titles = [wrapped(reading.dimension(n), 12) for n in names]
    axes.set_xticks(
        range(len(names)), titles, fontsize=7, rotation=35, ha="left", rotation_mode="anchor"
    )
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(items)), items, fontsize=7)
    axes.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(items) - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
