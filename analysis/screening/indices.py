"""Every index of careless answering, in the order in which METHODS asks for them."""

import numpy as np

from analysis.notes import remark
from analysis.screening.attention import attention
from analysis.screening.average_string import average_string
from analysis.screening.contrary_run import contrary_run
from analysis.screening.even_odd import even_odd
from analysis.screening.index import FIT, SIMULATED, Index, Learned
from analysis.screening.inter_item_deviation import inter_item_deviation
from analysis.screening.irv import irv
from analysis.screening.longstring import longstring
from analysis.screening.mahalanobis import mahalanobis
from analysis.screening.missing_share import missing_share
from analysis.screening.person_fit import person_fit
from analysis.screening.psychometric_antonyms import psychometric_antonyms
from analysis.screening.psychometric_synonyms import psychometric_synonyms
from analysis.screening.repeated_pattern import repeated_pattern
from analysis.screening.response_time import response_time
from analysis.screening.screened_blocks import ScreenedBlock

NO_SPREAD = remark("too_few_or_equal_answers")


def fit_of(block: ScreenedBlock, learned: Learned) -> np.ndarray:
    """Person fit by the model that was learned; nobody has a value where there is none."""
    if learned.fit is None:
        return np.full(len(block.keyed), np.nan)
    return person_fit(block.keyed, learned.fit)


# fmt: off
INDICES = (
    Index("response_time", "time", "below", "no_seconds", "seconds_per_item",
          lambda b, _: response_time(b.seconds, b.every), undefined=remark("no_seconds")),
    Index("attention", "attention", "above", "no_attention_items", "any_failed",
          lambda b, _: attention(b.every, b.expected)),
    Index("missing_share", "missing", "above", "no_scored_items", "max_missing_share",
          lambda b, _: missing_share(b.answers, b.excused), undefined=remark("nothing_asked")),
    Index("contrary_run", "pattern", "above", "not_keyed_both_ways", SIMULATED,
          lambda b, _: contrary_run(b.answers, b.turned), suffices=True),
    Index("repeated_pattern", "pattern", "above", "no_scored_items", SIMULATED,
          lambda b, _: repeated_pattern(b.answers, b.keyed), suffices=True),
    Index("longstring", "pattern", "above", "no_scored_items", SIMULATED,
          lambda b, _: longstring(b.answers), honest_too=True),
    Index("average_string", "pattern", "above", "no_scored_items", SIMULATED,
          lambda b, _: average_string(b.answers), honest_too=True),
    Index("irv", "pattern", "below", "no_scored_items", SIMULATED,
          lambda b, _: irv(b.answers), undefined=NO_SPREAD, limit=0.0, honest_too=True),
    Index("even_odd", "consistency", "below", "fewer_than_three_dimensions", SIMULATED,
          lambda b, _: even_odd(b.keyed, b.dimensions), undefined=NO_SPREAD, limit=-1.0),
    Index("psychometric_synonyms", "consistency", "below", "fewer_than_three_synonym_pairs",
          SIMULATED, lambda b, x: psychometric_synonyms(b.keyed, x.synonyms),
          undefined=NO_SPREAD, limit=-1.0),
    Index("psychometric_antonyms", "consistency", "above", "fewer_than_three_antonym_pairs",
          SIMULATED, lambda b, x: psychometric_antonyms(b.answers, x.antonyms),
          undefined=NO_SPREAD, limit=1.0),
    Index("inter_item_deviation", "consistency", "above", "no_dimension_of_two_items",
          SIMULATED, lambda b, _: inter_item_deviation(b.keyed, b.dimensions),
          undefined=NO_SPREAD),
    Index("person_fit", FIT, "below", "no_response_model", SIMULATED, fit_of),
    Index("mahalanobis", FIT, "above", "no_usable_covariance", SIMULATED,
          lambda b, x: mahalanobis(b.keyed, x.centre, x.covariance)),
)
# fmt: on
"""Every index. A new one is one line here."""
