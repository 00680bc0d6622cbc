"""Figure of the tournament: prediction of people held out, scheme by scheme."""

from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import draw_intervals, panels, rows_axis
from reports.reading import Reading
from reports.tables.cells import common_criteria

ESTIMATE = ["estimate", "ci_low", "ci_high"]


def draw_schemes(reading: Reading) -> Figure:
    """Prediction of unseen people by each scheme, and its gain over equal weights."""
    frame = reading.table("weighting/tournament", "schemes")
    frame = common_criteria(frame, composite=True)
    words = reading.words
    sources = list(dict.fromkeys(frame["source"]))
    labels = [words.term("scheme", s) for s in frame["scheme"]]
    if len(sources) > 1:
        labels = [
            f"{reading.source(s)} · {x}" for s, x in zip(frame["source"], labels, strict=True)
        ]
    figure, (left, right) = panels(2, 0.9 + 0.34 * len(labels), share_y=True)
    rows = rows_axis(left, labels)
    draw_intervals(left, rows, frame[ESTIMATE].to_numpy(float), colour=style.BLUE)
    left.set_xlabel(words.text("axes.out_of_sample"))
    gains = frame[["gain", "gain_ci_low", "gain_ci_high"]].to_numpy(float)
    rivals = (frame["scheme"] != "unit").to_numpy()
    draw_intervals(right, rows[rivals], gains[rivals], colour=style.ORANGE)
    right.axvline(0, color=style.MUTED, linewidth=0.7)
    right.set_xlabel(words.text("axes.gain"))
    right.tick_params(axis="y", length=0)
    right.spines["left"].set_visible(False)
    right.grid(axis="x")
    return figure
