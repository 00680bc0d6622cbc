from dataclasses import replace

from analysis.instrument import Structure, Text
from reports.inputs import ReportInput
from reports.reading import Reading
from reports.words import Words

TITLE = Text(zh="通用胜任力", en="General competencies")


def test_a_general_factor_has_the_name_that_the_instrument_gives_it(given: ReportInput):
    name, instrument = next(iter(given.instruments.items()))
    parts = [d.id for d in instrument.dimensions]
    structure = Structure(
        hypothesised="second_order", higher_order={"core": parts}, titles={"core": TITLE}
    )
    named = instrument.model_copy(update={"structure": structure})
    study = replace(given, instruments={name: named})
    assert Reading(study, Words("zh")).dimension("core") == "通用胜任力"
    assert Reading(study, Words("en")).dimension("core") == "General competencies"
    first = named.dimensions[0]
    assert Reading(study, Words("en")).dimension(first.id) == first.title.en
    assert Reading(study, Words("en")).dimension("unheard_of") == "unheard_of"
