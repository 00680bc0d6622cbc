"""Sentences on graded response models and on items that differ between groups."""

from reports import style
from reports.reading import Reading, blocks, rows_of
from reports.tables.dif import RULE as DIF
from reports.tables.dif import differing, own, sizeable
from reports.tables.invariance import LADDER
from reports.tables.irt import RULE as IRT


def irt_findings(reading: Reading) -> list[str]:
    """One sentence for each set of answers: where it is exact, and that both models agree."""
    frame = reading.table(IRT, "dimensions")
    agreement = reading.table(IRT, "agreement")
    agreement = agreement[agreement["parameter"] == "loading"]
    said = []
    for key in blocks(frame):
        rows, loadings = rows_of(frame, key), rows_of(agreement, key)
        least = rows.loc[rows["reliability"].astype(float).idxmin()]
        most = loadings["difference"].abs().max()
        agree = {"difference": style.bounded(most)} if most == most else {}
        kind = "information" if agree else "information_alone"
        said.append(
            reading.words.text(
                f"findings.measurement.{kind}",
                answers=reading.block(*key),
                dimension=reading.dimension(least["dimension"]),
                reliability=style.bounded(least["reliability"]),
                low=style.number(least["exact_from"], 1),
                high=style.number(least["exact_to"], 1),
                **agree,
            )
        )
    return said


def dif_findings(reading: Reading) -> list[str]:
    """One sentence for each set of answers and grouping whose items could be compared."""
    frame = reading.table(DIF, "tests")
    keys = frame[LADDER].drop_duplicates().itertuples(index=False, name=None)
    many = reading.table(DIF, "alignment")
    aligned = many[LADDER].drop_duplicates().itertuples(index=False, name=None)
    return [dif_text(reading, key) for key in keys] + [
        alignment_text(reading, key) for key in aligned
    ]


def alignment_text(reading: Reading, key: tuple) -> str:
    """How much of what many groups have is shared, and where it is not."""
    rows = own(reading.table(DIF, "alignment"), key)
    alike = rows.groupby("item", sort=False)["n_alike"].mean()
    return reading.words.text(
        "findings.measurement.alignment",
        answers=reading.block(*key[:3]),
        grouping=reading.words.term("group", key[3]),
        n=style.count(rows["n_groups"].max()),
        share=style.percent(rows["n_alike"].sum() / rows["n_groups"].sum(), 0),
        item=str(alike.idxmin()),
    )


def untested_text(reading: Reading, n: int) -> str:
    """How many items could not be tested, if any."""
    if not n:
        return ""
    return reading.words.text("findings.measurement.dif_some_untested", n=style.count(n))


def dif_text(reading: Reading, key: tuple) -> str:
    """Which items both tests call different, and what they do to scores."""
    words = reading.words
    rows = own(reading.table(DIF, "tests"), key)
    named = {
        "answers": reading.block(*key[:3]),
        "grouping": words.term("group", key[3]),
    }
    tested = int((rows["decision"] != "untested").sum())
    if not tested:
        return words.text("findings.measurement.dif_untested", **named)
    shifts = own(reading.table(DIF, "dimensions"), key)
    differs = differing(reading, key)
    if not differs.empty and shifts["score_shift"].isna().all():
        return words.text("findings.measurement.dif_not_shown", **named)
    named["total"] = style.count(tested)
    unclear = style.count(int((rows["decision"] == "unclear").sum()))
    if differs.empty:
        said = words.text("findings.measurement.no_dif", **named, unclear=unclear)
        return said + untested_text(reading, len(rows) - tested)
    most = shifts.loc[shifts["score_shift"].abs().idxmax()]
    large = sizeable(differs)
    if not large.empty:
        named["sizeable"] = style.count(len(large))
    return words.text(
        "findings.measurement.dif_small" if large.empty else "findings.measurement.dif",
        **named,
        n=style.count(len(differs)),
        items=words.listing(list((differs if large.empty else large)["item"])),
        dimension=reading.dimension(most["dimension"]),
        shift=style.number(most["score_shift"]),
        group=words.term("level", most["group"]),
        unclear=unclear,
    )
