"""Studies and questionnaires as YAML: read strictly, safe against endless expansion."""

from pathlib import Path
from typing import Any

import yaml

from analysis.errors import InstrumentError
from analysis.messages import message

WIDE = "：，［］｛｝＃"
"""Signs of a Chinese keyboard that look like those of YAML and are none."""

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
                None, None, message("yaml.expands"), node.start_mark
            )
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of `node`; raises where a key is repeated."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, message("yaml.key_twice", key=name), key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in the YAML file at `path`."""
    if not path.is_file():
        raise InstrumentError(message("yaml.no_file", file=str(path)))
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Strict)
    except UnicodeDecodeError:
        raise InstrumentError(message("yaml.not_utf8", file=str(path))) from None
    except yaml.MarkedYAMLError as error:
        raise InstrumentError(broken(path, error)) from None
    except RecursionError:
        raise InstrumentError(message("yaml.too_deep", file=str(path))) from None
    except yaml.YAMLError:
        raise InstrumentError(message("yaml.control_character", file=str(path))) from None
    if not isinstance(raw, dict):
        raise InstrumentError(message("yaml.no_mapping", file=str(path)))
    return raw


def broken(path: Path, error: yaml.MarkedYAMLError) -> str:
    """The message for a file that is no YAML, with the place where reading ended."""
    mark = error.problem_mark
    place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
    if not mark:
        return message("yaml.broken", file=str(path), problem=str(error.problem))
    wide = wide_punctuation(path, mark.line)
    if wide:
        return message("yaml.wide_punctuation", file=str(path), signs=wide, **place)
    return message("yaml.broken_at", file=str(path), problem=str(error.problem), **place)


def wide_punctuation(path: Path, line: int) -> str:
    """The full-width colons, commas and brackets in and just above a `line` (from 0)."""
    lines = path.read_text(encoding="utf-8").splitlines()[max(0, line - 1) : line + 1]
    return " ".join(sign for sign in WIDE if any(sign in text for text in lines))
