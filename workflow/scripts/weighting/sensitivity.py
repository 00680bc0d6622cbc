from analysis.chain.factor_model import FactorChoices
from analysis.chain.sensitivity import sensitivity
from analysis.chain.sensitivity_quantities import WeightChoices
from analysis.instrument import load_instruments
from analysis.seeds import stream
from analysis.store import read_key, read_table, write_result
from analysis.weighting.expert import contending
from analysis.weighting.imputation import Imputation
from analysis.weighting.points import Bounds
from analysis.weighting.verdict import Demand
from workflow.step import step

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    scores = read_table(given.scores)
    compared, _ = contending(
        params.compared, list(scores["dimension"].unique()), read_key(given.previous)
    )
    result = sensitivity(
        read_table(given.keyed),
        read_table(given.flags),
        scores,
        read_table(given.performance),
        read_table(given.people),
        load_instruments(given.instruments),
        reliability=read_table(given.reliability),
        alternatives=read_table(given.alternatives),
        exclude=params.exclude,
        strict_families=params.strict_families,
        model=FactorChoices(params.estimator, params.missing, params.cfa_cluster),
        weights=WeightChoices(
            scheme=str(read_table(given.ranks)["scheme"].iloc[0]),
            compared=compared,
            bounds=Bounds(params.round_to, params.floor, params.cap),
            demand=Demand(params.confidence, params.minimal_gain, params.power),
            folds=params.folds,
            repeats=params.repeats,
            source=params.predictors_from[0],
            cluster=params.cluster,
            imputation=Imputation.from_settings(params.imputation),
        ),
        rng=stream(params.seed, "weighting", "sensitivity"),
    )
    write_result(result, snakemake.output)
