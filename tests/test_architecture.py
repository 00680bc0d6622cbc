"""The rules of the house that import-linter cannot see."""

import ast
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
RULE_FILES = [p for p in sorted((ROOT / "workflow/rules").glob("*.smk")) if p.stem != "common"]
RULES = [
    (path.stem, name)
    for path in RULE_FILES
    for name in re.findall(r"^rule (\w+):", path.read_text(encoding="utf-8"), re.MULTILINE)
]
ANALYSIS_RULES = [(stage, name) for stage, name in RULES if stage != "report"]
MODULES = sorted(
    p for folder in ("analysis", "reports", "workflow") for p in (ROOT / folder).rglob("*.py")
)
LONGEST_MODULE = 300
"""Lines: a module beyond it holds more than one idea (the guide is 250)."""


def outputs(stage: str, name: str) -> set[str]:
    text = (ROOT / f"workflow/rules/{stage}.smk").read_text(encoding="utf-8")
    body = text.split(f"rule {name}:")[1].split("\nrule ")[0]
    call = re.search(r"\*\*tables\((.*?)\),\n    log:", body, re.DOTALL)
    assert call is not None
    names = re.findall(r'"(\w[\w/]*)"', call.group(1))
    assert names[0] == f"{stage}/{name}"
    return {*names[1:], "summary"}


def result_class(stage: str, name: str) -> type:
    tree = ast.parse((ROOT / f"workflow/scripts/{stage}/{name}.py").read_text(encoding="utf-8"))
    modules = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)
               and n.module and name in {a.name for a in n.names}]  # fmt: skip
    function = getattr(import_module(modules[0]), name)
    found = function.__annotations__["return"]
    return found if isinstance(found, type) else getattr(import_module(modules[0]), found)


@pytest.mark.parametrize(("stage", "name"), RULES)
def test_every_rule_has_a_script_of_its_name(stage, name):
    script = ROOT / f"workflow/scripts/{stage}/{name}.py"
    assert script.is_file()
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 75


@pytest.mark.parametrize(("stage", "name"), ANALYSIS_RULES)
def test_outputs_of_a_rule_are_the_fields_of_its_result(stage, name):
    kind = result_class(stage, name)
    assert is_dataclass(kind)
    annotations = {f.name: f.type for f in fields(kind)}
    tables = {k for k, v in annotations.items() if v in (pd.DataFrame, "pd.DataFrame")}
    assert outputs(stage, name) == tables | {"summary"}


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_readable_in_one_sitting(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("name", ["utils", "helpers", "misc", "common"])
def test_there_is_no_attic(name):
    assert not [p for p in MODULES if p.stem == name]


def test_no_module_brings_two_gpl_libraries_together():
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        used = {
            x
            for x in ("factor_analyzer", "pingouin")
            if re.search(rf"^\s*(import|from) {x}", text, re.MULTILINE)
        }
        assert len(used) <= 1, module


@pytest.mark.parametrize("package", ["analysis", "reports", "workflow"])
def test_our_packages_are_ours(package):
    """No installed package of the same name shadows them."""
    file = import_module(package).__file__
    assert file is not None
    assert Path(file).resolve().is_relative_to(ROOT)


@pytest.mark.parametrize("lock", ["requirements.lock", "setup.lock"])
def test_locks_pin_by_hash_and_name_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    for word in ("://", "file:", "--find-links", "extra-index", "--index"):
        assert word not in text
    pinned = re.findall(r"^[A-Za-z0-9_.\-\[\]]+==", text, re.MULTILINE)
    assert pinned
    assert len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)) == len(pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
