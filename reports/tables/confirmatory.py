"""Tables of the confirmatory analysis: loadings, fit, rivals, local misfit, dimensions."""

from typing import Any

import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.notes import note_text
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, estimates, terms, titled

RULE = "measurement/cfa"
CONVENTIONS = {"cfi": 0.95, "rmsea": 0.06, "srmr": 0.08}
"""Fixed cutoffs of Hu & Bentler (1999), shown beside the simulated ones."""

NUMBERS = ["chi_square", "p_value", "cfi", "rmsea", "rmsea_ci_low", "rmsea_ci_high", "srmr"]
"""What a model without an admissible solution does not have."""

STANDARDISED = ["estimate", "std_error", "ci_low", "ci_high"]


def table_fit(reading: Reading) -> pd.DataFrame:
    """Fit of the intended model, with the cutoffs simulated for it and the usual ones."""
    frame = hypothesised(reading, "fit", proper=True)
    frame = frame[frame["index"].isin(["chi_square", *CONVENTIONS, "tli"])]
    frame = frame[(frame["variant"] != "standard") | (frame["index"] == "srmr")]
    frame = frame.reset_index(drop=True)
    simulated = cutoffs_by_index(reading)
    keys = [tuple(row) for row in frame[[*BLOCK, "index", "variant"]].values]
    levels = [
        [cutoff_text(simulated.get((*key, level))) for key in keys] for level in (0, 1, 2)
    ]
    draws = style.count(reading.given.summary(RULE)["cutoff_draws"])
    usual = [CONVENTIONS.get(i) for i in frame["index"]]
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "fit_index": index_names(reading, frame),
            "fit_value": [fit_value(row) for row in frame.to_dict("records")],
            "df": [blank(text) for text in each(frame["df"], style.degrees)],
            "p_value": [blank(text) for text in each(frame["p_value"], style.p_value)],
            "cutoff_true": levels[0],
            "cutoff_1": levels[1],
            "cutoff_2": levels[2],
            "cutoff_usual": [style.bounded(v) if v else "" for v in usual],
            **basis(reading, frame),
            "cutoff_draws": [draws] * len(frame),
        },
    )


def hypothesised(reading: Reading, name: str, *, proper: bool = False) -> Any:
    """The rows of a table about the intended model, perhaps only where that is proper."""
    models = reading.table(RULE, "models")
    main = models[models["role"] == "hypothesised"]
    main = main[main["proper"].astype(bool)] if proper else main
    frame = reading.table(RULE, name).merge(main[[*BLOCK, "model"]], on=[*BLOCK, "model"])
    return frame.reset_index(drop=True)


def cutoffs_by_index(reading: Reading) -> dict[tuple, float]:
    """The simulated cutoff of every block, index, variant and level."""
    frame = reading.table(RULE, "cutoffs")
    rows = frame[[*BLOCK, "index", "variant", "level", "cutoff"]].values
    return {tuple(row[:-1]): row[-1] for row in rows}


def cutoff_text(value: float | None) -> str:
    """A cutoff; a dash where simulation found none, nothing where there was no simulation."""
    return "" if value is None else style.bounded(value, 3)


def blank(text: str) -> str:
    """`text`, or nothing where an index has no such number."""
    return "" if text == style.MISSING else text


def index_names(reading: Reading, frame: Any) -> list[str]:
    """The index with its variant."""
    words = reading.words
    return [
        words.text(
            "signs.with_remark",
            name=words.term("fit_index", index),
            remark=words.term("variant", variant),
        )
        if index != "srmr"
        else words.term("fit_index", index)
        for index, variant in frame[["index", "variant"]].values
    ]


def fit_value(row: Any) -> str:
    """The value of an index, with its interval where it has one."""
    if row["index"] == "chi_square":
        return style.number(row["estimate"], 1)
    return style.estimate(row["estimate"], row["ci_low"], row["ci_high"], 3)


def table_weaknesses(reading: Reading) -> pd.DataFrame:
    """What is weak about the answers or the solutions behind these numbers."""
    said = [note_text(reading, note) for note in reading.given.summary(RULE)["notes"]]
    return titled(reading, {"weakness": list(dict.fromkeys(said))})


def table_models(reading: Reading) -> pd.DataFrame:
    """The intended model and its rivals."""
    frame = reading.table(RULE, "models").copy()
    frame[NUMBERS] = frame[NUMBERS].where(frame["proper"].astype(bool))
    errors = frame.rename(columns={"rmsea_ci_low": "ci_low", "rmsea_ci_high": "ci_high"})
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "model": terms(reading, "model", frame["model"]),
            "role": terms(reading, "role", frame["role"]),
            "chi_square": each(frame["chi_square"], style.number, decimals=1),
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            "cfi": each(frame["cfi"], style.bounded, decimals=3),
            "rmsea": estimates(errors, "rmsea", 3) if "ci_low" not in errors else [
                style.estimate(*row, decimals=3)
                for row in errors[["rmsea", "ci_low", "ci_high"]].values
            ],
            "srmr": each(frame["srmr"], style.bounded, decimals=3),
            "solution": terms(reading, "solution", frame["solution"]),
            **basis(reading, frame),
        },
    )  # fmt: skip


def table_comparisons(reading: Reading) -> pd.DataFrame:
    """Which model is nested in which, and whether the simpler one fits worse."""
    frame = reading.table(RULE, "comparisons")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "simpler_model": terms(reading, "model", frame["model"]),
            "nested_in": terms(reading, "model", frame["nested_in"]),
            "relation": terms(reading, "relation", frame["relation"]),
            "chi_square_difference": each(frame["statistic"], style.number, decimals=1),
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_loadings(reading: Reading) -> pd.DataFrame:
    """Standardised loadings of the intended model, and the variance of items it explains."""
    frame = hypothesised(reading, "parameters")
    keys = [*BLOCK, "left"]
    shares = frame[frame["operator"] == "r2"]
    explained = dict(zip(map(tuple, shares[keys].values), shares["estimate"], strict=True))
    frame = frame[frame["operator"] == "=~"].reset_index(drop=True)
    shown = standardised(frame)
    pairs = [tuple(row) for row in frame[[*BLOCK, "right"]].values]
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["left"]),
            "item": [part_name(reading, row) for row in frame.to_dict("records")],
            "wording": [wording_of(reading, row) for row in frame.to_dict("records")],
            "loading": estimates(shown),
            "loading_error": each(shown["std_error"], style.bounded, decimals=3),
            "r_squared": [style.bounded(explained[pair]) for pair in pairs],
            **basis(reading, frame),
        },
    )


def standardised(frame: Any) -> Any:
    """`frame` with the standardised solution in the columns of the estimate."""
    renamed = {
        "standardised": "estimate",
        **{f"standardised_{c}": c for c in ("std_error", "ci_low", "ci_high")},
    }
    return frame.drop(columns=STANDARDISED).rename(columns=renamed)


def part_name(reading: Reading, row: Any) -> str:
    """An item's id, or the title of a dimension that a general factor explains."""
    items = reading.given.instruments[row["instrument"]].all_items
    return row["right"] if row["right"] in items else reading.dimension(row["right"])


def wording_of(reading: Reading, row: Any) -> str:
    """The wording of an item; nothing for a dimension."""
    if row["right"] not in reading.given.instruments[row["instrument"]].all_items:
        return ""
    return reading.wording(row["instrument"], row["right"], row["source"])


def table_modification(reading: Reading) -> pd.DataFrame:
    """What the intended model leaves out at the greatest cost."""
    frame = reading.table(RULE, "modification")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "left_out": [left_out(reading, row) for row in frame.to_dict("records")],
            "score_test": each(frame["statistic"], style.number, decimals=1),
            "modification_index": each(frame["index"], style.number, decimals=1),
            "expected_change": each(frame["standardised_change"], style.bounded),
            "p_adjusted": each(frame["p_adjusted"], style.p_value),
            "n_tests": each(frame["n_tests"], style.count),
            **basis(reading, frame),
        },
    )


def left_out(reading: Reading, row: Any) -> str:
    """A loading or a residual correlation in words."""
    if row["operator"] == "=~":
        return reading.words.text(
            "left_out.loading", item=row["right"], dimension=reading.dimension(row["left"])
        )
    return reading.words.text("left_out.residual", item_a=row["left"], item_b=row["right"])


def table_residuals(reading: Reading) -> pd.DataFrame:
    """Pairs of items whose correlation the intended model misses most."""
    frame = reading.table(RULE, "residuals")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "item_a": frame["item_a"],
            "item_b": frame["item_b"],
            "residual": each(frame["residual"], style.bounded),
            "z": each(frame["statistic"], style.number),
            "p_adjusted": each(frame["p_adjusted"], style.p_value),
            **basis(reading, frame),
        },
    )


COEFFICIENTS = ["omega_categorical", "ave", "prmse_subscore", "prmse_total"]


def table_reliability(reading: Reading) -> pd.DataFrame:
    """What the model says of each dimension's score."""
    frame = hypothesised(reading, "reliability")
    keys = [*BLOCK, "dimension"]
    sides = {
        name: frame[frame["coefficient"] == name].reset_index(drop=True)
        for name in COEFFICIENTS
    }
    first = sides["omega_categorical"]
    rows = list(map(tuple, first[keys].values))
    values = {
        name: dict(zip(map(tuple, side[keys].values), side["estimate"], strict=True))
        for name, side in sides.items()
    }
    yes, no = reading.words.text("signs.yes"), reading.words.text("signs.no")
    own, total = values["prmse_subscore"], values["prmse_total"]
    return titled(
        reading,
        {
            "answers": reading.block_names(first),
            "dimension": dimensions(reading, first["dimension"]),
            "omega_categorical": estimates(first),
            "ave": [style.bounded(values["ave"][row]) for row in rows],
            "prmse_subscore": [shown(own, row) for row in rows],
            "prmse_total": [shown(total, row) for row in rows],
            "own_score": [
                "" if row not in own else yes if own[row] > total[row] else no for row in rows
            ],
            **basis(reading, first),
        },
    )


def shown(values: dict[tuple, float], row: tuple) -> str:
    """A value, or nothing where there is none."""
    return style.bounded(values[row]) if row in values else ""


def table_discriminant(reading: Reading) -> pd.DataFrame:
    """How distinct the dimensions are."""
    frame = reading.table(RULE, "discriminant")
    yes, no = reading.words.text("signs.yes"), reading.words.text("signs.no")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension_a": dimensions(reading, frame["dimension_a"]),
            "dimension_b": dimensions(reading, frame["dimension_b"]),
            "latent_correlation": estimates(frame),
            "htmt": each(frame["htmt"], style.bounded),
            "htmt2": each(frame["htmt2"], style.bounded),
            "fornell_larcker": [yes if f else no for f in frame["fornell_larcker"]],
            **basis(reading, frame),
        },
    )
