"""One study, ready to run: settings of every variant, instruments, KPIs, files checked.

Everything a person can get wrong in a study folder is found here, before any job starts.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analysis.errors import InstrumentError
from analysis.form_plan import with_checks
from analysis.instrument import Instrument, load_instrument
from analysis.kpi import Kpi, load_kpis
from analysis.mistakes import mistakes
from analysis.strict_yaml import read_yaml
from workflow.criteria_checks import criterion_wrong, listed_kpis, number_columns
from workflow.imputation_checks import imputation_wrong
from workflow.language_checks import texts_missing_in
from workflow.path_names import path_problem
from workflow.settings import Options, Settings, merged
from workflow.study_checks import (
    names_unknown,
    problems_of,
    schemes_wrong,
)

ROOT = Path(__file__).resolve().parent.parent
PUBLIC_KEY = "pseudonym_public.key"
VARIANT_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
VARIANT_NAMES = "letters, digits and _; main is the study itself"
VARIANTS_MAY_CHANGE = set(Options.model_fields) | {"analysis"}


@dataclass(frozen=True, slots=True)
class Study:
    """What the rules need to know of a study.

    Attributes
    ----------
    folder
        The study's folder, as given.
    settings
        Settings by variant; "main" is the study as it stands.
    instruments
        The questionnaires asked, by id.
    kpis
        The indicators used, by id.
    """

    folder: Path
    settings: dict[str, Settings]
    instruments: dict[str, Instrument]
    kpis: dict[str, Kpi]

    @property
    def instrument_files(self) -> list[str]:
        """The file of every questionnaire asked."""
        files = [instrument_file(self.folder, name) for name in self.instruments]
        return [str(f.relative_to(ROOT) if f.is_relative_to(ROOT) else f) for f in files]

    @property
    def main(self) -> Settings:
        """The settings of the study as it stands."""
        return self.settings["main"]

    @property
    def cluster(self) -> str | None:
        """The inner cluster of people, such as their manager; None where there is none."""
        return next(iter(self.main.people.clusters), None)

    def controls(self, variant: str) -> dict[str, str]:
        """The columns of people that may explain performance, each with its transform."""
        settings = self.settings[variant]
        transforms = settings.criterion.adjust_for
        return {name: transforms.get(name, "none") for name in settings.people.controls}

    @property
    def clusters(self) -> list[str]:
        """All clusters of people, inner to outer."""
        return list(self.main.people.clusters)

    @property
    def public_key(self) -> bool:
        """Whether the pseudonym key lies openly in the study, as in demo studies."""
        return (self.folder / PUBLIC_KEY).is_file()

    @property
    def key_file(self) -> str:
        """The file of the programme's pseudonym key: outside results, shared by its studies."""
        own = Path("keys") / f"{self.main.programme}.key"
        return str(self.folder / PUBLIC_KEY if self.public_key else own)

    @property
    def forms(self) -> dict[str, int]:
        """What decides which checks of attention the study's forms add, as plain values."""
        return form_options(self.main)

    def kpi_definitions(self) -> list[dict[str, Any]]:
        """The indicators in use, as plain values."""
        return [kpi.model_dump() for kpi in self.kpis.values()]

    def kpi_sources(self) -> dict[str, list[str]]:
        """For every indicator in use, who provides the tables that it comes from."""
        found: dict[str, dict[str, None]] = {name: {} for name in self.kpis}
        for c in self.main.criteria:
            for kpi in c.kpis:
                found[kpi if isinstance(kpi, str) else kpi.id][c.source] = None
        return {name: list(sources) for name, sources in found.items()}

    def kpis_assumed(self) -> dict[str, list[str]]:
        """What indicators of the study's own leave to defaults, by indicator."""
        return {name: kpi.assumed for name, kpi in self.kpis.items() if kpi.assumed}

    @property
    def about(self) -> dict[str, Any]:
        """What a report says of the study itself, as plain values."""
        named = {"study", "programme", "title", "year", "purpose", "simulated", "languages"}
        about = self.main.model_dump(include={*named, "documentation"}, mode="json")
        files = [r.model_dump(by_alias=True, mode="json") for r in self.main.responses]
        people = self.main.people.model_dump(mode="json")
        return about | {
            "responses": files,
            "people": people,
            "kpis_assumed": self.kpis_assumed(),
        }

    def data_files(self) -> list[str]:
        """Every data file that the study names, once."""
        main = self.main
        names = [r.file for r in main.responses] + [main.people.file]
        names += [r.dictionary for r in main.responses if r.dictionary]
        names += [c.file for c in main.criteria]
        return [str(self.folder / name) for name in dict.fromkeys(names)]

    def protected(self) -> dict[str, str | None]:
        """The columns of groups that the study names as protected, with the reference group."""
        groups = self.main.people.groups
        return {name: group.reference for name, group in groups.items() if group.protected}

    def groupings(self) -> dict[str, str | None]:
        """The columns of groups that the study names, with the reference group."""
        return {name: group.reference for name, group in self.main.people.groups.items()}

    def lawful(self) -> list[str]:
        """Those of them that may be used in selection, as the study states with its reason."""
        groups = self.main.people.groups
        return [name for name in self.protected() if groups[name].lawful_basis]

    def previous_key(self) -> list[str]:
        """Last year's released scoring key: one file, or none."""
        return [] if self.main.previous is None else [str(self.folder / self.main.previous)]

    def exposure(self) -> str | None:
        """The column that says how long a person was active in a period, if any."""
        return next((c.exposure for c in self.main.criteria if c.exposure), None)

    def criteria_tables(self) -> list[dict[str, Any]]:
        """For every table of performance: its columns that are read, and what they are."""
        return [
            {
                "file": c.file,
                "sheets": c.sheets,
                "source": c.source,
                "person": c.person,
                "period": c.period,
                "dates": c.dates,
                "collected": c.collected and [str(c.collected.from_), str(c.collected.to)],
                "repeated_periods": c.repeated_periods,
                "exposure": c.exposure,
                "columns": number_columns(c, self.kpis),
                "kpis": listed_kpis(c, self.kpis),
            }
            for c in self.main.criteria
        ]


def load_study(folder: Path) -> Study:
    """The study in `folder`.

    Raises
    ------
    SystemExit
        With one line for every problem of the study, its instruments and its files.
    """
    try:
        return checked_study(folder)
    except InstrumentError as error:
        raise SystemExit(f"{folder} cannot be run:\n{indented(str(error))}") from None


def indented(text: str) -> str:
    """`text` with two spaces before each line."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def checked_study(folder: Path) -> Study:
    """The study in `folder`; raises InstrumentError with every problem, one a line."""
    if problem := path_problem(folder):
        raise InstrumentError(problem)
    raw = read_yaml(folder / "study.yaml")
    defaults = read_yaml(ROOT / "config" / "defaults.yaml")
    settings = all_variants(folder, defaults, raw)
    main = settings["main"]
    kpis = kpis_of(main)
    instruments, problems = instruments_of(folder, main)
    for variant in settings.values():
        problems += names_unknown(variant, with_checks(instruments, **form_options(main)), kpis)
        problems += criterion_wrong(variant, kpis)
        problems += schemes_wrong(variant, instruments)
        problems += imputation_wrong(variant)
    problems += problems_of(folder, main, instruments, kpis)
    problems += texts_missing_in(main, instruments, kpis)
    if problems:
        raise InstrumentError("\n".join(dict.fromkeys(problems)))
    return Study(folder, settings, instruments, kpis)


def all_variants(folder: Path, defaults: dict, raw: dict) -> dict[str, Settings]:
    """The settings of "main" and of every variant the study names."""
    problems: list[str] = []
    variants = {"main": {}}
    named = raw.get("variants")
    if isinstance(named, dict):
        problems += [
            f"{folder}/study.yaml: variants: {name!r} cannot be a name ({VARIANT_NAMES})"
            for name in named
            if name == "main" or not VARIANT_NAME.match(str(name))
        ]
        variants |= {k: v for k, v in named.items() if isinstance(v, dict) and k != "main"}
    settings: dict[str, Settings] = {}
    for name, changes in variants.items():
        where = f"{folder}/study.yaml" + ("" if name == "main" else f": variants.{name}")
        stray = sorted(set(changes) - VARIANTS_MAY_CHANGE)
        problems += [f"{where}: {key}: a variant cannot change this" for key in stray]
        try:
            settings[name] = Settings.model_validate(merged(merged(defaults, raw), changes))
        except ValidationError as error:
            problems += mistakes(where, error, Settings)
    if problems:
        raise InstrumentError("\n".join(problems))
    return settings


def kpis_of(main: Settings) -> dict[str, Kpi]:
    """The indicators that the study uses: from the dictionary, or defined in the study."""
    dictionary = load_kpis(ROOT / "instruments" / "kpi")
    inline = {k.id: k for c in main.criteria for k in c.kpis if isinstance(k, Kpi)}
    named = [k for c in main.criteria for k in c.kpis if isinstance(k, str)]
    return {k: dictionary[k] for k in named if k in dictionary} | inline


def instrument_file(folder: Path, name: str) -> Path:
    """The file of a questionnaire: in the study's own instruments/, or among ours."""
    own, ours = (where / "instruments" / f"{name}.yaml" for where in (folder, ROOT))
    return own if own.is_file() else ours


def instruments_of(folder: Path, main: Settings) -> tuple[dict[str, Instrument], list[str]]:
    """The instruments that the study names, and what is wrong with them."""
    instruments: dict[str, Instrument] = {}
    problems: list[str] = []
    for use in main.instruments:
        path = instrument_file(folder, use.id)
        if not path.is_file():
            folders = (path.parent, folder / "instruments")
            known = ", ".join(sorted({p.stem for f in folders for p in f.glob("*.yaml")}))
            problems.append(f"instruments: no instrument {use.id!r}; there are: {known}")
            continue
        try:
            instrument = load_instrument(path)
        except InstrumentError as error:
            problems += str(error).splitlines()
            continue
        if instrument.version != use.version:
            problems.append(
                f"instruments: {use.id} is version {instrument.version}, "
                f"the study pins {use.version}"
            )
        instruments[use.id] = instrument
    return instruments, problems


def form_options(main: Settings) -> dict[str, int]:
    """What decides which checks the forms add; without checks the seed is of no matter."""
    seed = main.seed if main.forms.attention_checks else 0
    return {"seed": seed, **main.forms.model_dump()}
