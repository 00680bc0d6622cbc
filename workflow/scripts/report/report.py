from pathlib import Path

from analysis.instrument import Text, load_instruments
from analysis.kpi import Kpi
from analysis.store import read_all
from reports.build import build_report
from reports.findings import terminal_summary
from reports.inputs import ReportInput, RunInfo, StudyInfo
from workflow.record import hashes_and_versions, run_record
from workflow.step import step


def study_info(about):
    return StudyInfo(
        name=about["study"],
        title=Text(**about["title"]) if about["title"] else None,
        groups=tuple(about["people"]["groups"]),
        clusters=tuple(about["people"]["clusters"]),
        languages=tuple(about["languages"]),
        kpis_assumed=about["kpis_assumed"],
        **{name: about[name] for name in ("year", "purpose", "simulated")},
    )


def run_info(record, settings):
    kept = {name: settings[name] for name in ("precision", "seed", "confidence")}
    hashes, versions = hashes_and_versions(record)
    return RunInfo(settings=settings, hashes=hashes, versions=versions, **kept)


with step(snakemake):
    params, output = snakemake.params, snakemake.output
    record = run_record(
        data=snakemake.input.data,
        instruments=snakemake.input.instruments,
        code=params.all_code,
        settings=params.settings,
    )
    given = ReportInput(
        results=read_all(snakemake.input.tables),
        instruments=load_instruments(snakemake.input.instruments),
        kpis={kpi["id"]: Kpi.model_validate(kpi) for kpi in params.kpis},
        study=study_info(params.study),
        run=run_info(record, params.settings),
        min_cell=params.min_cell,
    )
    language = snakemake.wildcards.language
    page = build_report(given, language=language)
    Path(output.page).write_text(page, encoding="utf-8")
    summary = terminal_summary(given, language=language)
    Path(output.summary).write_text(summary + "\n", encoding="utf-8")
