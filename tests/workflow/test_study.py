"""What a person can get wrong is said before any job starts: a clear line each, all at once."""

from pathlib import Path

import pytest
import yaml

from workflow.settings import Settings
from workflow.study import load_study

ROOT = Path(__file__).resolve().parents[2]


def problems(folder) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        load_study(folder)
    head, *lines = str(stopped.value).splitlines()
    assert head == f"{folder} cannot be run:"
    return [line.strip() for line in lines]


@pytest.mark.parametrize("name", ["demo_sales_2026", "sapa_bfi"])
def test_committed_studies_have_no_problem(name):
    study = load_study(ROOT / "studies" / name)
    assert isinstance(study.main, Settings)
    assert study.public_key


def test_a_study_may_lie_anywhere(demo):
    assert load_study(demo.path).main.study == "demo_sales_2026"


def test_a_stray_key_is_named(demo):
    demo.change(wieghting={"folds": 3})
    assert problems(demo.path) == [
        f"{demo.path}/study.yaml: wieghting: there is no such key; did you mean 'weighting'?"
    ]


def test_a_value_of_the_wrong_kind_is_named_and_not_shown(demo):
    demo.change(year="secret", seed=-1)
    lines = problems(demo.path)
    assert len(lines) == 2
    assert "year" in lines[0] + lines[1]
    assert not any("secret" in line for line in lines)


def test_all_problems_are_said_at_once(demo):
    study = demo.study()
    study["responses"][1]["rename"]["Q1"] = "inf9"
    study["criterion"]["shares"]["charm"] = 0.1
    study["criterion"]["adjust_for"]["shoe_size"] = "none"
    study["criterion"] |= {"by_period": {"weather": "none"}, "taken_out": ["village"]}
    study["criteria"][0]["controls"] = ["discount"]
    study["analysis"]["predictors_from"] = ["customer"]
    study["criteria"][0]["kpis"].append("luck")
    demo.change(**study)
    lines = problems(demo.path)
    criterion = ("charm", "shoe_size", "weather", "village", "discount", "luck")
    for word in ("inf9", "customer", *criterion):
        assert any(word in line for line in lines), word


def test_a_column_of_case_weights_must_be_there(demo):
    demo.change(people=demo.study()["people"] | {"case_weight": "weight"})
    (line,) = problems(demo.path)
    assert "people.csv" in line
    assert "weight" in line


@pytest.mark.parametrize(
    ("change", "slot"),
    [
        (
            {"instruments": [{"id": "sales_six", "version": "1.0.0", "items": ["inf1"]}]},
            "instruments.items",
        ),
    ],
)
def test_what_is_not_built_is_refused_by_name(demo, change, slot):
    study = demo.study()
    for key, value in change.items():
        if isinstance(value, dict):
            study[key] |= value
        else:
            study[key] = value
    demo.change(**study)
    assert f"study.yaml: {slot}: not supported yet" in problems(demo.path)


def test_a_missing_file_is_named(demo):
    (demo.path / "data/sales.csv").unlink()
    (line,) = problems(demo.path)
    assert "sales.csv" in line


def test_missing_columns_are_all_named(demo):
    demo.rewrite(
        "self.csv",
        lambda lines: [lines[0].replace("inf1,", "x,").replace("ana5", "y"), *lines[1:]],
    )
    text = "\n".join(problems(demo.path))
    assert "inf1" in text
    assert "ana5" in text


def test_an_empty_file_is_named(demo):
    (demo.path / "data/people.csv").write_text("", encoding="utf-8")
    (line,) = problems(demo.path)
    assert "people.csv" in line


def test_a_file_in_no_known_encoding_is_named(demo):
    (demo.path / "data/self.csv").write_bytes(
        b"employee_id\xff\xfe\x81\xff,\x80\x81\xff\n\xff\xff\n"
    )
    assert any("self.csv: its text is neither UTF-8" in line for line in problems(demo.path))


def test_selection_demands_its_texts(demo):
    demo.change(purpose="selection")
    lines = problems(demo.path)
    assert any("documentation.work_analysis" in line for line in lines)
    assert not any("documentation.sample" in line for line in lines)


def test_broken_yaml_says_where(demo):
    (demo.path / "study.yaml").write_text("study: [1,\nyear: 2", encoding="utf-8")
    (line,) = problems(demo.path)
    assert "line 2" in line


def test_a_pinned_version_must_be_the_one_there(demo):
    demo.change(instruments=[{"id": "sales_six", "version": "9.9.9"}])
    assert problems(demo.path) == [
        "instruments: sales_six is version 1.0.0, the study pins 9.9.9"
    ]


def test_a_variant_changes_options_and_nothing_else(demo):
    demo.change(variants={"strict": {"screening": {"families_needed": 1}}})
    study = load_study(demo.path)
    assert study.settings["strict"].screening.families_needed == 1
    assert study.settings["strict"].screening.seconds_per_item == 2.0
    demo.change(variants={"strict": {"responses": []}})
    assert any("a variant cannot change this" in line for line in problems(demo.path))


def test_keys_of_real_studies_stay_outside_results(demo):
    (demo.path / "pseudonym_public.key").unlink()
    assert load_study(demo.path).key_file == "keys/demo_sales.key"


def test_real_studies_are_ignored_by_git():
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "studies/*" in ignored
    assert "keys/" in ignored
    assert yaml.safe_load((ROOT / "studies/demo_sales_2026/study.yaml").read_text())[
        "simulated"
    ]


def test_a_key_that_stands_twice_is_refused(demo):
    file = demo.path / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\nyear: 2020\n", encoding="utf-8")
    (line,) = problems(demo.path)
    assert "year stands twice" in line


def test_a_control_character_is_no_traceback(demo):
    file = demo.path / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# \x07\n", encoding="utf-8")
    (line,) = problems(demo.path)
    assert "control character" in line


@pytest.mark.parametrize("name", ["main", "a b", "../x"])
def test_a_variant_has_a_name_that_can_be_a_folder_and_is_not_main(demo, name):
    demo.change(variants={name: {"seed": 2}})
    assert any("cannot be a name" in line for line in problems(demo.path))


def test_a_criterion_that_cannot_be_made_is_said_before_any_job(demo):
    study = demo.study()
    study["criterion"]["shares"] = {"attainment": -1}
    study["criteria"][0]["exposure"] = None
    study["criteria"][0]["kpis"].append("win_rate")
    demo.change(**study)
    text = "\n".join(problems(demo.path))
    for words in (
        "attainment has to be 0 or more",
        "satisfaction has none",
        "new_customers is per exposure",
        "win_rate is listed twice",
    ):
        assert words in text


def test_answers_about_others_must_say_who_answered(demo):
    study = demo.study()
    study["responses"][1]["columns"]["rater"] = None
    demo.change(**study)
    (line,) = problems(demo.path)
    assert "columns.rater is needed" in line


def test_raters_are_named_or_anonymous(demo):
    study = demo.study()
    study["responses"][1]["raters"] = "anonymous"
    demo.change(**study)
    (line,) = problems(demo.path)
    assert "raters: anonymous that nobody knows" in line
    study["responses"][1]["columns"]["rater"] = None
    demo.change(**study)
    assert load_study(demo.path)


def test_ids_of_people_are_no_group(demo):
    study = demo.study()
    study["people"]["groups"]["employee_id"] = {}
    demo.change(**study)
    assert problems(demo.path) == ["study.yaml: people.groups: employee_id identifies people"]


def test_two_data_files_cannot_have_one_name(demo):
    (demo.path / "old").mkdir()
    (demo.path / "data/people.csv").rename(demo.path / "old/sales.csv")
    study = demo.study()
    study["people"]["file"] = "old/sales.csv"
    demo.change(**study)
    assert any("2 data files are called sales.csv" in line for line in problems(demo.path))


def test_last_years_key_is_found_or_named(demo):
    demo.change(previous="key.json")
    assert "study.yaml: previous: key.json: no such file" in problems(demo.path)
    (demo.path / "key.json").write_text("{}")
    assert "study.yaml: previous: key.json: it is no scoring key" in problems(demo.path)
    (demo.path / "key.json").write_text('{"weights": {}}')
    assert load_study(demo.path).previous_key() == [str(demo.path / "key.json")]


def test_schemes_without_weights_are_refused(demo):
    demo.change(
        weighting={"schemes": ["expert", "nnls", "bayes"], "bayes": {"prior": "previous"}}
    )
    found = problems(demo.path)
    for name in ("expert", "previous"):
        line = f"study.yaml: weighting: {name} weights are compared, and none are given"
        assert line in found


def test_a_criterion_of_the_specification_curve_that_is_none_is_named(demo):
    demo.change(weighting={"specifications": {"criteria": ["composite", "luck"]}})
    (line,) = (x for x in problems(demo.path) if "specifications" in x)
    assert line.startswith("study.yaml: weighting.specifications.criteria: 'luck' is not among")


def test_judgements_that_cannot_be_used_are_named(demo):
    pairs = [{"a": "influence", "b": "achievement", "times": 3}]
    demo.change(weighting={"expert": {"ahp": [{"judge": "HR", "pairs": pairs}]}})
    found = problems(demo.path)
    where = "study.yaml: weighting.expert.ahp: judge 'HR'"
    assert f"{where}: no judgement of customer and influence" in found
    assert f"{where}: no judgement of achievement and influence" not in found


def test_an_export_that_is_not_headed_as_its_tool_does_is_refused(demo):
    study = demo.study()
    study["responses"][0]["format"] = "qualtrics"
    demo.change(**study)
    assert "self.csv: it is not headed as qualtrics does; use format: auto" in problems(
        demo.path
    )


@pytest.mark.parametrize("file", ["../self.csv", "/etc/hosts", "~/self.csv", "C:\\self.csv"])
def test_data_files_outside_the_study_are_refused(demo, file):
    study = demo.study()
    study["responses"][0]["file"] = file
    demo.change(**study)
    assert any("data files lie in the study's folder" in line for line in problems(demo.path))


def test_a_study_file_that_expands_without_end_is_refused(demo):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    (demo.path / "study.yaml").write_text("\n".join(lines), encoding="utf-8")
    assert any("it expands to too much" in line for line in problems(demo.path))


def test_imputation_refuses_what_it_does_not_cover(demo):
    demo.change(
        people=demo.study()["people"] | {"case_weight": "tenure_months"},
        missing={"policy": "imputed"},
        weighting=demo.study()["weighting"] | {"leave_out_years": True},
    )
    found = problems(demo.path)
    assert [line for line in found if "missing.policy" in line] == [
        "study.yaml: missing.policy imputed cannot be combined with people.case_weight yet",
        "study.yaml: missing.policy imputed cannot be combined with "
        "weighting.leave_out_years yet",
    ]
