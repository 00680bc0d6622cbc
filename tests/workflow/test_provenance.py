import pytest

from workflow.provenance import ROOT, code_of


def test_a_step_depends_on_modules_it_imports_indirectly():
    assert "analysis/stats/internal_consistency.py" in code_of("measurement/reliability")


def test_a_step_depends_on_its_packages_and_on_the_step_itself():
    assert {
        "analysis/__init__.py",
        "analysis/measurement/__init__.py",
        "workflow/step.py",
    } <= set(code_of("measurement/reliability"))


def test_a_step_does_not_depend_on_another_stage():
    assert not [file for file in code_of("measurement/reliability") if "weighting" in file]


def test_declarations_rerun_nothing():
    assert "analysis/errors.py" not in code_of("measurement/reliability")


def test_a_report_depends_on_its_words_and_templates():
    files = code_of("report/report")
    assert {"reports/language/zh.yaml", "reports/language/en.yaml"} <= set(files)
    assert any(file.endswith(".jinja") for file in files)


def test_libraries_under_another_licence_stay_in_a_process_of_their_own():
    """No script brings factor_analyzer and pingouin together (both are GPL, of two kinds)."""
    efa, alpha = "analysis/measurement/efa.py", "analysis/measurement/reliability.py"
    assert alpha not in code_of("measurement/efa")
    assert efa not in code_of("measurement/reliability")


def steps_behind(file: str) -> set[str]:
    """The steps that run again after an edit of `file`."""
    scripts = ROOT / "workflow" / "scripts"
    steps = {str(f.relative_to(scripts).with_suffix("")) for f in scripts.glob("*/*.py")}
    return {step for step in steps if file in code_of(step)}


ORDINAL = {
    f"measurement/{n}" for n in ("cfa", "correlations", "efa", "invariance", "irt", "retention")
}
ROBUSTNESS = {"weighting/specifications", "weighting/sensitivity"}
HELD_OUT = {"weighting/tournament", "weighting/sensitivity"}
WEIGHTING = {f"weighting/{n}" for n in ("importance", "tournament", "recommendation")}


@pytest.mark.parametrize(
    ("file", "steps"),
    [
        ("reports/language/zh.yaml", {"report/report"}),
        ("reports/pages/report.css", {"report/report"}),
        ("analysis/weighting/importance.py", {"weighting/importance"}),
        (
            "analysis/stats/relative_weights.py",
            {*WEIGHTING, *ROBUSTNESS, "weighting/fairness", "report/key"},
        ),
        (
            "analysis/stats/internal_consistency.py",
            {"measurement/reliability", "screening/flags", *HELD_OUT},
        ),
        ("analysis/screening/irv.py", {"screening/flags", *HELD_OUT}),
        (
            "analysis/stats/polychoric.py",
            {*ORDINAL, *ROBUSTNESS, "weighting/latent_validity"},
        ),
    ],
)
def test_an_edit_reruns_the_steps_that_use_it(file, steps):
    assert (ROOT / file).is_file()
    assert steps_behind(file) == steps


def test_an_edit_of_the_plumbing_reruns_everything():
    assert len(steps_behind("workflow/step.py")) == len(steps_behind("analysis/store.py"))
    assert len(steps_behind("workflow/step.py")) >= 16
