"""Every table and figure of the report as what a page needs to set it."""

from collections.abc import Callable

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from reports import style
from reports.figures import confirmatory as confirmatory_figures
from reports.figures import criterion as criterion_figures
from reports.figures import fairness as fairness_figures
from reports.figures import importance as importance_figures
from reports.figures import intake as intake_figures
from reports.figures import irt as irt_figures
from reports.figures import measurement as measurement_figures
from reports.figures import recommendation as recommendation_figures
from reports.figures import scoring as scoring_figures
from reports.figures import screening as screening_figures
from reports.figures import specifications as specifications_figures
from reports.figures import tournament as tournament_figures
from reports.figures import validity as validity_figures
from reports.figures import weighting as weighting_figures
from reports.reading import Reading
from reports.tables import confirmatory as confirmatory_tables
from reports.tables import criterion as criterion_tables
from reports.tables import dif as dif_tables
from reports.tables import fairness as fairness_tables
from reports.tables import general_factor as general_factor_tables
from reports.tables import importance as importance_tables
from reports.tables import intake as intake_tables
from reports.tables import invariance as invariance_tables
from reports.tables import irt as irt_tables
from reports.tables import measurement as measurement_tables
from reports.tables import method as method_tables
from reports.tables import missing as missing_tables
from reports.tables import model as model_tables
from reports.tables import occasions as occasions_tables
from reports.tables import recommendation as recommendation_tables
from reports.tables import scoring as scoring_tables
from reports.tables import screening as screening_tables
from reports.tables import sensitivity as sensitivity_tables
from reports.tables import specifications as specifications_tables
from reports.tables import tournament as tournament_tables
from reports.tables import validity as validity_tables
from reports.tables import weighting as weighting_tables
from reports.words import Words

MODULES = {
    "intake": (intake_tables, intake_figures),
    "missing": (missing_tables, None),
    "screening": (screening_tables, screening_figures),
    "measurement": (measurement_tables, measurement_figures),
    "confirmatory": (confirmatory_tables, confirmatory_figures),
    "general_factor": (general_factor_tables, None),
    "invariance": (invariance_tables, None),
    "occasions": (occasions_tables, None),
    "irt": (irt_tables, irt_figures),
    "dif": (dif_tables, None),
    "scoring": (scoring_tables, scoring_figures),
    "criterion": (criterion_tables, criterion_figures),
    "weighting": (weighting_tables, weighting_figures),
    "model": (model_tables, None),
    "validity": (validity_tables, validity_figures),
    "importance": (importance_tables, importance_figures),
    "tournament": (tournament_tables, tournament_figures),
    "recommendation": (recommendation_tables, recommendation_figures),
    "fairness": (fairness_tables, fairness_figures),
    "specifications": (specifications_tables, specifications_figures),
    "sensitivity": (sensitivity_tables, None),
    "method": (method_tables, None),
}

IN_NOTE = (
    "source",
    "n",
    "n_clusters",
    "estimator",
    "missing",
    "draws",
    "imputations",
    "cutoff_draws",
    "folds",
    "repeats",
)
"""Columns that move into the note under a table where every row says the same."""

LABELS = (
    "file",
    "source",
    "simpler_model",
    "grouping",
    "group_name",
    "group",
    "dimension",
    "criterion",
    "kpi",
    "kpi_a",
    "method",
    "scheme",
    "left_out_column",
    "left_out_group",
    "dimension_a",
    "factor_a",
    "outcome_model",
    "comparison",
    "kind",
    "n_focal",
    "n_reference",
    "against",
    "judge",
    "quantity_kind",
    "check",
)
"""Leading columns whose repeated labels are left blank."""


def table_parts(reading: Reading, chapter: str, name: str) -> dict[str, object]:
    """What the page needs to set a table: caption, header, rows, note."""
    draw: Callable[[Reading], pd.DataFrame] = getattr(MODULES[chapter][0], f"table_{name}")
    frame, basis = without_constant_basis(reading.words, draw(reading))
    numeric = [style.is_numeric(list(frame[column])) for column in frame]
    groups = groups_of(reading.words, frame)
    numeric = numeric[1:] if groups[0][0] else numeric
    columns = frame.columns[1:] if groups[0][0] else frame.columns
    key = f"tables.{chapter}.{name}"
    return {
        "id": f"{chapter}-{name.replace('_', '-')}",
        "grouped": any(not row[0] for _, rows in groups for row in rows),
        "caption": reading.words.text(f"{key}.caption"),
        "note": reading.words.text(f"{key}.note"),
        "basis": basis,
        "header": list(zip(columns, numeric, strict=True)),
        "groups": [
            (name, [list(zip(row, numeric, strict=True)) for row in rows])
            for name, rows in groups
            if rows
        ],
    }


def without_constant_basis(words: Words, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """`frame` without the basis columns that never change, and these as one line."""
    titles = {words.text(f"columns.{name}"): name for name in IN_NOTE}
    several = len(frame) > 1
    constant = [c for c in frame if several and c in titles and len(set(frame[c])) == 1]
    said = [words.text("signs.equals", name=c, value=frame[c].iloc[0]) for c in constant]
    return frame.drop(columns=constant), words.text("signs.separate").join(said)


def groups_of(words: Words, frame: pd.DataFrame) -> list[tuple[str, list[list[str]]]]:
    """Rows of text under the headings of their sets of answers, repeated labels left blank."""
    rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    if frame.empty or frame.columns[0] != words.text("columns.answers"):
        return [("", without_repeats(words, frame.columns, rows))]
    parts: dict[str, list[list[str]]] = {}
    for name, *row in rows:
        parts.setdefault(name, []).append(row)
    columns = frame.columns[1:]
    return [(name, without_repeats(words, columns, part)) for name, part in parts.items()]


def without_repeats(words: Words, columns: pd.Index, rows: list[list[str]]) -> list[list[str]]:
    """`rows` with a label left blank where it and those to its left repeat the row above."""
    titles = {words.text(f"columns.{name}") for name in LABELS}
    leading = [column in titles for column in columns]
    depth = leading.index(False) if False in leading else len(leading) - 1
    return [
        [
            "" if i and j < depth and row[: j + 1] == rows[i - 1][: j + 1] else cell
            for j, cell in enumerate(row)
        ]
        for i, row in enumerate(rows)
    ]


def figure_parts(reading: Reading, chapter: str, name: str) -> dict[str, object]:
    """What the page needs to set a figure: drawing and caption."""
    draw: Callable[[Reading], Figure] = getattr(MODULES[chapter][1], f"draw_{name}")
    caption = reading.words.text(f"figures.{chapter}.{name}.caption")
    label = reading.words.text(f"figures.{chapter}.{name}.label")
    identity = f"{chapter}-{name.replace('_', '-')}"
    with style.drawing():
        drawing = style.svg(draw(reading), f"fig-{identity}", label)
    return {"id": f"figure-{identity}", "svg": Markup(drawing), "caption": caption}
