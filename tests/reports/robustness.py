"""Made-up results of the specification curve and of sensitivity, in the shapes of the rules."""

from itertools import product

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

CHOICES = {
    "screening": ["none", "default", "strict"],
    "score": ["mean", "factor"],
    "criterion": ["composite", "attainment"],
    "adjustment": ["none", "ols"],
    "scheme": ["zero_order", "nnls"],
}
OWN = ("default", "mean", "composite", "ols", "nnls")


def specifications(instrument: Instrument) -> dict:
    """Forty-eight specifications in which the first dimension is first but in a few."""
    dimensions = list(instrument.scored)
    grid = list(product(*CHOICES.values()))
    leading = np.linspace(0.18, 0.42, len(grid))
    table = pd.DataFrame(grid, columns=list(CHOICES)).assign(
        specification=range(1, len(grid) + 1),
        in_force=[row == OWN for row in grid],
        first=[dimensions[int(share < 0.2)] for share in leading],
        **{"multiple_r": 0.4, "validity": 0.38, "unit_validity": 0.33},
        **{"leading_share": leading, "largest_other": 0.2, "n": 437, "n_clusters": 24},
    )
    rest = (1 - leading) / (len(dimensions) - 1)
    shares = [
        {"specification": i, "dimension": d, "share": rest[i - 1] if j else leading[i - 1]}
        | {"place": float(j + 1), "correlation": 0.2}
        for i in table["specification"]
        for j, d in enumerate(dimensions)
    ]
    stability = [
        {"dimension": d, "share": 0.3 - 0.04 * j, "place": j + 1.0, "median": 0.28 - 0.04 * j}
        | {"minimum": 0.05, "maximum": 0.42, "first_share": 0.9 - 0.15 * j}
        | {"same_place_share": 0.8, "same_third_share": 0.95 - 0.1 * j}
        | {"above_equal_share": 0.7, "positive_share": 1.0, "n": len(grid)}
        for j, d in enumerate(dimensions)
    ]
    effects = [
        {"choice": name, "n_options": len(options), "mean_change": 0.01 * (k + 1)}
        | {"largest_change": 0.2, "variance_share": 0.1, "n_pairs": 24}
        for k, (name, options) in enumerate(CHOICES.items())
    ]
    options = [
        {"choice": name, "option": option, "first_share": 0.9 - 0.1 * k, "mean_share": 0.3}
        | {"n": len(grid) // len(all_options)}
        for name, all_options in CHOICES.items()
        for k, option in enumerate(all_options)
    ]
    return {
        "specifications": table,
        "shares": pd.DataFrame(shares),
        "stability": pd.DataFrame(stability),
        "effects": pd.DataFrame(effects),
        "options": pd.DataFrame(options),
        "summary": {"first": dimensions[0], "in_force": dict(zip(CHOICES, OWN, strict=True))},
    }


def without_weights(tables: dict) -> dict:
    """The curve of a study in which nothing can be weighed as it stands."""
    nothing = {"share": np.nan, "same_place_share": np.nan, "same_third_share": np.nan}
    options = tables["options"].assign(first_share=np.nan, mean_share=np.nan)
    return {
        "stability": tables["stability"].assign(**nothing),
        "options": options,
        "effects": tables["effects"].assign(mean_change=np.nan),
        "summary": {**tables["summary"], "first": ""},
    }


def sensitivity(instrument: Instrument) -> dict:
    """Conclusions of every kind, some of which change if nobody is left out."""
    dimensions = list(instrument.scored)
    rows = [
        quantity("answers", "n_kept", "", exclusion, n)
        for exclusion, n in (("none", 488.0), ("default", 470.0), ("strict", 441.0))
    ]
    for exclusion in CHOICES["screening"]:
        for j, d in enumerate(dimensions):
            omega = np.nan if j == 5 else 0.82
            rows.append(quantity("reliability", "alpha", d, exclusion, 0.8))
            rows.append(quantity("reliability", "omega_total", d, exclusion, omega))
        rows += [
            quantity("fit", name, "", exclusion, 0.96) for name in ("cfi", "rmsea", "srmr")
        ]
        rows += [quantity("validity", "correlation", d, exclusion, 0.2) for d in dimensions]
        rows.append(quantity("validity", "multiple_r", "", exclusion, 0.4))
        rows += [quantity("weight", "share", d, exclusion, 1 / 6) for d in dimensions]
    conclusions = [
        conclusion("reliability", exclusion, dimensions[:1] if exclusion == "none" else [])
        for exclusion in ("none", "strict")
    ]
    conclusions += [conclusion("fit", "none", ["cfi", "rmsea"])]
    conclusions += [conclusion("validity", "none", [])]
    first = {"found": "", "in_force": dimensions[0]}
    verdict = {"found": "no_validity", "in_force": "too_little_data"}
    conclusions += [
        conclusion("first", "strict", [], **first) | {"changed": True},
        conclusion("verdict", "none", [], **verdict) | {"changed": True},
    ]
    return {
        "quantities": pd.DataFrame(rows),
        "conclusions": pd.DataFrame(conclusions),
        "summary": {
            **{"in_force": "default", "strict_families": 1, "source": "manager"},
            "verdicts": dict.fromkeys(CHOICES["screening"], "too_little_data"),
        },
    }


def quantity(kind: str, name: str, dimension: str, exclusion: str, estimate: float) -> dict:
    judged = kind != "answers" and name not in ("srmr", "multiple_r")
    own = exclusion == "default" and judged and name != "cfi"
    return {
        **{"kind": kind, "name": name, "dimension": dimension, "exclusion": exclusion},
        **{"estimate": estimate, "ci_low": estimate - 0.1 if own else np.nan},
        **{"ci_high": estimate + 0.1 if own else np.nan},
        **{
            "rule": "interval" if judged else "",
            "changed": name == "cfi" and exclusion != "default",
        },
        **{"n": 470, "estimator": "x", "missing": "listwise"},
    }


def conclusion(name: str, exclusion: str, changed: list[str], **said: str) -> dict:
    return {
        **{"conclusion": name, "exclusion": exclusion, "changed": bool(changed)},
        **{"n_changed": len(changed), "n_compared": 6, "largest_change": 0.05},
        **{"dimensions": ";".join(changed), "found": "", "in_force": "", **said},
    }


def unchanged(tables: dict) -> dict:
    """Nothing changes, and of the fit it is not known."""
    frame = tables["conclusions"].assign(changed=False, dimensions="")
    known = np.where(frame["conclusion"] == "fit", 0, 6)
    return {"conclusions": frame.assign(n_compared=known)}
