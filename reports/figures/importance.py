"""Figures of importance."""

from matplotlib.figure import Figure

from reports.figures.weighting import SHARE, draw_pairs
from reports.reading import Reading
from reports.tables.importance import MAIN, composite


def draw_shares(reading: Reading) -> Figure:
    """Share of each dimension in the explained variance: of scores, and without their error."""
    frame = composite(reading, "importance")
    frame = frame[frame["method"] == MAIN]
    series = [
        (reading.words.term("importance_level", level), frame[frame["level"] == level])
        for level in ("observed", "latent")
        if (frame["level"] == level).any()
    ]
    return draw_pairs(reading, series, SHARE, "axes.importance_share", 100.0)
