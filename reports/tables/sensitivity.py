"""The table of sensitivity: the same numbers under every rule of exclusion."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import titled

RULE = "weighting/sensitivity"
EXCLUSIONS = ("none", "default", "strict")
SHOWN = {
    "n_kept": style.count,
    "cfi": lambda x: style.bounded(x, 3),
    "rmsea": lambda x: style.bounded(x, 3),
    "srmr": lambda x: style.bounded(x, 3),
    "share": lambda x: style.number(100 * x, 0),
}
"""How a quantity is written; others with two decimals and no leading zero."""


def table_quantities(reading: Reading) -> pd.DataFrame:
    """Answers to weights, a row for each quantity; the rules of exclusion side by side."""
    summary = reading.given.summary(RULE)
    frame = chosen_coefficient(reading.table(RULE, "quantities"))
    columns: dict[str, list[str]] = {"quantity_kind": [], "quantity": []}
    columns |= {f"exclusion_{name}": [] for name in there(summary)}
    columns["changes"] = []
    for (kind, name, dimension), rows in frame.groupby(
        ["kind", "name", "dimension"], sort=False
    ):
        by = rows.set_index("exclusion", drop=False)
        columns["quantity_kind"].append(reading.words.text(f"terms.quantity_kind.{kind}"))
        columns["quantity"].append(quantity_name(reading, name, dimension))
        for exclusion in there(summary):
            columns[f"exclusion_{exclusion}"].append(cell(by.loc[exclusion], summary))
        columns["changes"].append(change_text(reading, rows, summary["in_force"]))
    return titled(reading, columns)


def there(summary: Any) -> list[str]:
    """The rules of exclusion that could be computed."""
    return [name for name in EXCLUSIONS if name in summary["verdicts"]]


def chosen_coefficient(frame: Any) -> Any:
    """`frame` with one coefficient of reliability a dimension: omega where there is one."""
    omega = frame[(frame["name"] == "omega_total") & frame["estimate"].notna()]
    known = set(omega["dimension"])
    drop = (frame["name"] == "alpha") & frame["dimension"].isin(known)
    drop |= (frame["name"] == "omega_total") & ~frame["dimension"].isin(known)
    return frame[~drop]


def quantity_name(reading: Reading, name: str, dimension: str) -> str:
    """What a row is about: the dimension, or the quantity where it is of all together."""
    if dimension:
        return reading.dimension(dimension)
    return reading.words.text(f"terms.quantity.{name}")


def cell(row: Any, summary: Any) -> str:
    """The estimate, with its interval where it is the one that others are held against."""
    show = SHOWN.get(row["name"], style.bounded)
    text = show(row["estimate"])
    if row["exclusion"] != summary["in_force"] or row["ci_low"] != row["ci_low"]:
        return text
    return f"{text} [{show(row['ci_low'])}, {show(row['ci_high'])}]"


def change_text(reading: Reading, rows: Any, in_force: str) -> str:
    """Whether the quantity leaves the interval in force, and under which exclusion."""
    others = rows[rows["exclusion"] != in_force]
    if not (others["rule"] != "").any():
        return style.MISSING
    changed = [
        reading.words.text(f"terms.exclusion.{name}")
        for name in others[others["changed"].astype(bool)]["exclusion"]
    ]
    return reading.words.listing(changed) if changed else reading.words.text("signs.no")
