from workflow.provenance import code_of


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
