"""What results tell their reader: ids with named values, which the report puts into words."""

from typing import Any

from analysis.columns import BLOCK
from analysis.remarks import REMARKS

Note = dict[str, Any]
"""{"note": id, value by name}, an entry of a result's `notes`."""

FIT_NOTES: dict[str, tuple[str, ...]] = {
    # about the answers behind a fit
    "category_not_chosen": ("group", "item", "code"),
    "correlation_not_estimable": ("group", "item_a", "item_b"),
    "correlation_at_bound": ("group", "item_a", "item_b"),
    "correlation_not_converged": ("group", "item_a", "item_b"),
    "empty_cell_filled": ("group", "item_a", "item_b"),
    "empty_cells": ("group", "n_pairs", "n_cells"),
    "correlations_not_positive_definite": ("group", "smallest_eigenvalue"),
    "fewer_people_than_moments": ("group", "n", "n_moments"),
    "fewer_clusters_than_moments": ("group", "n_clusters", "n_moments"),
    "saturated_moments_not_converged": ("group",),
    # about the fit
    "no_weight_matrix": (),
    "weight_matrix_singular": ("n", "n_moments"),
    "admissible_minimum": ("reason", "variance", "rise"),
    "minimum_at_boundary": ("names", "rise"),
    "model_not_converged": ("reason",),
    "model_not_identified": (),
    "negative_variance": ("group", "kind", "name", "estimate"),
    "covariance_not_possible": ("group", "kind", "smallest_eigenvalue"),
}
"""The values of every note on one fitted model, which does not know whose answers it saw."""

PLACED = (
    "empty_cells",
    "correlations_not_positive_definite",
    "fewer_people_than_moments",
    "fewer_clusters_than_moments",
    "no_weight_matrix",
    "admissible_minimum",
    "minimum_at_boundary",
    "model_not_converged",
    "model_not_identified",
    "negative_variance",
    "covariance_not_possible",
)
"""Those that a rule passes on to the reader, with the block and the model they are about."""

NOTES: dict[str, tuple[str, ...]] = {
    # intake
    "columns_not_declared": ("file", "columns"),
    "personal_columns_not_read": ("file", "columns"),
    "columns_not_named": ("file", "n"),
    "rows_are_people": ("file", "n"),
    "own_columns_read": ("file", "columns"),
    "rows_are_raters": ("file", "n"),
    "sheets_read_together": ("file", "n", "n_rows"),
    "sheets_not_read": ("file", "n", "n_rows"),
    "hidden_sheets_read": ("file", "n"),
    "hidden_sheets_not_read": ("file", "n", "n_rows"),
    "hidden_rows_read": ("file", "n", "n_rows"),
    "hidden_columns_read": ("file", "columns"),
    "merged_cells": ("file", "n"),
    "cells_without_heading": ("file", "n", "n_columns"),
    "old_workbook": ("file",),
    "unfinished_answers_kept": ("file", "n"),
    "codes_read_by_their_labels": ("file", "n"),
    "numbers_beyond_options": ("file", "items", "numbers", "n"),
    "end_option_never_chosen": ("file", "options", "code", "n"),
    "items_turned_back": ("file", "items"),
    "items_run_contrary": ("file", *BLOCK, "items"),
    "items_contrary_to_statement": ("file", *BLOCK, "items"),
    "items_contrary_in_few": ("file", *BLOCK, "items", "n"),
    "people_listed_differently": ("file", "n"),
    "ids_of_several_people": ("n",),
    "ids_alike": ("n",),
    "ids_alike_elsewhere": ("file", "n", "ways"),
    "ids_with_unseen_characters": ("file", "column", "n"),
    "words_for_no_id": ("file", "column", "n", "cells"),
    "words_for_no_group": ("file", "column", "n", "cells"),
    "words_kept_as_group": ("file", "column", "n", "cells"),
    "sources_share_few_people": ("file", "n", "n_people"),
    "raters_not_among_clusters": ("file", "column", "n", "n_raters"),
    "rater_is_person": ("file", "n"),
    "not_numbers_left_empty": ("file", "column", "n", "n_filled"),
    "error_cells_left_empty": ("file", "column", "n", "n_filled"),
    "formulas_without_value": ("file", "column", "n", "n_filled"),
    "declared_missing_left_empty": ("file", "column", "n"),
    "personal_groups_left_empty": ("file", "column", "n"),
    "numbers_of_two_readings": ("file", "column", "n"),
    "amounts_in_unit": ("file", "column", "marks", "n", "n_filled"),
    "amounts_turned_negative": ("file", "column", "n"),
    "dates_ambiguous": ("file", "column", "n"),
    "times_without_year": ("file", "column", "n"),
    "people_not_listed": ("n",),
    "people_listed_without_weight": ("file", "n"),
    "answers_without_case_weight": ("n", "n_people"),
    "people_not_answering": ("n",),
    "items_found_by_text": ("file", "n"),
    "columns_joined": ("file", "items"),
    "item_text_differs": ("file", "item", "in_file", "in_instrument"),
    "item_texts_differ_unshown": ("file", "n", "items"),
    "texts_unlike_items": ("file", "n", "closest"),
    "columns_in_another_order": ("file",),
    "form_checks_not_in_answers": (*BLOCK,),
    "form_check_mostly_failed": (*BLOCK, "item", "n", "n_answered"),
    "total_rows_left_out": ("file", "n"),
    "periods_read_as": ("file", "column", "n", "seen", "period"),
    "periods_outside_collected": ("file", "n", "n_filled", "period"),
    "records_corrected": ("file", "n"),
    "records_of_same_period": ("file", "n"),
    "exposure_beyond_period": ("file", "column", "n", "n_filled", "unit", "highest"),
    # screening
    "index_not_computed": (*BLOCK, "index", "reason"),
    "scores_not_screened": (*BLOCK,),
    "straight_lines_undecidable": (*BLOCK, "n"),
    "more_beyond_than_expected": (*BLOCK, "index", "share", "expected"),
    "response_styles_differ": (*BLOCK, "spread"),
    "raters_not_testable": (*BLOCK, "reason"),
    "fewer_families_than_needed": (*BLOCK, "n_families", "families_needed"),
    # any stage, where people are weighted
    "without_case_weights": ("parts",),
    # measurement
    "answers_with_case_weights": (*BLOCK, "n", "n_effective"),
    "constant_item": (*BLOCK, "item", "code"),
    "items_answered_alike": (*BLOCK, "item_a", "item_b", "n", "n_same"),
    "correlations_at_bound": (*BLOCK, "n", "n_pairs"),
    "correlations_not_converged": (*BLOCK, "n", "n_pairs"),
    "empty_cells_filled": (*BLOCK, "n", "n_pairs"),
    "matrix_not_positive_definite": (*BLOCK, "coefficient"),
    "reliability_not_computed": (*BLOCK, "dimension", "reason"),
    "heywood_case": (*BLOCK, "dimension", "item"),
    "one_factor_not_converged": (*BLOCK, "dimension"),
    "scale_samples_left_out": (*BLOCK, "dimension", "n"),
    "structure_not_tested": (*BLOCK, "reason"),
    "scores_not_in_structure": (*BLOCK, "items"),
    "factors_not_counted": (*BLOCK,),
    "factors_not_computed": (*BLOCK, "reason"),
    "factors_not_identified": (*BLOCK, "n_items", "n_factors"),
    "no_kmo_no_bartlett": (*BLOCK,),
    "polychoric_indefinite": (*BLOCK, "smallest_eigenvalue"),
    "extraction_not_converged": (*BLOCK,),
    "heywood_case_of_factors": (*BLOCK, "item", "communality"),
    "rotation_not_converged": (*BLOCK,),
    "lower_rotation_criterion": (*BLOCK, "found", "reported"),
    "factor_samples_left_out": (*BLOCK, "n"),
    "factor_samples_improper": (*BLOCK, "n"),
    "factor_samples_rematched": (*BLOCK, "n"),
    "omega_samples_left_out": (*BLOCK, "n", "n_draws"),
    "options_not_chosen": (*BLOCK, "items"),
    "no_factor_scores": (*BLOCK, "reason"),
    "answers_share_raters": (*BLOCK, "n", "n_raters"),
    "correlations_not_estimable": (*BLOCK, "n", "n_pairs"),
    "no_dynamic_cutoffs": (*BLOCK, "reason"),
    **{
        name: (*BLOCK, "model", *(value for value in FIT_NOTES[name] if value != "group"))
        for name in PLACED
    },
    "categories_joined": (*BLOCK, "grouping", "items"),
    "options_absent_in_group": (*BLOCK, "grouping", "group", "codes", "items"),
    "dimension_not_compared": (*BLOCK, "grouping", "dimension"),
    "dimension_not_paired": (*BLOCK, "grouping", "dimension", "reason"),
    "occasion_options_joined": (*BLOCK, "grouping", "items"),
    "several_answers_a_person": (*BLOCK, "grouping", "left_out"),
    "invariance_not_testable": (*BLOCK, "grouping", "reason"),
    "no_graded_model": (*BLOCK, "dimension", "reason"),
    "items_not_compared": (*BLOCK, "grouping", "reason"),
    "dif_categories_joined": (*BLOCK, "grouping", "items"),
    "dif_of_dimension": (*BLOCK, "grouping", "dimension", "reason"),
    # scoring
    "score_intervals_not_clipped": (),
    "responses_without_score": (*BLOCK, "dimension", "n", "min_answered"),
    "norm_responses_share_people": (*BLOCK, "n", "n_people"),
    "norms_without_case_weights": (*BLOCK,),
    "different_response_scales": ("instrument", "dimension"),
    # criterion
    "people_without_records": ("n", "n_people"),
    "criterion_without_case_weights": (),
    "kpi_without_record": ("kpi", "n", "n_people"),
    "kpi_without_logarithm": ("kpi", "n", "n_people"),
    "kpi_without_control": ("kpi", "n", "n_people"),
    "kpi_sum_of_fewer_periods": ("kpi", "n", "n_periods"),
    "repeated_periods": ("n",),
    "records_far_above": ("column", "n", "n_rows", "times"),
    "records_far_below": ("column", "n", "n_rows", "times"),
    "kpi_far_above": ("kpi", "n", "n_people", "times"),
    "kpi_far_below": ("kpi", "n", "n_people", "times"),
    "level_of_file": ("column", "file", "times"),
    "level_of_period": ("column", "period", "times"),
    "kpi_part_constant": ("kpi", "column", "n"),
    "kpi_part_negative": ("kpi", "column", "n"),
    "kpi_above_one": ("kpi", "n", "n_people"),
    "single_indicator": ("kpi",),
    "people_without_composite": ("n", "n_people"),
    "large_adjustment": ("kpi", "r_squared"),
    "adjusted_for_consequence": ("column",),
    "period_model_not_converged": ("kpi",),
    "no_variance_on_level": ("kpi", "level"),
    "no_repeated_periods": ("kpi",),
    "no_stable_differences": ("kpi",),
    "periods_all_alike": ("kpi",),
    "periods_alike": ("kpi", "r"),
    "outcome_model_not_fitted": ("criterion", "source", "outcome"),
    "common_source_split": ("criterion", "source", "elsewhere"),
    "common_source_only": ("criterion", "source"),
    # weighting
    "first_wave_only": ("source", "wave", "n_waves"),
    "complete_people": ("criterion", "source", "n", "n_scored", "n_with_criterion"),
    "imputed_people": (
        *("criterion", "source", "n", "n_complete", "n_with_criterion"),
        *("n_without_criterion", "n_imputations"),
    ),
    "imputed_without_clusters": (),
    "people_without_cluster": ("criterion", "source", "n"),
    "range_restriction_not_documented": (),
    "criterion_reliability_not_documented": ("criterion",),
    "unrestricted_correlations_not_documented": ("dimensions",),
    "people_with_case_weights": ("criterion", "source", "n", "n_effective"),
    "people_without_case_weight": ("criterion", "source", "n"),
    "no_latent_importance": ("criterion", "source"),
    "latent_draws_left_out": ("criterion", "source", "n"),
    "no_latent_validity": (*BLOCK,),
    "latent_validity_of_independent_people": (*BLOCK,),
    "few_clusters": ("criterion", "source", "n_clusters"),
    "collinear_dimensions": ("criterion", "source", "dimensions"),
    "small_df": ("criterion", "source", "dimension", "estimator", "df"),
    "degenerate_draws": ("criterion", "source", "n"),
    "validity_not_positive": ("criterion", "source", "dimensions"),
    "fewer_clusters_than_folds": ("n_clusters",),
    "negative_slopes": ("criterion", "source", "dimensions"),
    "blind_schemes": (),
    "inconsistent_judgements": ("judge", "ratio"),
    "no_protected_groups": (),
    "groups_too_small": ("column", "n"),
    "group_not_left_out": ("grouping", "group"),
    "few_groups_left_out": ("grouping", "n"),
    "folds_without_estimate": ("criterion", "source", "n"),
    "specifications_left_out": ("exclusion", "score", "reason"),
    "screening_option_coincides": ("exclusion",),
    "adjustment_not_possible": ("adjustment",),
    "exclusion_not_possible": ("exclusion",),
    "exclusion_without_fit": ("exclusion", "reason"),
}
"""The values of every note, by its id."""


def note(name: str, /, **values: Any) -> Note:
    """The note `name` with its `values`.

    Raises
    ------
    ValueError
        If there is no such note, or `values` are not exactly its own.
    """
    if name not in NOTES or set(values) != set(NOTES[name]):
        known = NOTES.get(name, "no such note")
        raise ValueError(f"note {name}: its values are {known}, got {tuple(values)}")
    return {"note": name, **values}


def fit_note(name: str, /, **values: Any) -> Note:
    """The note `name` on a fitted model with its `values`.

    Raises
    ------
    ValueError
        If there is no such note, or `values` are not exactly its own.
    """
    if name not in FIT_NOTES or set(values) != set(FIT_NOTES[name]):
        known = FIT_NOTES.get(name, "no such note")
        raise ValueError(f"note {name}: its values are {known}, got {tuple(values)}")
    return {"note": name, **values}


def remark(name: str) -> str:
    """`name`, if it is the id of a remark.

    Raises
    ------
    ValueError
        If it is not.
    """
    if name not in REMARKS:
        raise ValueError(f"no remark is called {name!r}")
    return name
