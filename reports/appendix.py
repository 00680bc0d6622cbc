"""Tables that a reviewer looks up stand in the appendix, and their chapters point to them."""

from dataclasses import dataclass, field

SUPPLEMENTARY = {
    "intake": {"mapping", "columns", "missing_items", "missing_data"},
    "screening": {"cutoffs"},
    "measurement": {
        "items",
        "item_reliability",
        "correlations",
        "matrices",
        "retention",
        "structure",
        "factor_correlations",
    },
    "confirmatory": {"models", "loadings", "modification", "residuals", "discriminant"},
    "general_factor": {"items"},
    "irt": {"items"},
    "invariance": {"means", "steps", "fit", "groups"},
    "occasions": {"means", "steps"},
    "scoring": {"norms"},
    "criterion": {
        "adjustment",
        "intercorrelations",
        "components",
        "shares",
        "methods",
        "shapes",
        "outcome_agreement",
        "outcome_models",
    },
    "weighting": {"validity_indicators", "models", "intercorrelations"},
    "validity": {"intervals", "likeness", "levels", "mixed", "diagnostics"},
    "importance": {"indices", "pairs", "conditional", "commonality", "levels"},
    "tournament": {"schemes_indicators", "composites", "stability"},
    "recommendation": {"alternatives", "judges"},
    "fairness": {"impact", "prediction"},
    "method": {"settings", "versions", "hashes"},
}
"""The supplementary tables by chapter of `reports.tables`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of the appendix, and the chapter of the report that points to it."""

    page: str
    chapter: str
    name: str


@dataclass(slots=True)
class Appendix:
    """The supplementary tables in the order in which the chapters point to them."""

    entries: list[Entry] = field(default_factory=list)

    def holds(self, chapter: str, name: str) -> bool:
        """Whether a table belongs into the appendix."""
        return name in SUPPLEMENTARY.get(chapter, set())

    def number(self, page: str, chapter: str, name: str) -> int:
        """Take the table in, and say which number it has there."""
        entry = Entry(page, chapter, name)
        if entry not in self.entries:
            self.entries.append(entry)
        return self.entries.index(entry) + 1

    def by_page(self) -> dict[str, list[Entry]]:
        """The entries of each chapter of the report, in order."""
        pages: dict[str, list[Entry]] = {}
        for entry in self.entries:
            pages.setdefault(entry.page, []).append(entry)
        return pages
