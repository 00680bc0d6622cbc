"""The figure of test information."""

from itertools import cycle

from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels
from reports.reading import Reading, blocks, rows_of

SHOWN = 4.0
"""Standard deviations of the attribute to both sides: hardly anybody stands further out."""

LINES = ("-", "--", ":")


def draw_information(reading: Reading) -> Figure:
    """Information of every dimension over the attribute, and its reliability in the legend."""
    frame = reading.table("measurement/irt", "information")
    frame = frame[(frame["item"] == "") & (frame["attribute"].abs() <= SHOWN)]
    reliable = reading.table("measurement/irt", "dimensions")
    sets = blocks(frame)
    figure, axes = panels(max(len(sets), 1), 3.6, share_y=True)
    for panel, key in zip(axes, sets, strict=False):
        rows, known = rows_of(frame, key), rows_of(reliable, key)
        looks = cycle([(colour, line) for line in LINES for colour in style.SERIES])
        for name, value in known[["dimension", "reliability"]].values:
            curve = rows[rows["dimension"] == name]
            colour, line = next(looks)
            label = reading.words.text(
                "signs.with_remark", name=reading.dimension(name), remark=style.bounded(value)
            )
            panel.plot(
                curve["attribute"], curve["information"], color=colour, linestyle=line,
                linewidth=1.5, label=label,
            )  # fmt: skip
        panel.set(xlim=(-SHOWN, SHOWN), title=reading.block(*key))
        panel.set_xlabel(reading.words.text("axes.attribute"))
        panel.grid(axis="y")
        panel.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.2),
            ncols=2,
            fontsize=7.5,
            handlelength=2,
        )
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel(reading.words.text("axes.information"))
    return figure
