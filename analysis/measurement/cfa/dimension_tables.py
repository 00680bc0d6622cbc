"""What the models of a block say of its dimensions, and of people, from proper solutions."""

import pandas as pd

from analysis.columns import ESTIMATE
from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.cfa.dimensions import discriminant_rows, reliability_rows
from analysis.measurement.cfa.factor_scores import factor_scores, no_scores
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.general_factor import MODELS, general_factor_rows
from analysis.measurement.cfa.models import measured
from analysis.measurement.cfa.resampled import Resampled
from analysis.measurement.cfa.tables import table
from analysis.notes import remark

RELIABILITY = ["model", "dimension", "coefficient", *ESTIMATE]
GENERAL_FACTOR = ["model", "dimension", "item", "coefficient", *ESTIMATE]
DISCRIMINANT = ["model", "dimension_a", "dimension_b", "estimate", "std_error", "ci_low"]
DISCRIMINANT += ["ci_high", "htmt", "htmt2", "fornell_larcker"]
SCORES = ["response", "person", "model", "dimension", "estimate", "std_error", "method"]
DETERMINACY = ["model", "dimension", "estimate", "with_mean", "method", "n_scored"]


def dimension_tables(
    block: AnswerBlock,
    main: str,
    sound: dict[str, CfaFit],
    resampled: Resampled,
    *,
    confidence: float,
) -> dict[str, pd.DataFrame]:
    """Reliability and distinctness of the dimensions, and the weight of a general factor.

    Parameters
    ----------
    sound
        The proper solutions by the name of their model.
    """
    dimensions = measured(block.instrument)
    reliability, general, discriminant = [], [], []
    several = {d: items for d, items in dimensions.items() if len(items) > 1}
    if main in sound and several:
        rows = reliability_rows(sound[main], several, resampled, confidence=confidence)
        reliability = [{"model": main, **row} for row in rows]
    for name in MODELS:
        if name in sound and len(dimensions) > 1:
            rows = general_factor_rows(
                sound[name], dimensions, resampled, confidence=confidence
            )
            general += [{"model": name, **row} for row in rows]
    if "correlated" in sound and len(dimensions) > 1:
        rows = discriminant_rows(sound["correlated"], dimensions, confidence=confidence)
        discriminant = [{"model": "correlated", **row} for row in rows]
    return {
        "reliability": table(reliability, RELIABILITY),
        "general_factor": table(general, GENERAL_FACTOR),
        "discriminant": table(discriminant, DISCRIMINANT),
    }


def score_tables(
    block: AnswerBlock, main: str, sound: dict[str, CfaFit]
) -> tuple[dict[str, pd.DataFrame], str]:
    """Factor scores of the hypothesised model and their determinacy; or why there are none."""
    why_not = no_scores(sound[main]) if main in sound else remark("improper_solution")
    if why_not:
        return {"scores": table([], SCORES), "determinacy": table([], DETERMINACY)}, why_not
    found = factor_scores(sound[main], block.rows)
    return {
        "scores": found.scores.assign(model=main).reindex(columns=SCORES),
        "determinacy": found.determinacy.assign(model=main).reindex(columns=DETERMINACY),
    }, ""
