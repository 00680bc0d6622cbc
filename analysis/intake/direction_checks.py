"""Items that seem to stand in a file already reversed: what stops a run, and what is told."""

from collections.abc import Iterator, Sequence

from analysis.intake.item_direction import FEWEST_PEOPLE, PartDirections
from analysis.intake.recoded import ALL_REVERSED
from analysis.messages import message
from analysis.notes import Note, note


def direction_problems(parts: Sequence[PartDirections]) -> Iterator[str]:
    """Files whose items seem to be already reversed, with the line that says so."""
    for part in parts:
        items = turned_items(part, parts)
        if items and may_stop(part):
            r = [d.r for d in part.items if d.item in items]
            yield message(
                "direction.recoded",
                file=part.coded.export.file,
                block=part.block.source,
                n=part.n,
                items=", ".join(items),
                lowest=f"{min(r):.2f}",
                highest=f"{max(r):.2f}",
                line=recoded_line(part, items),
            )


def direction_notes(parts: Sequence[PartDirections]) -> Iterator[Note]:
    """Items that run against the others where nothing is to be stopped."""
    for part in parts:
        where = {"file": part.coded.export.file, **part.block.columns}
        stopped = turned_items(part, parts) if may_stop(part) else []
        items = [item for item in part.negative if item not in stopped]
        if not items:
            continue
        if part.coded.export.recoded is not None:
            yield note("items_contrary_to_statement", items=items, **where)
        elif part.n < FEWEST_PEOPLE:
            yield note("items_contrary_in_few", items=items, n=part.n, **where)
        else:
            yield note("items_run_contrary", items=items, **where)


def may_stop(part: PartDirections) -> bool:
    """Whether there are people enough, and the study has said nothing of it."""
    return part.n >= FEWEST_PEOPLE and part.coded.export.recoded is None


def turned_items(part: PartDirections, parts: Sequence[PartDirections]) -> list[str]:
    """The items that seem to be already reversed in the file.

    An item that the questionnaire does not mark as reversed is one of them only if it runs
    as it should in another file; if it never does, the questionnaire may be wrong.
    """
    elsewhere = {d.item for other in parts if other is not part for d in other.items if d.fits}
    others = set(part.others_contrary) - elsewhere
    return [item for item in part.contrary if item not in others]


def recoded_line(part: PartDirections, items: list[str]) -> str:
    """The line of a study that says which items are already reversed in the file."""
    all_reversed = part.seems_all_turned and not set(items) & set(part.others_contrary)
    return f"recoded: {ALL_REVERSED if all_reversed else '[' + ', '.join(items) + ']'}"
