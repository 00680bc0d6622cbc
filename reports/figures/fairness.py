"""Figure of fairness: how far groups differ in the dimensions and in each composite."""

from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import draw_intervals, panels, rows_axis, wrapped
from reports.reading import Reading


def draw_differences(reading: Reading) -> Figure:
    """Standardised differences, a row for each dimension and scheme of each comparison."""
    frame = reading.table("weighting/fairness", "differences")
    frame = frame[frame["estimate"].notna()]
    words = reading.words
    labels = [
        words.text(
            "signs.of_comparison",
            name=reading.dimension(row["name"])
            if row["kind"] == "dimension"
            else words.term("scheme", row["name"]),
            focal=words.term("level", row["focal"]),
        )
        for row in frame.to_dict("records")
    ]
    figure, (axes,) = panels(1, 0.9 + 0.27 * max(len(labels), 1))
    rows = rows_axis(axes, [wrapped(x, 44) for x in labels], size=8.0)
    for kind, colour in (("dimension", style.BLUE), ("scheme", style.ORANGE)):
        keep = (frame["kind"] == kind).to_numpy()
        table = frame[["estimate", "ci_low", "ci_high"]].to_numpy(float)[keep]
        draw_intervals(axes, rows[keep], table, colour=colour)
    axes.axvline(0, color=style.MUTED, linewidth=0.9, linestyle="--")
    axes.set_xlabel(words.text("axes.difference"))
    return figure
