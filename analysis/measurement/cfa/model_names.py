"""What a model speaks of: its factors and its observed variables."""

from analysis.measurement.cfa.syntax import ModelSyntax
from analysis.measurement.cfa.tokens import fail


def names(syntax: ModelSyntax) -> tuple[list[str], list[str]]:
    """Factors and observed variables in order of appearance; indicators come first."""
    factors = list(dict.fromkeys(s.left for s in syntax.statements if s.operator == "=~"))
    indicators = [s.right for s in syntax.statements if s.operator == "=~"]
    others: list[str] = []
    for said in syntax.statements:
        if said.operator != "=~":
            others += [said.left] + ([said.right] if said.operator in ("~~", "~*~") else [])
    items = [name for name in dict.fromkeys([*indicators, *others]) if name not in factors]
    for said in syntax.statements:
        if said.operator == "~~" and (said.left in factors) != (said.right in factors):
            pair = f"{said.left} ~~ {said.right}"
            raise fail(said.place, f"{pair}: a factor cannot covary with an observed variable")
        if said.operator == "=~" and said.left == said.right:
            raise fail(said.place, f"{said.left} cannot measure itself")
        if said.operator == "~*~" and said.left != said.right:
            raise fail(said.place, "the two sides of ~*~ have to be the same item")
    return factors, items
