"""Whether everything is written in the languages in which a study is reported."""

from collections.abc import Iterator

from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.languages import languages_missing
from workflow.settings import Settings


def texts_missing_in(
    main: Settings, instruments: dict[str, Instrument], kpis: dict[str, Kpi]
) -> Iterator[str]:
    """Texts that are not written in a language of the study's forms and reports."""
    yield from languages_missing("study.yaml", main, main.languages)
    for name, instrument in instruments.items():
        yield from languages_missing(f"instruments/{name}.yaml", instrument, main.languages)
    inline = {k.id for c in main.criteria for k in c.kpis if isinstance(k, Kpi)}
    for name in sorted(set(kpis) - inline):
        yield from languages_missing(f"instruments/kpi: {name}", kpis[name], main.languages)
