"""Where a ladder's model keeps what it compares: in its groups, or in its occasions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Places:
    """What is compared: groups of people, or occasions of the same people.

    Attributes
    ----------
    labels
        The first is the reference.
    wide
        Whether all are in one group, under names that tell the occasion.
    """

    labels: tuple[str, ...]
    wide: bool

    def name(self, name: str, place: int) -> str:
        """An item's or factor's name in the model."""
        return at_occasion(name, place) if self.wide and name else name

    def group(self, place: int) -> int:
        """The group of the model that holds a place."""
        return 0 if self.wide else place


def at_occasion(name: str, occasion: int) -> str:
    """Name of an item or factor at an occasion, counted from 0."""
    return f"{name}.{occasion + 1}"
