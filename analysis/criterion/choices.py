"""Whether the indicators a study names can be made into one criterion; reads no data.

It runs before any job starts, so it imports nothing heavy.
"""

import math
from collections.abc import Mapping

from analysis.kpi import Kpi
from analysis.messages import message


def kpi_problems(kpis: list[Kpi], exposure: str | None) -> list[str]:
    """Indicators that are missing, named twice, or need an exposure that is not there."""
    names = [kpi.id for kpi in kpis]
    repeated = sorted({name for name in names if names.count(name) > 1})
    return [
        *([] if kpis else [message("criterion.no_indicator")]),
        *(message("criterion.indicator_twice", kpi=name) for name in repeated),
        *(
            message("criterion.no_exposure_column", kpi=kpi.id)
            for kpi in kpis
            if kpi.aggregate == "per_exposure" and exposure is None
        ),
    ]


def share_problems(kpis: list[Kpi], shares: Mapping[str, float]) -> list[str]:
    """Shares that do not belong to the indicators, or do not make a composite."""
    if not shares or not kpis:
        return []
    names = [kpi.id for kpi in kpis]
    bad = [name for name, share in shares.items() if not (math.isfinite(share) and share >= 0)]
    return [
        *(message("criterion.share_of_nothing", kpi=x) for x in shares if x not in names),
        *(message("criterion.share_missing", kpi=x) for x in names if x not in shares),
        *(message("criterion.share_negative", kpi=x) for x in bad),
        *([] if bad or sum(shares.values()) > 0 else [message("criterion.shares_all_zero")]),
    ]
