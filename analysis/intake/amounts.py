"""Amounts as people write them: with a currency, in ten thousands, in percent, in brackets.

A cell says what it says, or nothing: what a column of cells means together is decided in
`analysis.intake.amount_columns`.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from analysis.intake.numerals import with_points

UNITS = {
    "¥": ("¥", "RMB", "CNY", "CN¥", "人民币", "元", "圆", "块", "元整"),
    "$": ("$", "US$", "USD", "美元", "美金"),
    "€": ("€", "EUR", "euro", "euros", "欧元"),
    "£": ("£", "GBP", "英镑"),
    "HK$": ("HK$", "HKD", "港元", "港币"),
    "NT$": ("NT$", "NTD", "TWD", "新台币"),
    "JP¥": ("JP¥", "JPY", "日元", "円"),
    "S$": ("S$", "SGD"),
    "₩": ("₩", "KRW", "韩元"),
    "₹": ("₹", "INR"),
    "CHF": ("CHF",),
    **{counter: (counter,) for counter in "个家人次件单笔台套户项名天"},
}
"""Currencies and what is counted, by the sign under which they are told."""

SCALES = {
    "k": (3, ("k", "千", "仟", "thousand", "tsd")),
    "万": (4, ("万", "萬", "w")),
    "十万": (5, ("十万",)),
    "M": (6, ("m", "mn", "mio", "million", "millions", "百万")),
    "千万": (7, ("千万",)),
    "亿": (8, ("亿", "億")),
    "B": (9, ("b", "bn", "mrd", "billion", "billions", "十亿")),
}
"""Words for powers of ten: the power, and ways to write it (a point may follow)."""

PERCENTS = {"%": -2, "‰": -3}
OF_UNIT = {way.casefold(): unit for unit, ways in UNITS.items() for way in ways}
OF_SCALE = {way: scale for scale, (_, ways) in SCALES.items() for way in ways}


def any_of(ways: dict[str, str]) -> str:
    """A pattern of any of these ways of writing, the longest first."""
    return "|".join(re.escape(way) for way in sorted(ways, key=len, reverse=True))


UNIT = f"(?:{any_of(OF_UNIT)})"
AMOUNT = re.compile(
    rf"^(?P<outer>\()?(?P<sign>[+-])?(?P<before>{UNIT})? ?(?P<second>{UNIT})? ?"
    r"(?P<open>\()?(?P<inner>[+-])? ?"
    r"(?P<body>(?:\d[\d.,'’ ]*|[.,]\d+)(?:e[+-]?\d+)?)"
    rf" ?(?:(?P<scale>{any_of(OF_SCALE)})\.?)? ?(?P<after>{UNIT})? ?(?P<percent>[%‰])?"
    r" ?(?P<trail>-)?(?P<shut>\))?(?P<close>\))?$",
    re.IGNORECASE,
)
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u200b": None, "\ufeff": None})
"""The minus sign of typesetters, and characters without width."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What one cell says.

    Attributes
    ----------
    body
        Its digits with the marks between them, and a sign before where it is negative.
    unit, scale, percent
        Keys of `UNITS`, `SCALES` and `PERCENTS`; "" where nothing is said.
    turned
        Whether brackets or a minus behind make it negative, as accountants write it.
    """

    body: str
    unit: str = ""
    scale: str = ""
    percent: str = ""
    turned: bool = False

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing, which is the same in every unit."""
        return not re.search("[1-9]", self.body)

    @property
    def power(self) -> int:
        """The power of ten that its number stands for times as much."""
        return power_of(self.scale or self.percent)


def power_of(mark: str) -> int:
    """The power of ten that `mark` multiplies by; 0 for a unit, or none."""
    return SCALES[mark][0] if mark in SCALES else PERCENTS.get(mark, 0)


def plain(cell: str) -> str:
    """`cell` in narrow characters, with common signs and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", cell).translate(MINUS).split())


def amount_of(cell: str) -> Amount | None:
    """The amount that the text `cell` (already `plain`) is; None if it is none."""
    found = AMOUNT.match(cell)
    if found is None or not balanced(found):
        return None
    units = {OF_UNIT[found[name].casefold()] for name in ("before", "second", "after")
             if found[name]}  # fmt: skip
    signs = [s for s in (found["sign"], found["inner"]) if s]
    turned = bool(found["shut"] or found["trail"])
    marks = [*units, *filter(None, (found["percent"],))]
    scaled_share = found["scale"] and found["percent"]
    if len(marks) > 1 or scaled_share or len(signs) + turned > 1:
        return None
    sign = "-" if turned else "".join(signs)
    return Amount(
        body=sign + found["body"].strip(),
        unit=next(iter(units), ""),
        scale=OF_SCALE[found["scale"].casefold()] if found["scale"] else "",
        percent=found["percent"] or "",
        turned=turned,
    )


def balanced(found: re.Match[str]) -> bool:
    """Whether there is at most one pair of brackets, and no minus beside it."""
    opened = bool(found["outer"]) + bool(found["open"])
    shut = bool(found["shut"]) + bool(found["close"])
    return opened == shut and opened <= 1 and not (shut and found["trail"])


def values_of(amounts: list[Amount | None]) -> list[Decimal | None]:
    """The numbers that the distinct `amounts` of one column are; None where none.

    What commas and points mean is decided by the column, as in `with_points`.
    """
    bodies = with_points([a and a.body for a in amounts], percent=False)
    return [value_of(a, body) for a, body in zip(amounts, bodies, strict=True)]


def value_of(amount: Amount | None, body: str | None) -> Decimal | None:
    """The number of `amount` whose digits are `body`, to its last digit."""
    if amount is None or body is None:
        return None
    try:
        return Decimal(body).scaleb(amount.power)
    except ArithmeticError:
        return None
