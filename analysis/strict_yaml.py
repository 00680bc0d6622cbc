"""Studies and questionnaires as YAML: read strictly, safe against endless expansion."""

from pathlib import Path
from typing import Any

import yaml

from analysis.errors import InstrumentError

MOST_NODES = 200_000
"""A file that expands to more values is refused."""


def n_nodes(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values `node` expands to, where each alias counts as what it stands for."""
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = 1
    parts: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        parts = [part for pair in node.value for part in pair]
    elif isinstance(node, yaml.SequenceNode):
        parts = list(node.value)
    known[id(node)] = 1 + sum(n_nodes(part, known) for part in parts)
    return known[id(node)]


class Strict(yaml.SafeLoader):
    """A reader of YAML that refuses what expands without end, and a key that stands twice."""

    def get_single_node(self) -> yaml.Node | None:
        """The file's node; raises where its aliases make it too large."""
        node = super().get_single_node()
        if node is not None and n_nodes(node, {}) > MOST_NODES:
            raise yaml.constructor.ConstructorError(
                None, None, "it expands to too much; write it out", node.start_mark
            )
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of `node`; raises where a key is repeated."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{name} stands twice", key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in the YAML file at `path`."""
    if not path.is_file():
        raise InstrumentError(f"{path}: no such file")
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
    except UnicodeDecodeError:
        raise InstrumentError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise InstrumentError(f"{path}: {where}: {error.problem}") from None
    except RecursionError:
        raise InstrumentError(f"{path}: its values are nested too deeply") from None
    except yaml.YAMLError:
        raise InstrumentError(f"{path}: it holds a control character; type it anew") from None
    if not isinstance(raw, dict):
        raise InstrumentError(f"{path}: must be a mapping of names to values")
    return raw
