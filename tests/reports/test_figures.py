"""Figures: what is drawn and written on the axes, not pixels."""

import inspect

import numpy as np
import pytest

from reports import style
from reports.figures import criterion, importance, intake, measurement, screening, weighting
from reports.figures.canvas import wrapped
from reports.parts import MODULES
from reports.reading import Reading
from reports.words import Words

FIGURES = [
    pytest.param(function, id=f"{chapter}.{name}")
    for chapter, (_, module) in MODULES.items()
    if module
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if name
    in {
        f"draw_{n}" for n in ("flow", "indices", "categories", "correlations", "scree", "paths")
    }
    | {f"draw_{n}" for n in ("loadings", "distributions", "composition", "validity")}
    | {"draw_residuals", "draw_rank_changes", "draw_differences", "draw_curve"}
    | {f"draw_{n}" for n in ("shares", "schemes", "weights", "components")}
]


def texts(figure) -> set[str]:
    found = {t.get_text() for axes in figure.axes for t in axes.texts}
    for axes in figure.axes:
        found |= {t.get_text() for t in [*axes.get_xticklabels(), *axes.get_yticklabels()]}
        found |= {axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left")}
    return found


@pytest.mark.parametrize("draw", FIGURES)
def test_every_figure_is_drawn_the_same_twice(english, draw):
    with style.drawing():
        first, second = (style.svg(draw(english), "fig-x", "x") for _ in range(2))
    assert first == second


@pytest.mark.parametrize("draw", FIGURES)
def test_every_figure_bears_two_sources_and_two_occasions(several, draw):
    with style.drawing():
        assert style.svg(draw(Reading(several, Words("zh"))), "fig-x", "x")


def test_there_are_at_most_nineteen():
    assert len(FIGURES) == 19


def test_validity_shows_estimates_and_intervals(english):
    with style.drawing():
        (axes,) = weighting.draw_validity(english).axes
    assert next(t.get_text() for t in axes.get_yticklabels()) == "Impact and influence"
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert np.allclose(points[0].get_xdata(), [0.3, 0.25, 0.2, 0.15, 0.1, 0.05])
    segments = np.array(axes.collections[0].get_segments())
    assert np.allclose(segments[0][:, 0], [0.21, 0.39])


def test_importance_is_shown_in_percent(english):
    with style.drawing():
        (axes,) = importance.draw_shares(english).axes
    assert np.allclose(axes.lines[0].get_xdata()[:2], [30, 25])
    assert axes.get_xlabel() == "Share of the explained variance (%)"


def test_loadings_are_written_into_the_cells(english):
    with style.drawing():
        figure = measurement.draw_loadings(english)
    table = english.table("measurement/efa", "loadings")
    assert style.bounded(table["estimate"].iloc[0]) in texts(figure)
    assert {"Self-ratings", "Manager ratings"} <= texts(figure)


def test_correlations_fill_the_lower_triangle(english):
    with style.drawing():
        axes = measurement.draw_correlations(english).axes[0]
    centres = np.array([p.vertices[:4].mean(axis=0) for p in axes.collections[0].get_paths()])
    assert len(centres) == 30 * 29 / 2
    assert (centres[:, 0] < centres[:, 1]).all()


def test_scree_fills_the_retained_points(english):
    with style.drawing():
        axes = measurement.draw_scree(english).axes[0]
    retained = [x for x in axes.lines if x.get_label() == "retained"]
    assert np.allclose(retained[0].get_xdata(), np.arange(1, 7))


def test_flow_names_the_losses(english):
    with style.drawing():
        found = texts(intake.draw_flow(english))
    assert {"received  500", "readable  500", "matched to people  497"} <= set(found)
    assert {"duplicate  9", "unknown person  3"} <= set(found)


def test_indices_are_shares_of_responses(english):
    with style.drawing():
        (axes,) = screening.draw_indices(english).axes
    assert np.allclose(axes.patches[0].get_width(), 100 * 4 / 488)


def test_composition_and_adjustment_stand_side_by_side(english):
    with style.drawing():
        left, right = criterion.draw_composition(english).axes
    assert np.allclose([p.get_width() for p in left.patches], 100 / 3)
    assert np.allclose([p.get_width() for p in right.patches], [0.05, 0.1, 0.15])


def test_labels_break_by_width():
    assert wrapped("Impact and influence", 10) == "Impact and\ninfluence"
    assert wrapped("销售人员六维胜任力", 8) == "销售人员\n六维胜任\n力"
