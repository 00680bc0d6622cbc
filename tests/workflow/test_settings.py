import json
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from workflow import schemas
from workflow.settings import Options, merged

ROOT = Path(__file__).resolve().parents[2]
DEFAULTS = yaml.safe_load((ROOT / "config/defaults.yaml").read_text())


def test_defaults_have_the_stated_shape():
    assert Options.model_validate(DEFAULTS).confidence == 0.95


def test_a_stray_key_is_refused():
    with pytest.raises(ValidationError, match="confidnce"):
        Options.model_validate(DEFAULTS | {"confidnce": 0.9})


def test_settings_are_fixed_once_read():
    options = Options.model_validate(DEFAULTS)
    with pytest.raises(ValidationError):
        options.confidence = 0.5  # pyright: ignore[reportAttributeAccessIssue]


def test_changes_go_down_into_sections():
    changed = merged(DEFAULTS, {"screening": {"families_needed": 3}})
    assert changed["screening"] == DEFAULTS["screening"] | {"families_needed": 3}


def test_a_mapping_of_the_study_is_laid_over_an_empty_default():
    changed = merged({"criterion": {"shares": {}}}, {"criterion": {"shares": {"a": 1.0}}})
    assert changed == {"criterion": {"shares": {"a": 1.0}}}


@pytest.mark.parametrize("name", schemas.MODELS)
def test_committed_schemas_are_those_of_the_models(name):
    committed = (schemas.FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json.loads(committed) == schemas.schema(name), "run `make schemas`"


def test_every_default_is_explained_where_it_stands():
    lines = (ROOT / "config/defaults.yaml").read_text().splitlines()
    bare = [x for x in lines if x.strip() and not x.startswith("#") and "#" not in x]
    assert {x.strip() for x in bare} <= {
        "draft:", "final:", "intake:", "screening:", "measurement:", "criterion:",
        "weighting:", "planning:", "report:", "forms:",
        *(x.strip() for x in bare if x.startswith("    ")),
    }  # fmt: skip
