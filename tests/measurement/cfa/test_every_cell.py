"""Every cell of lavaan's fits: known data, invariance ladders, and samples drawn for this.

tests/reference/cfa_cells: `known` and `invariance` are models of published data, `more` are
other models of samples drawn by samples.R. Nothing is left out but what `NO_COUNTERPART` names.
"""

from functools import cache

import numpy as np
import pytest

from tests.measurement.cfa.cells import (
    Entry,
    aligned,
    entry_of,
    explained_cells,
    frozen,
    modification_cells,
    numbers,
    objective,
    residual_cells,
    steepness,
    their_parameters,
)
from tests.measurement.cfa.fit_cells import fit_cells

ESTIMATE = 1e-5  # of the reference entries
STOPPED = 2e-4  # where lavaan stopped early: ours has to have the lower objective
STD_ERROR = 1e-4  # relative, of the reference entries
STOPPED_ERROR = 2e-4  # relative, where lavaan stopped early: errors move with the estimates
PROBABILITY = 1e-4
FIT = 1e-4  # relative above one, absolute below: nearer than the entries ask for scaled ones
MODIFICATION = 5e-4  # relative: an index is the square of a slope that lavaan leaves at 1e-6
CHANGE = 1e-5  # expected changes of almost nothing, absolute
ROUNDING = 1e-12  # of objectives
LARGE = 1.0  # standard errors above this: improper solutions, whose estimates wander

FILES = {name: frozen(name) for name in ("known", "invariance", "more")}
NAMES = [(file, name) for file, entries in FILES.items() for name in entries]
IMPROPER = [(f, n) for f, n in NAMES if not FILES[f][n]["value"]["post_check"]]

NO_COUNTERPART = {
    "gfi, agfi, pgfi with missing='fiml'": "nobody defines them for incomplete answers; lavaan "
    "takes sample moments of one kind and weights of another",
    "cfi, tli, nnfi, rni .robust of ordinal items in several groups": "lavaan sums the traces "
    "of the baseline otherwise; ours rest on tests/stats/sem/test_categorical_robust.py",
    "*.robust of ordinal items under equality constraints": "lavaan gives NA; ours exist",
    "rmsea.ci.upper.scaled where df times scaling is below one": "lavaan gives 0 there",
    "modification index of ~*~ with parameterization='theta'": "scaling factors are no "
    "elements there, they follow from residual variances",
    "sepc.* of scaling factors and variances": "lavaan standardises the parameter itself",
    "standard errors where lavaan has none": "items in very different units: it cannot invert "
    "the information; ours are finite",
}


@cache
def entry(file: str, name: str) -> Entry:
    return entry_of(FILES[file][name])


def kept(given: Entry) -> np.ndarray:
    """Rows to compare: all, of improper solutions those with a standard error below LARGE."""
    errors = numbers(given.value["parameters"]["se"])
    return np.ones(len(errors), bool) if given.value["post_check"] else errors < LARGE


@cache
def tolerance(file: str, name: str) -> float:
    """Of estimates; wider where lavaan stopped early, which our objective has to prove."""
    given = entry(file, name)
    theirs, mine = aligned(given)
    columns = [("est", "estimate"), ("std.lv", "latent"), ("std.all", "complete")]
    free = (theirs["operator"] != ":=").to_numpy() & kept(given)
    away = max(
        np.nanmax(np.abs(mine[b].to_numpy(float) - theirs[a].to_numpy())[free])
        for a, b in columns
    )
    if away <= ESTIMATE:
        return ESTIMATE
    there = their_parameters(given)
    assert objective(given, given.fit.parameters) <= objective(given, there) + ROUNDING
    assert steepness(given, given.fit.parameters) < steepness(given, there) / 10
    return STOPPED


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_every_parameter(file, name):
    given, near = entry(file, name), tolerance(file, name)
    assert given.fit.converged
    theirs, mine = (part[kept(given)] for part in aligned(given))
    scale = np.maximum(1, theirs["est"].abs().to_numpy())
    assert close(mine["estimate"], theirs["est"], near * scale)
    assert mine["std_error"].notna().all()
    theirs, mine = (part[theirs["se"].notna()] for part in (theirs, mine))
    scale = scale[: len(theirs)] if len(theirs) == len(scale) else np.ones(len(theirs))
    errors = theirs["se"].to_numpy()
    apart = STD_ERROR if near == ESTIMATE else STOPPED_ERROR
    tested = errors > 0
    if not tested.any():
        return
    assert close(mine["std_error"], errors, apart * errors + 1e-12)
    assert np.isnan(mine["statistic"][~tested]).all()
    step = near * scale[tested] / errors[tested]  # z moves with the estimate
    z = theirs["z"][tested]
    assert close(mine["statistic"][tested], z, step + 2 * apart * z.abs())
    assert close(mine["p_value"][tested], theirs["pvalue"][tested], PROBABILITY + step / 2)
    for column, own in (("ci.lower", "ci_low"), ("ci.upper", "ci_high")):
        assert close(mine[own], theirs[column], near * scale + 2 * apart * errors)


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_every_standardised_value(file, name):
    given, near = entry(file, name), tolerance(file, name)
    theirs, mine = (part[kept(given)] for part in aligned(given))
    for column, own in (
        ("std.lv", "latent"),
        ("std.all", "complete"),
        ("std.nox", "complete"),
    ):
        scale = np.maximum(1, theirs[column].abs().to_numpy())
        assert close(mine[own], theirs[column], near * scale), column


def close(found, expected, allowed) -> bool:
    """Within a tolerance, and NaN in the same places."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    absent = np.isnan(expected)
    away = np.abs(found - expected)[~absent]
    allowed = np.broadcast_to(np.asarray(allowed, float), expected.shape)[~absent]
    return bool((np.isnan(found) == absent).all() and (away <= allowed).all())


def without_counterpart(given: Entry, measure: str, expected: float | None) -> bool:
    """Whether `NO_COUNTERPART` names a fit measure."""
    if measure in ("gfi", "agfi", "pgfi"):
        return given.fit.missing == "fiml"
    if measure == "rmsea.ci.upper.scaled":
        scaled = [t for t in given.fit.tests.values() if t.name != "standard"]
        return not scaled[0].shift and 0 < scaled[0].df * scaled[0].scaling < 1
    if not given.ordinal or not measure.endswith(".robust"):
        return False
    compared = measure.split(".")[0] in ("cfi", "tli", "nnfi", "rni")
    return expected is None or (given.n_groups > 1 and compared)


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_every_fit_measure(file, name):
    given, found = entry(file, name), fit_cells(entry(file, name))
    expected = given.value["fit"]
    away = {
        measure: (found[measure], value)
        for measure, value in expected.items()
        if not without_counterpart(given, measure, value)
        and not close(found[measure], numbers([value])[0], FIT * max(1, abs(value or 0)))
    }
    assert away == {}
    assert set(found) >= set(expected)


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_every_explained_variance_and_residual(file, name):
    given, near = entry(file, name), tolerance(file, name)
    for found, expected in explained_cells(given):
        assert close(found, numbers([expected])[0], near)
    if "residuals" in given.value:
        for found, expected in residual_cells(given):
            np.testing.assert_allclose(found, expected, atol=near)


@pytest.mark.parametrize(("file", "name"), NAMES)
def test_every_modification_index(file, name):
    given = entry(file, name)
    top = given.value.get("mi")
    if not top or not top["mi"]:
        return
    found = modification_cells(given)
    operator, same = np.array(top["op"]), np.array(top["lhs"]) == np.array(top["rhs"])
    follows = (operator == "~*~") & (given.spec.get("parameterization") == "theta")
    spread = (operator == "~*~") | ((operator == "~~") & same)
    for column in found:
        value = numbers(top[column])
        rows = ~follows & ~(spread & column.startswith("sepc"))
        allowed = MODIFICATION * np.abs(value) + CHANGE
        assert close(found[column][rows], value[rows], allowed[rows]), column


@pytest.mark.parametrize(("file", "name"), IMPROPER)
def test_improper_solutions_are_named(file, name):
    notes = {note["note"] for note in entry(file, name).fit.notes}
    assert notes & {"negative_variance", "covariance_not_possible"}
