"""A behaviourally anchored rating form: the levels of an instrument as scales to rate on."""

from dataclasses import dataclass

from analysis.errors import InstrumentError
from analysis.instrument import Dimension, Instrument, Level, Text


@dataclass(frozen=True, slots=True)
class RatingPoint:
    """One point of a rating scale.

    Attributes
    ----------
    rating
        What is written down: the number of the level.
    title
        The name of the level.
    behaviours
        What a rater has seen people do who earn the rating, the leading behaviour first.
    """

    rating: int
    title: Text
    behaviours: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RatingScale:
    """The scale of one dimension.

    Attributes
    ----------
    dimension
        Its id.
    title, definition
        What is rated, as the instrument says it.
    points
        From the lowest rating to the highest.
    """

    dimension: str
    title: Text
    definition: Text
    points: tuple[RatingPoint, ...]


def rating_form(instrument: Instrument) -> list[RatingScale]:
    """A rating scale for every dimension that has levels.

    Raises
    ------
    InstrumentError
        If no dimension has any.
    """
    graded = [d for d in instrument.dimensions if d.levels]
    if not graded:
        raise InstrumentError(f"{instrument.id}: no dimension has levels to rate on")
    return [rating_scale(d) for d in graded]


def rating_scale(dimension: Dimension) -> RatingScale:
    """The levels of `dimension` as the points of a scale."""
    levels = sorted(dimension.levels, key=lambda level: level.level)
    return RatingScale(
        dimension=dimension.id,
        title=dimension.title,
        definition=dimension.definition,
        points=tuple(rating_point(level) for level in levels),
    )


def rating_point(level: Level) -> RatingPoint:
    """One level as a point of the scale."""
    return RatingPoint(level.level, level.title, (level.behaviour, *level.anchors))
