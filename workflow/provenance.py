"""Which source files a step's numbers depend on, read from the imports of its script.

Snakemake notices an edit of a script, but not of the modules it imports. Every rule
therefore lists `code_of(...)` among its inputs. A module that reads a file of the project
names it in a constant `DATA_FILES`, a list of patterns relative to the project's root.
"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PACKAGES = {"analysis", "reports", "workflow"}
DECLARATIONS = {
    "analysis/errors.py",
    "analysis/columns.py",
    "analysis/messages/__init__.py",
}
"""Modules that hold names and words and no behaviour: an edit of them changes no number."""


@cache
def depends_on(path: Path) -> frozenset[Path]:
    """The project's own files that the file at `path` imports or declares directly."""
    names: set[str] = set()
    files: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Assign):
            files |= declared_files(node)
    own = [name.split(".") for name in names if name.split(".")[0] in OWN_PACKAGES]
    for parts in own:
        files |= {ROOT.joinpath(*parts[:i], "__init__.py") for i in range(1, len(parts) + 1)}
        files.add(ROOT.joinpath(*parts).with_suffix(".py"))
    return frozenset(f for f in files if f.is_file())


def declared_files(node: ast.Assign) -> set[Path]:
    """The files that match the patterns of `DATA_FILES = [...]`, if `node` is that."""
    if not any(isinstance(t, ast.Name) and t.id == "DATA_FILES" for t in node.targets):
        return set()
    return {file for pattern in ast.literal_eval(node.value) for file in ROOT.glob(pattern)}


def code_of(step: str) -> list[str]:
    """The files behind the script of `step`, such as "measurement/reliability"."""
    todo, seen = [ROOT / "workflow" / "scripts" / f"{step}.py"], set()
    while todo:
        file = todo.pop()
        new = (depends_on(file) if file.suffix == ".py" else set()) - seen
        seen |= new
        todo += new
    found = sorted(str(file.relative_to(ROOT)) for file in seen)
    return [file for file in found if file not in DECLARATIONS]


def code_of_all() -> list[str]:
    """The scripts of every step and the files behind them."""
    scripts = ROOT / "workflow" / "scripts"
    steps = [str(f.relative_to(scripts).with_suffix("")) for f in scripts.glob("*/*.py")]
    found = {f"workflow/scripts/{step}.py" for step in steps}
    return sorted(found.union(*(code_of(step) for step in steps)))
