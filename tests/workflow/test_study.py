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
        f"{demo.path}/study.yaml: wieghting: Extra inputs are not permitted"
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
    study["analysis"]["predictors_from"] = ["customer"]
    study["criteria"][0]["kpis"].append("luck")
    demo.change(**study)
    lines = problems(demo.path)
    for word in ("inf9", "charm", "shoe_size", "customer", "luck"):
        assert any(word in line for line in lines), word


@pytest.mark.parametrize(
    ("change", "slot"),
    [
        ({"previous": "studies/last_year/released/key.json"}, "previous"),
        ({"people": {"case_weight": "tenure_months"}}, "people.case_weight"),
        ({"responses": {"format": "qualtrics"}}, "responses.format: qualtrics"),
    ],
)
def test_what_is_not_built_is_refused_by_name(demo, change, slot):
    study = demo.study()
    for key, value in change.items():
        if key == "responses":
            study[key][0] |= value
        elif isinstance(value, dict):
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
