"""Numbers as people of different countries write them: what a comma means, a column tells."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

GROUPS = re.compile(r"^[+-]?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?$")
"""Thousands set apart by spaces or apostrophes, which mean nothing else."""

COMMA_GROUPS = re.compile(r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$")
POINT_GROUPS = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?$")
COMMA = re.compile(r"^[+-]?\d*,\d+$")
POINT = re.compile(r"^[+-]?\d*\.\d+$")
ONE_COMMA = re.compile(r"^[+-]?[1-9]\d{0,2},\d{3}$")
ONE_POINT = re.compile(r"^[+-]?[1-9]\d{0,2}\.\d{3}$")
"""What may be a thousand and more, or a number with three decimals."""

PERCENT = re.compile(r"^(.*\d)\s*%$")
HUNDRED = 100


def with_points(cells: Sequence[str | None], *, percent: bool) -> list[str | None]:
    """`cells` of one column with a point before their decimals and no sign but digits.

    What can be read in no one way stays as it is: all cells with a comma, where some have
    decimals after a comma and others after a point. Where none decides, a point stands
    before decimals. If all numbers have a percent sign, they are shares.

    Parameters
    ----------
    cells
        Its distinct cells, None where empty.
    percent
        Whether numbers may have percent signs.
    """
    found = [PERCENT.match(cell) for cell in cells if cell] if percent else []
    if found and all(found):
        plain = with_points([f and f[1] for f in map(matched, cells)], percent=False)
        return [share_of(cell) for cell in plain]
    plain = [ungrouped(cell) for cell in cells]
    by_comma, by_point = marks_in(cell for cell in plain if cell)
    return [pointed(cell, by_comma, by_point) if cell else cell for cell in plain]


def matched(cell: str | None) -> re.Match[str] | None:
    """`cell` as a number with a percent sign; None where it is empty."""
    return PERCENT.match(cell) if cell else None


def of_two_readings(cells: Sequence[str]) -> set[str]:
    """Those of `cells` that are like 1,234 or 1.234, if no other decides which it is."""
    if any(marks_in(cells)):
        return set()
    return {cell for cell in cells if ONE_COMMA.match(cell) or ONE_POINT.match(cell)}


def marks_in(cells: Iterable[str]) -> tuple[bool, bool]:
    """Whether any of `cells` shows that decimals follow a comma, and a point."""
    by_comma = by_point = False
    for cell in cells:
        comma_is_thousand = COMMA_GROUPS.match(cell) and not ONE_COMMA.match(cell)
        point_is_thousand = POINT_GROUPS.match(cell) and not ONE_POINT.match(cell)
        by_comma |= bool(point_is_thousand or (COMMA.match(cell) and not is_group(cell)))
        by_point |= bool(comma_is_thousand or (POINT.match(cell) and not is_group(cell)))
    return by_comma, by_point


def is_group(cell: str) -> bool:
    """Whether the mark in `cell` may set thousands apart."""
    return bool(COMMA_GROUPS.match(cell) or POINT_GROUPS.match(cell))


def pointed(cell: str, by_comma: bool, by_point: bool) -> str:
    """`cell` with a point before its decimals, where the column shows what its marks mean."""
    if by_comma and by_point:
        return cell
    if by_comma and (COMMA.match(cell) or POINT_GROUPS.match(cell)):
        return cell.replace(".", "").replace(",", ".")
    return cell.replace(",", "") if not by_comma and COMMA_GROUPS.match(cell) else cell


def ungrouped(cell: str | None) -> str | None:
    """`cell` without spaces or apostrophes between thousands."""
    return re.sub(r"[ '’]", "", cell) if cell and GROUPS.match(cell) else cell


def share_of(cell: str | None) -> str | None:
    """A percentage as a share, to its last digit."""
    try:
        return str(Decimal(cell) / HUNDRED) if cell else cell
    except ArithmeticError:
        return cell
