"""Figure of what came in: from the received rows to the people whose weights are found."""

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style
from reports.figures.canvas import panels, wrapped
from reports.reading import Reading, blocks, rows_of

KEPT = ("received", "kept")


def draw_flow(reading: Reading) -> Figure:
    """A column for each set of answers: received, kept, fit for models; losses at the side."""
    sets = blocks(reading.table("screening/flags", "flags"))
    most = max(len(losses(reading, key)) for key in sets)
    figure, axes = panels(len(sets), 2.7 + 0.16 * most)
    for panel, key in zip(axes, sets, strict=True):
        draw_column(panel, reading, key)
    return figure


def losses(reading: Reading, key: tuple[str, str, int]) -> list[tuple[str, int]]:
    """Why rows of this set were turned away, and how many."""
    rows = rows_of(reading.table("intake/answers", "flow"), key)
    lost = rows[~rows["step"].isin(KEPT)].groupby("step", sort=False)["n"].sum()
    return [(str(step), int(n)) for step, n in lost.items() if n > 0]


def draw_column(axes: Axes, reading: Reading, key: tuple[str, str, int]) -> None:
    """The boxes of one set of answers."""
    words = reading.words
    rows = rows_of(reading.table("intake/answers", "flow"), key)
    flags = rows_of(reading.table("screening/flags", "flags"), key)
    flagged = int(flags["flagged"].sum())
    sizes = [int(rows.loc[rows["step"] == step, "n"].sum()) for step in KEPT]
    sizes.append(len(flags) - flagged)
    names = ["received", "kept", "for_models"]
    tops = [0.88, 0.46, 0.04]
    for name, size, y in zip(names, sizes, tops, strict=True):
        text = f"{words.text(f'flow.{name}')}\n{style.count(size)}"
        box = {"boxstyle": "round,pad=0.5", "facecolor": style.PAPER, "edgecolor": style.BLUE}
        axes.text(0.24, y, text, ha="center", va="center", bbox=box, linespacing=1.4)
    arrow = {"arrowstyle": "-|>", "color": style.MUTED, "linewidth": 0.8}
    for upper, lower in pairwise(tops):
        axes.annotate("", (0.24, lower + 0.11), (0.24, upper - 0.11), arrowprops=arrow)
        axes.plot([0.24, 0.5], [(upper + lower) / 2] * 2, color=style.MUTED, linewidth=0.8)
    lost = [f"{words.term('step', s)}  {style.count(n)}" for s, n in losses(reading, key)]
    notes = ["\n".join(lost) or words.text("flow.none")]
    notes.append(wrapped(words.text("flow.flagged", n=style.count(flagged)), 34))
    for note, (upper, lower) in zip(notes, pairwise(tops), strict=True):
        axes.text(
            0.52,
            (upper + lower) / 2,
            note,
            va="center",
            fontsize=8,
            color=style.MUTED,
            linespacing=1.5,
        )
    axes.set(xlim=(0, 1.15), ylim=(-0.12, 1.02), title=reading.block(*key))
    axes.axis("off")
