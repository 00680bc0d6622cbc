"""A ladder that was climbed, as rows of tables."""

from analysis.measurement.invariance.choices import Row
from analysis.measurement.invariance.holdout import Confirmation
from analysis.measurement.invariance.ladder import Rung


def step_rows(
    rungs: list[Rung], confirmed: dict[str, Confirmation], n_places: int
) -> list[Row]:
    """The row of every step."""
    return [
        {
            "step": one.step.name,
            "adds": " + ".join(one.step.adds),
            "decision": one.decision,
            "n_groups": n_places,
            **one.row,
            **joint(confirmed.get(one.step.name)),
        }
        for one in rungs
    ]


def joint(confirmation: Confirmation | None) -> dict[str, float]:
    """The test of all that one half found, in the other."""
    return {} if confirmation is None else {"p_holdout": confirmation.p_value}


def item_rows(rungs: list[Rung], confirmed: dict[str, Confirmation]) -> list[Row]:
    """Score tests of the items that stayed equal, and the items that were released."""
    rows = []
    for one in rungs:
        tested = one.tests.drop(columns="kind", errors="ignore").to_dict("records")
        own = [{"released": False, **row} for row in tested]
        if one.accepted is not None:
            freed = sorted(item for kind, item in one.released if kind == one.step.name)
            own += [{"item": item, "released": True} for item in freed]
        about = confirmed.get(one.step.name)
        rows += [
            {"step": one.step.name, **row, **verdict(about, str(row["item"]))} for row in own
        ]
    return rows


def verdict(confirmation: Confirmation | None, item: str) -> Row:
    """What the halves say of an item."""
    if confirmation is None:
        return {"holdout": ""}
    return {
        "holdout": confirmation.verdicts.get(item, ""),
        "p_holdout": confirmation.p_values.get(item, float("nan")),
    }
