"""Figure of what came in: from the received rows to the people whose weights are found."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels, wrapped
from reports.reading import Reading, blocks, rows_of
from reports.tables.intake import STATES

BEFORE = {
    "readable": ("empty_row", "not_selected", "preview", "spam", "test", "total_row"),
    "matched": ("no_person", "no_rater", "unknown_person", "id_of_several"),
}


def draw_flow(reading: Reading) -> Figure:
    """A column for each set of answers: from received to fit for models, losses at the side."""
    sets = blocks(reading.table("screening/flags", "flags"))
    figure, axes = panels(len(sets), 4.3)
    for panel, key in zip(axes, sets, strict=True):
        draw_column(panel, reading, key)
    return figure


def steps_of(reading: Reading, key: tuple[str, str, int]) -> list[tuple[str, int]]:
    """The states and reasons of this set in their order, with the rows of all its files."""
    rows = rows_of(reading.table("intake/answers", "flow"), key)
    counted = rows.groupby("step", sort=False)["n"].sum()
    return [(str(step), int(n)) for step, n in counted.items()]


def losses(reading: Reading, key: tuple[str, str, int]) -> dict[str, list[tuple[str, int]]]:
    """Why rows of this set did not reach a state, and how many, by state."""
    found: dict[str, list[tuple[str, int]]] = {state: [] for state in STATES[1:]}
    for step, n in steps_of(reading, key):
        state = next((s for s, known in BEFORE.items() if step in known), "kept")
        if step not in STATES and n > 0:
            found[state].append((step, n))
    return found


def draw_column(axes: Axes, reading: Reading, key: tuple[str, str, int]) -> None:
    """The boxes of one set of answers."""
    words = reading.words
    sizes = {step: n for step, n in steps_of(reading, key) if step in STATES}
    flags = rows_of(reading.table("screening/flags", "flags"), key)
    flagged = int(flags["flagged"].sum())
    sizes["for_models"] = len(flags) - flagged
    heights = np.linspace(0.93, 0.0, len(sizes))
    for (name, size), y in zip(sizes.items(), heights, strict=True):
        draw_box(axes, y, f"{words.text(f'flow.{name}')}  {style.count(size)}")
    lost = losses(reading, key)
    texts = [lost_text(reading, lost[state]) for state in list(sizes)[1:-1]]
    texts.append(wrapped(words.text("flow.flagged", n=style.count(flagged)), 30))
    for text, (upper, lower) in zip(texts, pairwise(heights), strict=True):
        draw_arrow(axes, upper, lower, text)
    axes.set(xlim=(0, 1.15), ylim=(-0.09, 1.02), title=reading.block(*key))
    axes.axis("off")


def lost_text(reading: Reading, lost: list[tuple[str, int]]) -> str:
    """The losses before a state in words."""
    words = reading.words
    lines = [f"{words.term('step', step)}  {style.count(n)}" for step, n in lost]
    return "\n".join(lines) or words.text("flow.none")


def draw_box(axes: Axes, y: float, text: str) -> None:
    """A box with a state and its size."""
    box = {"boxstyle": "round,pad=0.45", "facecolor": style.PAPER, "edgecolor": style.BLUE}
    axes.text(0.26, y, text, ha="center", va="center", bbox=box)


def draw_arrow(axes: Axes, upper: float, lower: float, text: str) -> None:
    """The arrow from one state to the next, with what was lost between them."""
    arrow = {"arrowstyle": "-|>", "color": style.MUTED, "linewidth": 0.8}
    middle = (upper + lower) / 2
    axes.annotate("", (0.26, lower + 0.05), (0.26, upper - 0.05), arrowprops=arrow)
    axes.plot([0.26, 0.52], [middle] * 2, color=style.MUTED, linewidth=0.8)
    axes.text(0.54, middle, text, va="center", fontsize=8, color=style.MUTED, linespacing=1.4)
