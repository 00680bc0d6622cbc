"""How numbers, colours and figures look: the only place where anything is rounded."""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import StringIO

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from pylopdf_fonts_zh_cn import sans_path

from reports.short_labels import shorten_labels

MISSING = "–"
MINUS = "−"

INK = "#1c2733"
MUTED = "#6a7785"
FAINT = "#d5dbe1"
PAPER = "#ffffff"
BLUE = "#0a5a8c"
ORANGE = "#c65a11"
TEAL = "#2a8c82"
SAND = "#b8892b"
SERIES = [BLUE, ORANGE, TEAL, SAND, MUTED]
"""Told apart in the common kinds of colour blindness and in grey print."""

DIVERGING = LinearSegmentedColormap.from_list(
    "plumbline_diverging", ["#8a3b06", "#e08a4a", "#f7f6f3", "#5e9fc6", "#08456c"]
)

SEQUENTIAL = LinearSegmentedColormap.from_list(
    "plumbline_sequential", ["#e6e1d6", "#b9cfda", "#5e9fc6", "#0a5a8c", "#062f4d"]
)

FIGURE_WIDTH = 8.6
"""Inches; the text column is as wide."""

MARGIN = 0.06
"""Inches around a figure."""

SVG_DPI = 72
"""Points of an SVG in an inch."""


def number(value: float, decimals: int = 2) -> str:
    """`value` with `decimals` places and thousands separated; for numbers that may exceed 1."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and text.strip("0.,") != ""
    return MINUS + text if negative else text


def bounded(value: float, decimals: int = 2) -> str:
    """`value` without the leading zero; for numbers that cannot exceed 1 in size (APA)."""
    text = number(value, decimals)
    return re.sub(r"^(−?)0\.", r"\1.", text)


def count(value: float) -> str:
    """A whole number with thousands separated."""
    return number(value, 0)


def percent(share: float, decimals: int = 1) -> str:
    """A share (0–1) as a percentage."""
    return MISSING if number(share) == MISSING else number(100 * share, decimals) + "%"


def p_value(value: float) -> str:
    """Three decimals without leading zero; below .001 only that."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value < 0.001:
        return "< .001"
    return "> .999" if value > 0.999 else bounded(value, 3)


def degrees(value: float) -> str:
    """Degrees of freedom: whole, or with one decimal where they were approximated."""
    if value is None or not math.isfinite(value):
        return MISSING
    return number(value, 0 if float(value).is_integer() else 1)


def interval(low: float, high: float, decimals: int = 2, *, unit: bool = True) -> str:
    """`[low, high]`; `unit` for numbers that cannot exceed 1 in size.

    Empty where there is none, or where it is a point because the number is set, not estimated.
    """
    if low == high:
        return ""
    show = bounded if unit else number
    parts = [show(low, decimals), show(high, decimals)]
    return "" if parts == [MISSING, MISSING] else f"[{parts[0]}, {parts[1]}]"


def estimate(
    value: float, low: float, high: float, decimals: int = 2, *, unit: bool = True
) -> str:
    """`estimate [low, high]`."""
    show = bounded if unit else number
    return f"{show(value, decimals)} {interval(low, high, decimals, unit=unit)}".strip()


NUMERIC = re.compile(r"^[<>≥]?\s?[−\d.,]+%?(\s?\[.*\])?$|^\[[−\d., ]+\]$|^–$|^$")


def is_numeric(texts: Sequence[str]) -> bool:
    """Whether a column of formatted texts is to be set flush right."""
    return any(t not in ("", MISSING) for t in texts) and all(NUMERIC.match(t) for t in texts)


@cache
def font_family() -> str:
    """The name of the font of all figures, registered from its package."""
    font_manager.fontManager.addfont(str(sans_path()))
    return font_manager.FontProperties(fname=str(sans_path())).get_name()


FALLBACK = "DejaVu Sans"
"""For scripts that the font of the reports lacks; it comes with matplotlib."""


@contextmanager
def drawing() -> Iterator[None]:
    """The settings under which every figure is drawn and written."""
    with mpl.rc_context(
        {
            "font.family": [font_family(), FALLBACK],
            "font.size": 9,
            "text.color": INK,
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "axes.linewidth": 0.6,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 9.5,
            "axes.titlelocation": "left",
            "axes.titlepad": 8,
            "axes.axisbelow": True,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "xtick.major.width": 0.6,
            "ytick.major.width": 0.6,
            "grid.color": FAINT,
            "grid.linewidth": 0.5,
            "legend.frameon": False,
            "legend.fontsize": 8.5,
            "svg.fonttype": "path",
            "svg.hashsalt": "plumbline",
            "text.parse_math": False,  # dollar signs are money
            "figure.facecolor": PAPER,
        }
    ):
        yield


def svg(figure: Figure, name: str, label: str) -> str:
    """`figure` as an inline SVG whose ids begin with `name`, read aloud as `label`."""
    shorten_labels(figure)
    buffer = StringIO()
    figure.savefig(buffer, format="svg", bbox_inches=laid_out(figure), metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'xlink:href="#', f'href="#{name}-', text)
    text = text.replace("url(#", f"url(#{name}-")
    text = re.sub(r' xmlns(:xlink)?="[^"]*"', "", text)
    text = re.sub(r"\s*\n\s*", "\n", text).strip()
    return text.replace("<svg", f'<svg role="img" aria-label="{escaped(label)}"', 1)


def laid_out(figure: Figure) -> Bbox:
    """What is drawn of `figure` and a margin, in inches, its layout being settled for good.

    `bbox_inches="tight"` would find the same, but draws everything once more to do so.
    """
    figure.dpi = SVG_DPI
    FigureCanvasSVG(figure)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
    return Bbox(figure.get_tightbbox()).padded(MARGIN)


def escaped(text: str) -> str:
    """`text` safe inside an attribute in double quotes."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text
