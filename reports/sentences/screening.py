"""Sentences on careless answering: numbers are picked from the results, never made."""

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading, blocks, rows_of


def anybody_judged(reading: Reading) -> bool:
    """Whether any index of careless answering could be computed."""
    return bool(reading.table("screening/flags", "cutoffs")["cutoff"].notna().any())


def flagged_findings(reading: Reading) -> list[str]:
    """How many responses of each set of answers are flagged."""
    flags = reading.table("screening/flags", "flags")
    cutoffs = reading.table("screening/flags", "cutoffs")
    sentences = []
    for key in blocks(flags):
        block = rows_of(flags, key)
        if rows_of(cutoffs, key)["cutoff"].isna().all():
            unjudged = {"answers": reading.block(*key), "total": style.count(len(block))}
            sentences.append(reading.words.text("findings.screening.unjudged", **unjudged))
            continue
        sentences.append(
            reading.words.text(
                "findings.screening.flagged",
                answers=reading.block(*key),
                n=style.count(block["flagged"].sum()),
                total=style.count(len(block)),
                share=style.percent(block["flagged"].mean()),
            )
        )
    return sentences


def screening_findings(reading: Reading) -> list[str]:
    """How many are flagged, by which rule, and where leaving them out moves alpha most."""
    if not anybody_judged(reading):
        return flagged_findings(reading)
    rule = reading.words.text("findings.screening.rule")
    found = [*flagged_findings(reading), rule, *undecided_findings(reading)]
    return [*found, *effect_finding(reading), *rater_findings(reading)]


def anything_rated(reading: Reading) -> bool:
    """Whether the quality of any raters could be tested."""
    return not reading.table("screening/raters", "variances").empty


def rater_findings(reading: Reading) -> list[str]:
    """How much of each set of ratings lies between raters, and how many raters stand out."""
    found = []
    for row in reading.table("screening/raters", "variances").itertuples(index=False):
        found.append(
            reading.words.text(
                "findings.screening.raters",
                answers=reading.block(row.instrument, row.source, row.wave),
                share=style.percent(row.icc, 0),
                n=style.count(row.n_beyond),
                total=style.count(row.n_raters),
            )
        )
    return found


def undecided_findings(reading: Reading) -> list[str]:
    """How many straight lines of each set of answers may be honest or careless."""
    flags = reading.table("screening/flags", "flags")
    counts = {key: int(rows_of(flags, key)["undecided"].sum()) for key in blocks(flags)}
    return [
        reading.words.text(
            "findings.screening.undecided", answers=reading.block(*key), n=style.count(n)
        )
        for key, n in counts.items()
        if n
    ]


def effect_finding(reading: Reading) -> list[str]:
    """The dimension whose alpha changes most when the flagged are left out."""
    effect = reading.table("screening/flags", "effect")
    keys = [*BLOCK, "dimension"]
    alpha = effect[effect["statistic"] == "alpha"].drop_duplicates([*keys, "kept"])
    whole, kept = (alpha[alpha["kept"] == side] for side in ("all", "kept"))
    both = whole.merge(kept, on=keys, suffixes=("_all", "_kept"))
    both = both.assign(change=(both["estimate_kept"] - both["estimate_all"]).abs())
    both = both[both["change"] > 0].sort_values("change", kind="stable")
    if both.empty:
        return []
    row = both.iloc[-1]
    before, after = (style.bounded(row[f"estimate_{side}"]) for side in ("all", "kept"))
    if before == after:
        return [reading.words.text("findings.screening.no_effect")]
    return [
        reading.words.text(
            "findings.screening.effect",
            dimension=reading.dimension(row["dimension"]),
            answers=reading.block(row["instrument"], row["source"], row["wave"]),
            before=before,
            after=after,
        )
    ]
