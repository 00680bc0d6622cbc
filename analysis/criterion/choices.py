"""Whether the indicators a study names can be made into one criterion; reads no data.

It runs before any job starts, so it imports nothing heavy.
"""

import math
from collections.abc import Mapping

from analysis.kpi import Kpi


def kpi_problems(kpis: list[Kpi], exposure: str | None) -> list[str]:
    """Indicators that are missing, named twice, or need an exposure that is not there."""
    names = [kpi.id for kpi in kpis]
    repeated = sorted({name for name in names if names.count(name) > 1})
    return [
        *([] if kpis else ["a criterion needs at least one indicator"]),
        *(f"{name} is listed twice" for name in repeated),
        *(
            f"{kpi.id} is per exposure, but the criterion names no exposure column"
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
        *(f"shares: {name} is not an indicator here" for name in shares if name not in names),
        *(f"shares: {name} has none (0 omits it)" for name in names if name not in shares),
        *(f"shares: {name} has to be 0 or more" for name in bad),
        *([] if bad or sum(shares.values()) > 0 else ["shares: one has to be more than 0"]),
    ]
