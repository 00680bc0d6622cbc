"""Draws the data of a simulated study again: python -m analysis.simulation.generate FOLDER."""

import sys
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.instrument import load_instrument
from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.files import write_study_files
from analysis.simulation.mess import add_mess
from analysis.simulation.truth import load_truth
from analysis.simulation.validities import latent_validities, true_validities
from analysis.store import write_table

INSTRUMENTS = Path(__file__).parents[2] / "instruments"
PEOPLE, DRAWS = 20_000, 20
"""Size and number of the draws behind the true validities: 400,000 people in all."""


def generate(truth_file: Path, folder: Path) -> None:
    """Write to `folder` the data that the truth in `truth_file` and its seed give."""
    truth = load_truth(truth_file)
    instrument = load_instrument(INSTRUMENTS / f"{truth.instrument}.yaml")
    study = draw_study(truth, instrument, stream(truth.seed, "simulation", "draw"))
    messy = add_mess(study, truth, instrument, stream(truth.seed, "simulation", "mess"))
    write_study_files(messy, truth, instrument, folder)


def generate_validities(truth_file: Path, folder: Path, *, people: int, draws: int) -> None:
    """Write to `folder` the validities that follow from the truth in `truth_file`."""
    truth = load_truth(truth_file)
    instrument = load_instrument(INSTRUMENTS / f"{truth.instrument}.yaml")
    observed = true_validities(
        truth,
        instrument,
        load_kpis(INSTRUMENTS / "kpi"),
        people=people,
        draws=draws,
        rng=stream(truth.seed, "simulation", "validities"),
    )
    table = observed.merge(latent_validities(truth), on="dimension", how="left")
    write_table(table.round(6), folder / "true_validities.csv")


def main(arguments: list[str]) -> int:
    """Draw the study in the folder that `arguments` name; the exit code."""
    if len(arguments) != 1:
        print("usage: python -m analysis.simulation.generate FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    try:
        generate(folder / "truth.yaml", folder)
        generate_validities(folder / "truth.yaml", folder, people=PEOPLE, draws=DRAWS)
    except (AnalysisError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
