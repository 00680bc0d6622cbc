"""Sentences on the confirmatory analysis: fit, rivals and local misfit in words."""

from typing import Any

from reports import style
from reports.reading import Reading, blocks, rows_of
from reports.sentences.solutions import intended_models, is_solved, key_of, unsolved
from reports.sentences.value import p_of
from reports.tables.confirmatory import RULE, cutoffs_by_index

CLEAR = 0.05
"""Level of an adjusted p value below which misfit is said aloud."""

WIDEST = 0.85
"""HTMT from which two dimensions hardly differ: Henseler et al. (2015)."""


def fit_findings(reading: Reading) -> list[str]:
    """The fit of the intended model to each set of answers, and what it is worth."""
    words, simulated = reading.words, cutoffs_by_index(reading)
    sentences = []
    for row in intended_models(reading):
        if not is_solved(row):
            sentences.append(unsolved_text(reading, row))
            continue
        verdict = fit_verdict(row, simulated)
        said = fit_text(reading, row)
        sentences.append(said + words.text(f"findings.measurement.cfa_verdict_{verdict}"))
    return sentences


def unsolved_text(reading: Reading, row: Any) -> str:
    """That an intended model has no admissible solution, and why."""
    return reading.words.text(
        "findings.measurement.cfa_none",
        answers=reading.block(*key_of(row)),
        why=unsolved(reading, row),
    )


def fit_verdicts(reading: Reading) -> list[str]:
    """What the fit of the intended model to each set of answers is worth, in one word.

    Models without an admissible solution have none.
    """
    simulated = cutoffs_by_index(reading)
    rows = [row for row in intended_models(reading) if is_solved(row)]
    return [fit_verdict(row, simulated) for row in rows]


def fit_verdict(row: Any, simulated: Any) -> str:
    """How the indices stand to cutoffs for mild misfit, or else for a true model."""
    key = (row["instrument"], row["source"], row["wave"])
    variants = {"cfi": row["variant"], "rmsea": row["variant"], "srmr": "standard"}
    mild = {name: simulated.get((*key, name, v, 1)) for name, v in variants.items()}
    verdict = verdict_of(row, mild)
    if verdict != "unknown":
        return verdict
    true = {name: simulated.get((*key, name, v, 0)) for name, v in variants.items()}
    by_true = {"close": "no_worse", "misfit": "wrong", "mixed": "wrong"}
    return by_true.get(verdict_of(row, true), "unknown")


def fit_lines(reading: Reading) -> list[str]:
    """One line of the terminal on the fit to each set of answers."""
    return [
        (fit_text(reading, row) if is_solved(row) else unsolved_text(reading, row)).rstrip()
        for row in intended_models(reading)
    ]


def fit_text(reading: Reading, row: Any) -> str:
    """Model, chi-square and indices of one row of the table of models."""
    return reading.words.text(
        "findings.measurement.cfa_fit",
        answers=reading.block(row["instrument"], row["source"], row["wave"]),
        model=reading.words.term("model", row["model"]),
        chi_square=style.number(row["chi_square"], 1),
        df=style.degrees(row["df"]),
        p=p_of(reading, row["p_value"]),
        cfi=style.bounded(row["cfi"], 3),
        rmsea=style.estimate(row["rmsea"], row["rmsea_ci_low"], row["rmsea_ci_high"], 3),
        srmr=style.bounded(row["srmr"], 3),
    )  # fmt: skip


def verdict_of(row: Any, cutoffs: dict[str, float | None]) -> str:
    """How the indices stand to the cutoffs simulated for the mildest misfit."""
    known = {name: c for name, c in cutoffs.items() if c is not None and c == c}
    if not known:
        return "unknown"
    worse = [
        name for name, cutoff in known.items()
        if (row[name] < cutoff if name == "cfi" else row[name] > cutoff)
    ]  # fmt: skip
    return "close" if not worse else "misfit" if len(worse) == len(known) else "mixed"


def rival_findings(reading: Reading) -> list[str]:
    """Which rivals fit worse for sure, and which cannot be told from the intended model."""
    words = reading.words
    models, pairs = reading.table(RULE, "models"), reading.table(RULE, "comparisons")
    models = models[models["proper"].astype(bool)]
    solved = {key_of(row): row["model"] for row in intended_models(reading) if is_solved(row)}
    sentences = []
    for key, main in solved.items():
        own = rows_of(pairs, key)
        own = own[(own["nested_in"] == main) & (own["relation"] == "nested")]
        own = own[own["model"].isin(rows_of(models, key)["model"])]
        for verdict, kept in (
            ("worse", own[own["p_value"] < CLEAR]),
            ("not_worse", own[own["p_value"] >= CLEAR]),
        ):
            if kept.empty:
                continue
            named = [
                words.text(
                    "signs.with_remark",
                    name=words.term("model", row["model"]),
                    remark=difference_text(reading, row),
                )
                for row in kept.to_dict("records")
            ]
            sentences.append(
                words.text(
                    f"findings.measurement.cfa_rivals_{verdict}",
                    answers=reading.block(*key),
                    model=words.term("model", main),
                    rivals=words.listing(named),
                )
            )
    return sentences


def difference_text(reading: Reading, row: Any) -> str:
    """The difference test of a row of comparisons."""
    return reading.words.text(
        "signs.difference_test",
        statistic=style.number(row["statistic"], 1),
        df=style.degrees(row["df"]),
        p=p_of(reading, row["p_value"]),
    )


def misfit_findings(reading: Reading) -> list[str]:
    """Where the intended model misses something for sure."""
    words = reading.words
    frame = reading.table(RULE, "modification")
    sentences = []
    for key in [key_of(row) for row in intended_models(reading) if is_solved(row)]:
        rows = rows_of(frame, key)
        rows = rows[rows["p_adjusted"] < CLEAR]
        if rows.empty:
            sentences.append(
                words.text("findings.measurement.cfa_no_misfit", answers=reading.block(*key))
            )
            continue
        said = [misfit_text(reading, row) for row in rows.to_dict("records")]
        sentences.append(
            words.text(
                "findings.measurement.cfa_misfit",
                answers=reading.block(*key),
                misfit=words.text("signs.clauses").join(said),
            )
        )
    return sentences


def misfit_text(reading: Reading, row: Any) -> str:
    """One missing parameter in words, such as "inf3 and inf4 share more than ... explains"."""
    words = reading.words
    size = change_text(row["standardised_change"])
    side = "more" if row["standardised_change"] > 0 else "less"
    of = reading.given.instruments[row["instrument"]].dimension_of
    if row["operator"] == "=~":
        return words.text(
            f"misfit.loading_{side}",
            item=row["right"],
            own=reading.dimension(of[row["right"]]),
            other=reading.dimension(row["left"]),
            size=size,
        )
    first, second = of[row["left"]], of[row["right"]]
    if first == second:
        return words.text(
            f"misfit.within_{side}",
            item_a=row["left"],
            item_b=row["right"],
            dimension=reading.dimension(first),
            size=size,
        )
    return words.text(
        f"misfit.across_{side}",
        item_a=row["left"],
        item_b=row["right"],
        dimension_a=reading.dimension(first),
        dimension_b=reading.dimension(second),
        size=size,
    )


def change_text(change: float) -> str:
    """An expected correlation; the approximation behind it may leave the possible range."""
    if abs(change) < 1:
        return style.bounded(change)
    return "> .99" if change > 0 else f"< {style.MINUS}.99"


def distinct_findings(reading: Reading) -> list[str]:
    """The two dimensions that lie closest, and whether they can be told apart."""
    frame = reading.table(RULE, "discriminant")
    sentences = []
    for key in blocks(frame):
        rows = rows_of(frame, key).sort_values("estimate", kind="stable")
        row = rows.iloc[-1]
        far = not row["htmt2"] >= WIDEST and not row["estimate"] >= WIDEST
        kind = "not_apart" if not far else "apart" if row["fornell_larcker"] else "weak_items"
        sentences.append(
            reading.words.text(
                f"findings.measurement.cfa_{kind}",
                answers=reading.block(*key),
                dimension_a=reading.dimension(row["dimension_a"]),
                dimension_b=reading.dimension(row["dimension_b"]),
                value=style.estimate(row["estimate"], row["ci_low"], row["ci_high"]),
                htmt=style.bounded(row["htmt2"]),
            )
        )
    return sentences
