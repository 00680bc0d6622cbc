"""Rows of a table, computed in every completed copy of a design, made one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri

from analysis.stats.distributions import fisher_tail, student_quantile, student_tail
from analysis.stats.pooling import Pooled, pooled, pooled_r_squared, pooled_test
from analysis.stats.shrinkage import browne_cross_validity, ezekiel, olkin_pratt
from analysis.weighting.one_design import Design

Row = dict[str, Any]

CORRELATION = "pearson_cluster_jackknife"
"""The estimator whose rows are pooled as Fisher's z."""

POWERS = 2
"""How many terms Ramsey's test adds."""


def over_copies(
    design: Design, rows_of: Callable[[Design], Iterable[Row]], confidence: float
) -> list[Row]:
    """The rows of `design`, pooled over its copies where it has any.

    What has an error and degrees of freedom is pooled by Rubin's rules, with the degrees of
    freedom of Barnard and Rubin and the `fraction_missing` of its information; correlations
    as Fisher's z; joint tests from their statistics; all else is averaged. Rows that a copy
    lacks are left out.
    """
    return pooled_or_only([list(rows_of(copy)) for copy in design.filled], confidence)


def pooled_or_only(tables: Sequence[list[Row]], confidence: float) -> list[Row]:
    """The rows of the only table, or those that all tables have, pooled."""
    return tables[0] if len(tables) == 1 else pooled_tables(tables, confidence)


def pooled_tables(tables: Sequence[Sequence[Row]], confidence: float) -> list[Row]:
    """The rows that all `tables` have, pooled."""
    found = [{key_of(row): row for row in rows} for rows in tables]
    return [
        pooled_row([own[key] for own in found], confidence)
        for key in found[0]
        if all(key in own for own in found)
    ]


def key_of(row: Row) -> tuple[tuple[str, Any], ...]:
    """What a row is about: its words, and the number of its part."""
    return tuple(
        (name, value)
        for name, value in row.items()
        if (isinstance(value, str) and name != "note") or name == "part"
    )


def pooled_row(rows: Sequence[Row], confidence: float) -> Row:
    """The same row of every copy, pooled."""
    row = {name: averaged([r[name] for r in rows]) for name in rows[0]}
    row["imputations"] = len(rows)
    if not {"std_error", "df"} <= set(row):
        return row
    if row["estimator"] == CORRELATION:
        return row | pooled_correlation(rows, confidence)
    if np.isfinite(row["std_error"]):
        row |= pooled_slope(rows, "std_error", [r["df"] for r in rows], confidence)
        if "hc3_std_error" in row:
            row |= pooled_by_person(rows)
    elif np.isfinite(row["statistic"]):
        given = column(rows, "statistic"), column(rows, "df")
        statistic, df, p_value = pooled_f(*given, POWERS)
        row |= {"estimate": statistic, "statistic": statistic, "df": df, "p_value": p_value}
    return row


def pooled_f(statistics: np.ndarray, df: np.ndarray, k: int) -> tuple[float, float, float]:
    """Tests of `k` parameters in m copies made one: F, its second df and p value.

    The second degrees of freedom are at most the mean of those `df` (m,) that the tests of
    the copies have, which imputation cannot add to.
    """
    if len(statistics) == 1:
        one = float(statistics[0]), float(df[0])
        return *one, float(fisher_tail(one[0], k, one[1]))
    statistic, between, _ = pooled_test(statistics, k)
    most = min(between, float(df.mean()))
    return statistic, most, float(fisher_tail(statistic, k, most))


def averaged(values: Sequence[Any]) -> Any:
    """The mean of numbers; the first of anything else, or of numbers that are all the same."""
    first = values[0]
    if isinstance(first, str):
        return next((v for v in values if v), first)
    return first if all(v == first for v in values) else float(np.mean(values))


def column(rows: Sequence[Row], name: str) -> np.ndarray:
    """One value of every copy, shape (m,)."""
    return np.array([row[name] for row in rows], dtype=float)


def by_rubin(estimates: np.ndarray, errors: np.ndarray, df: np.ndarray) -> Pooled:
    """Rubin's rules for one number, arrays of shape (m,)."""
    return pooled(estimates[:, None], errors[:, None] ** 2, df.mean(keepdims=True))


def pooled_slope(
    rows: Sequence[Row], error: str, df: Sequence[float], confidence: float
) -> Row:
    """Estimate, error, interval and test of a slope."""
    found = by_rubin(column(rows, "estimate"), column(rows, error), np.array(df))
    estimate, std_error = float(found.estimate[0]), float(found.std_error[0])
    margin = float(student_quantile((1 + confidence) / 2, found.df[0])) * std_error
    return {
        **{"estimate": estimate, "std_error": std_error},
        **{"ci_low": estimate - margin, "ci_high": estimate + margin},
        **tested(estimate, std_error, float(found.df[0])),
        "fraction_missing": float(found.fraction_missing[0]),
    }


def tested(estimate: float, std_error: float, df: float) -> Row:
    """Student's t of 0; nothing where there is no error."""
    if not std_error > 0:
        return {"statistic": np.nan, "df": df, "p_value": np.nan}
    statistic = estimate / std_error
    return {"statistic": statistic, "df": df, "p_value": 2 * student_tail(abs(statistic), df)}


def pooled_by_person(rows: Sequence[Row]) -> Row:
    """HC3 error and p value of a slope, as if people were independent."""
    df = column(rows, "hc3_df")
    found = pooled_slope(rows, "hc3_std_error", df.tolist(), 0.95)
    return {"hc3_std_error": found["std_error"], "hc3_p_value": found["p_value"]}


def pooled_correlation(rows: Sequence[Row], confidence: float) -> Row:
    """Estimate, error, interval and test of a correlation, pooled as Fisher's z."""
    r, errors = column(rows, "estimate"), column(rows, "std_error")
    if not np.isfinite(errors).all():
        return {}
    slopes = 1 - r**2
    found = by_rubin(np.arctanh(r), errors / slopes, column(rows, "df"))
    z, std_error = float(found.estimate[0]), float(found.std_error[0])
    margin = float(student_quantile((1 + confidence) / 2, found.df[0])) * std_error
    return {
        **{"estimate": np.tanh(z), "std_error": (1 - np.tanh(z) ** 2) * std_error},
        **{"ci_low": np.tanh(z - margin), "ci_high": np.tanh(z + margin)},
        **tested(z, std_error, float(found.df[0])),
        "fraction_missing": float(found.fraction_missing[0]),
    }


def pooled_model(rows: Sequence[Row], confidence: float) -> Row:
    """R² of all copies made one, with what it leaves in the population and in new people."""
    if len(rows) == 1:
        return rows[0]
    p, margin = int(rows[0]["n_predictors"]), float(ndtri((1 + confidence) / 2))
    squared, n = column(rows, "r_squared"), int(rows[0]["n"])
    r_squared, low, high = pooled_r_squared(squared, n=n, margin=margin)
    z = np.arctanh(np.sqrt(np.clip(squared, 0.0, 1.0)))
    within, between = 1 / (n - 3), (1 + 1 / len(z)) * z.var(ddof=1)
    root = np.sqrt(r_squared)
    return rows[0] | {
        **{"r_squared": r_squared, "ci_low": low, "ci_high": high},
        "std_error": 2 * root * (1 - r_squared) * np.sqrt(within + between),
        "r_squared_ezekiel": ezekiel(r_squared, n=n, p=p),
        "r_squared_olkin_pratt": olkin_pratt(r_squared, n=n, p=p),
        "cross_validity_browne": browne_cross_validity(r_squared, n=n, p=p),
        **{"imputations": len(rows), "fraction_missing": between / (within + between)},
    }


def pooled_r(copies: np.ndarray) -> np.ndarray:
    """Correlations of m copies (m, q) made one by Fisher's z, shape (q,)."""
    return np.tanh(np.arctanh(copies).mean(axis=0))


def pooled_limits(
    copies: np.ndarray, *, n: int, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the pooled correlations (m, q) of `n` independent people, each (q,).

    The last one is a multiple correlation, which is not negative (Harel 2009, see
    `analysis.stats.pooling.pooled_r_squared`).
    """
    z = np.arctanh(copies)
    q = copies.shape[1]
    found = pooled(z, np.full(z.shape, 1 / (n - 3)), np.full(q, float(n - 3)))
    half = student_quantile((1 + confidence) / 2, found.df) * found.std_error
    low, high = np.tanh(found.estimate - half), np.tanh(found.estimate + half)
    low[-1] = max(low[-1], 0.0)
    return low, high
