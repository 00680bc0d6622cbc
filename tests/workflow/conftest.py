import shutil
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


class StudyFolder:
    """A copy of the demo study that a test may spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def change(self, **changes) -> None:
        file = self.path / "study.yaml"
        study = yaml.safe_load(file.read_text(encoding="utf-8")) | changes
        file.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")

    def study(self) -> dict:
        return yaml.safe_load((self.path / "study.yaml").read_text(encoding="utf-8"))

    def rewrite(self, name: str, edit) -> None:
        """Replace the lines of a data file by `edit(lines)`."""
        file = self.path / "data" / name
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        file.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")


@pytest.fixture
def demo(tmp_path) -> StudyFolder:
    shutil.copytree(ROOT / "studies/demo_sales_2026", tmp_path / "demo")
    return StudyFolder(tmp_path / "demo")
