import numpy as np
import pandas as pd
import pytest

from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.mess import MessyStudy, add_mess


@pytest.fixture(scope="module")
def messy(truth, sales_six) -> MessyStudy:
    study = draw_study(truth, sales_six, stream(1, "draw"))
    return add_mess(study, truth, sales_six, stream(1, "mess"))


@pytest.fixture(scope="module")
def items(sales_six) -> list[str]:
    return list(sales_six.dimension_of)


@pytest.fixture(scope="module")
def tidy_self(truth, sales_six) -> pd.DataFrame:
    """Self answers of the same truth without repeated, unknown and blank rows."""
    update = {"duplicates": 0, "unknown_people": 0, "blank_rows": 0}
    calm = truth.model_copy(update={"mess": truth.mess.model_copy(update=update)})
    study = draw_study(calm, sales_six, stream(1, "draw"))
    return add_mess(study, calm, sales_six, stream(1, "mess")).responses["self"]


def test_the_number_of_rows_is_exact(messy, truth):
    mess = truth.mess
    stray = mess.duplicates + mess.unknown_people + mess.blank_rows
    assert len(messy.responses["self"]) == truth.people - mess.no_response["self"] + stray
    assert len(messy.responses["manager"]) == truth.people - mess.no_response["manager"]
    assert messy.responses["self"].isna().all(axis=1).sum() == mess.blank_rows


def test_gaps_and_codes_are_exact(messy, tidy_self, truth, items):
    tables = {"self": tidy_self, "manager": messy.responses["manager"]}
    for source, table in tables.items():
        cells = table[items]
        assert cells.isna().sum().sum() == round(truth.mess.missing_share[source] * cells.size)
        judged = round(truth.mess.cannot_judge_share[source] * cells.size)
        assert cells.eq(8).sum().sum() == judged
        assert cells.eq(7).sum().sum() == truth.mess.impossible_codes[source]
        assert cells.isin([1, 2, 3, 4, 5, 7, 8]).sum().sum() + cells.isna().sum().sum() == (
            cells.size
        )


def test_duplicates_are_earlier_attempts_of_known_people(messy, truth):
    table = messy.responses["self"].dropna(subset=["employee_id"])
    twice = table[table["employee_id"].duplicated(keep=False)]
    assert len(twice) == 2 * truth.mess.duplicates
    gaps = twice.groupby("employee_id")["started_at"].agg(np.ptp)
    assert (gaps == pd.Timedelta(days=2)).all()


def test_unknown_people_are_not_in_the_people_table(messy, truth):
    answered = set(messy.responses["self"]["employee_id"].dropna())
    assert len(answered - set(messy.people["employee_id"])) == truth.mess.unknown_people


def test_people_without_sales_and_sales_without_people(messy, truth):
    people, sellers = set(messy.people["employee_id"]), set(messy.sales["employee_id"])
    assert len(people - sellers) == truth.mess.people_without_sales
    assert len(sellers - people) == truth.mess.sales_without_people
    assert not messy.sales.duplicated(["employee_id", "month"]).any()


def test_the_number_of_careless_people_is_exact(messy, truth):
    for source, share in truth.mess.careless_share.items():
        n = truth.people - truth.mess.no_response[source]
        assert (messy.careless["source"] == source).sum() == round(share * n)


def test_careless_people_are_careless(messy, items):
    for source, table in messy.responses.items():
        answers = table.dropna(subset=["employee_id"]).set_index("employee_id")
        found = messy.careless[messy.careless["source"] == source]
        same = found.loc[found["kind"] == "straight_line", "employee_id"]
        regular = answers[items].where(answers[items] <= 5)
        distinct = regular.nunique(axis=1).groupby(level=0).max()
        assert (distinct[same] == 1).all()
        assert distinct.drop(found["employee_id"]).gt(1).all()
        per_item = answers["seconds"].groupby(level=0).max() / len(items)
        assert per_item[found["employee_id"]].max() < 2.5
        assert per_item.drop(found["employee_id"]).median() > 4


def test_random_answers_follow_no_dimension(truth, sales_six):
    share = {"careless_share": {"self": 1.0, "manager": 0.0}}
    all_careless = truth.model_copy(update={"mess": truth.mess.model_copy(update=share)})
    study = draw_study(all_careless, sales_six, stream(2, "draw"))
    messy = add_mess(study, all_careless, sales_six, stream(2, "mess"))
    table = messy.responses["self"].merge(messy.careless.query("source == 'self'"))
    random = table.loc[table["kind"] == "random", ["inf1", "inf2"]].dropna()
    random = random[random.le(5).all(axis=1)].astype(float)
    assert abs(random.corr().iloc[0, 1]) < 5 / np.sqrt(len(random))


def test_answers_that_nothing_happened_to_are_the_drawn_ones(messy, truth, sales_six, items):
    study = draw_study(truth, sales_six, stream(1, "draw"))
    scores = messy.true_scores.set_index("employee_id")["performance"]
    person = pd.Series(
        study.true_scores["person"].to_numpy(), index=study.true_scores["performance"]
    )
    table = messy.responses["manager"]
    careless = messy.careless.query("source == 'manager'")["employee_id"]
    table = table[~table["employee_id"].isin(careless)]
    drawn = study.answers["manager"].set_index("person")
    clean = drawn.loc[person[scores[table["employee_id"]]], items].to_numpy()
    kept = table[items].isin([1, 2, 3, 4, 5]).to_numpy(dtype=bool)
    assert np.array_equal(table[items].to_numpy(dtype=float, na_value=0)[kept], clean[kept])


def test_made_up_identities_tell_nothing_about_the_draw(messy):
    order = messy.people["employee_id"].str[1:].astype(int)
    assert messy.people["employee_id"].is_unique
    assert abs(np.corrcoef(order, messy.people["tenure_months"])[0, 1]) < 5 / np.sqrt(480)
