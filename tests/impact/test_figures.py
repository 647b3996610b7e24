"""The figures of a campaign, held against counts over the files and over the raw answers by other code."""

import json
import random
from itertools import product

import pytest
from django.core.management import CommandError

from impact.actions.exports import note_download
from impact.disclosure import Group
from impact.figure_rules import Extreme, Share, percent, share
from impact.models import FreeText, Response
from impact.queries.figures import figures_of
from impact.queries.groups import gate_of, groups_of
from impact.queries.texts import readable_texts
from lib.workflow import Refused
from partnership.models import AuditEvent
from tests.cast import NOW
from tests.impact.brought_in import PUBLISHED, bring_in, figures, filters, printed, published_survey, raw
from tests.impact.stage import make_campaign, make_contact, make_response
from tests.impact.survey_folder import (
    LEVELS,
    SECTORS,
    Survey,
    answer_columns,
    chosen,
    count_outcomes,
    count_response,
    random_survey,
)

pytestmark = pytest.mark.django_db
FEWEST, THRESHOLD, SMALL = 5, 10, 20


@pytest.fixture
def published(tmp_path):
    survey = published_survey()
    return survey, bring_in(survey, tmp_path)


# --- rules -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(64, 178, 36), (1, 200, 1), (1, 201, 0), (5, 200, 3), (0, 7, 0), (0, 0, None)]
)
def test_per_cents_are_rounded_half_up(part, whole, expected):
    assert percent(part, whole) == expected


@pytest.mark.parametrize(
    ("count", "n", "expected"),
    [
        (0, 19, Share(19, None, None, Extreme.BELOW)),
        (19, 19, Share(19, None, None, Extreme.ABOVE)),
        (1, 19, Share(19, 1, 5)),
        (18, 19, Share(19, 18, 95)),
        (0, 20, Share(20, 0, 0)),
        (20, 20, Share(20, 20, 100)),
    ],
)
def test_small_groups_never_say_all_or_none(count, n, expected):
    assert share(count, n) == expected


# --- the published figures -------------------------------------------------------------------------------------
def test_the_response_is_as_published(published):
    response = figures(published[1].slug)["response"]
    assert response["total"] == {"invited": 178, "responded": 64, "percent": 36}
    for kind, rows in PUBLISHED.items():
        names = ("invited", "responded", "percent")
        assert response[kind] == {key: dict(zip(names, row, strict=True)) for key, row in rows.items()}
    assert len(response["workplace"]) == 20
    assert sum(count > 0 for count in response["workplace"].values()) == 19


def test_wo_and_other_are_not_shown_and_cannot_be_worked_out(published):
    survey, campaign = published
    for hidden in ("wo", "other"):
        cell = figures(campaign.slug, sector=[hidden])["outcomes"]["student"]["soft_skills"]
        assert cell == {"all": None, "mbo": None, "hbo": None, "status": None, "nature": None}
    assert figures(campaign.slug, sector=["wo", "other"])["outcomes"]["student"]["soft_skills"]["all"] is None
    whole = figures(campaign.slug)["outcomes"]["student"]["soft_skills"]
    assert [whole[group]["n"] for group in ("all", "mbo", "hbo")] == [64, 26, 32]  # the six together are what is left
    attack(survey, campaign)


def test_workplaces_of_the_published_campaign_are_all_too_small(published):
    campaign = published[1]
    for workplace in figures(campaign.slug)["response"]["workplace"]:
        found = figures(campaign.slug, workplace=[workplace])
        assert found["outcomes"]["student"]["soft_skills"]["all"] is None
        assert found["response"]["total"]["invited"] > 0  # who was invited is no secret


def test_early_and_late_tranches_stand_side_by_side(published):
    found = figures_of(published[1])
    assert (found.sizes["early"], found.sizes["late"]) == (23, 41)
    skills = next(item for item in found.levels[2].outcomes if item.outcome.key == "soft_skills")
    counts = {name: skills.shares[name].count for name in ("all", "early", "late")}
    assert counts["early"] + counts["late"] == counts["all"]


# --- against counts of another kind ----------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(10))
def test_every_figure_equals_a_count_over_the_raw_answers(seed, tmp_path):
    survey = random_survey(seed)
    campaign = bring_in(survey, tmp_path)
    answers = raw(campaign)
    assert {row["contact"] for row in answers} == {row["contact"] for row in survey.answers}
    answered = {row["contact"] for row in answers}
    for where in filters(random.Random(seed), survey):
        found = figures(campaign.slug, **where)
        assert found["response"] == count_response(survey.contacts, answered, where)
        expected = count_outcomes(survey.contacts, answers, where)
        assert found["outcomes"].keys() == expected.keys()
        for level, outcomes in expected.items():
            assert found["outcomes"][level].keys() == outcomes.keys()
            for name, cells in outcomes.items():
                same(found["outcomes"][level][name], cells)


def same(found, expected):
    """What is shown is right; nothing is shown of small groups, nor that nobody or everybody of a few said it."""
    assert found.keys() == expected.keys()
    for group in ("all", "mbo", "hbo"):
        shown, right = found[group], expected[group]
        if shown is None:
            continue
        assert shown["n"] == right["n"] >= THRESHOLD
        if shown["count"] is None:
            assert right["n"] < SMALL and right["count"] in (0, right["n"])
            assert shown["percent"] == ("< 5%" if right["count"] == 0 else "> 95%")
        else:
            assert shown == right
    for word in ("status", "nature"):
        if word in found:
            hidden = found["all"] is None or found["all"]["count"] is None
            assert found[word] == (None if hidden else expected[word])


@pytest.mark.parametrize("seed", [0, 3])
def test_the_raw_answers_are_what_was_brought_in(seed, tmp_path):
    survey = random_survey(seed)
    campaign = bring_in(survey, tmp_path)
    found = raw(campaign)
    assert list(found[0]) == answer_columns()
    assert found == sorted(survey.answers, key=lambda row: row["contact"])


@pytest.mark.parametrize("seed", range(4))
def test_large_groups_are_all_shown(seed, tmp_path):
    """Where nobody is in a small group, nothing is hidden."""
    survey, r = Survey(), random.Random(seed)
    for sector, place in product(SECTORS, range(3)):
        for _ in range(r.randrange(10, 14)):
            survey.answer(survey.contact(sector, f"w{place}", str(place)), student__motivation=r.choice(["", "1"]))
    campaign = bring_in(survey, tmp_path)
    for sector, place in product(SECTORS, range(3)):
        for where in (
            {"sector": [sector]},
            {"tranche": [str(place)]},
            {"sector": [sector], "workplace": [f"w{place}"]},
        ):
            found = figures(campaign.slug, **where)["outcomes"]["student"]["motivation"]
            same(found, count_outcomes(survey.contacts, survey.answers, where)["student"]["motivation"])
            assert found["all"] is not None


# --- attacks ---------------------------------------------------------------------------------------------------
def attack(survey, campaign):
    """Ask for every group there is, keep what is shown, and subtract every pair of groups that lie in one another."""
    values = {name: sorted({c[name] for c in survey.contacts}) for name in ("sector", "tranche", "workplace")}
    of = {contact["contact"]: contact for contact in survey.contacts}
    groups = groups_of(campaign)
    gate = gate_of(campaign, groups)
    shown = []
    for picks in product(*([None, *some] for some in values.values())):
        where = {name: [pick] for name, pick in zip(values, picks, strict=True) if pick is not None}
        pairs = [(name, pick) for name, some in where.items() for pick in some]
        members = frozenset(row["contact"] for row in survey.answers if chosen(of[row["contact"]], where))
        if gate.shows(groups.chosen(pairs)):
            assert len(members) >= THRESHOLD
            shown.append(members)
    for one, other in product(shown, repeat=2):
        if one < other:
            assert len(other - one) >= FEWEST
        inside = [group for group in shown if group <= other]
        left = other.difference(*inside) if other not in inside else frozenset()
        assert not 0 < len(left) < FEWEST
    return shown


@pytest.mark.parametrize("seed", range(20, 26))
def test_no_pair_of_groups_gives_a_small_one_away(seed, tmp_path):
    survey = random_survey(seed, workplaces=5)
    assert attack(survey, bring_in(survey, tmp_path)) or len(survey.answers) < 15


def test_another_campaigns_answers_are_not_counted(tmp_path):
    first, second = random_survey(30, contacts=80), random_survey(31, contacts=80)
    campaign = bring_in(first, tmp_path / "1")
    alone = figures(campaign.slug)
    bring_in(second, tmp_path / "2")
    bring_in(random_survey(30, contacts=60, workplaces=3), tmp_path / "3", partnership="elders")
    found = json.loads(printed(campaign.slug, "--json", "--partnership", "werkplaats"))
    assert found == alone
    with pytest.raises(CommandError):  # two partnerships have a campaign of this name
        printed(campaign.slug)


def test_with_too_few_answers_nothing_is_shown(cast):
    campaign = make_campaign(cast.werkplaats)
    for _ in range(9):
        make_response(make_contact(campaign), "student.motivation")
    found = figures(campaign.slug)
    assert all(cell["all"] is None for level in found["outcomes"].values() for cell in level.values())
    assert not figures_of(campaign).is_shown
    make_response(make_contact(campaign), "student.motivation")
    assert figures(campaign.slug)["outcomes"]["student"]["motivation"]["all"]["percent"] == "> 95%"


def test_a_campaign_without_contacts_has_figures_of_nothing(cast):
    found = figures(make_campaign(cast.werkplaats).slug)
    assert found["response"]["total"] == {"invited": 0, "responded": 0, "percent": None}


# --- the command -----------------------------------------------------------------------------------------------
def test_people_read_the_figures(published):
    text = printed(published[1].slug)
    assert "64" in text and "178" in text and "%" in text
    assert len(printed(published[1].slug, "--where", "sector=wo").splitlines()) == 3


@pytest.mark.parametrize("where", ["sector=vo", "sector", "tranche=9", "school=1"])
def test_a_group_that_is_not_there(published, where):
    with pytest.raises(CommandError):
        printed(published[1].slug, "--where", where)


def test_a_campaign_that_is_not_there(db):
    with pytest.raises(CommandError):
        printed("nothing")


# --- anonymous campaigns, and texts ----------------------------------------------------------------------------
def test_an_anonymous_campaign_has_the_same_figures(tmp_path):
    survey = random_survey(40, contacts=200, anonymous=True)
    campaign = bring_in(survey, tmp_path)
    expected = count_outcomes(survey.contacts, survey.answers, {})
    for level, outcomes in figures(campaign.slug)["outcomes"].items():
        for name, cells in outcomes.items():
            same(cells, expected[level][name])
            assert cells["all"] is not None


def test_raw_answers_without_names_tell_nothing_of_who_and_only_texts_that_may_be_read(tmp_path, cast):
    survey = random_survey(41, contacts=90, anonymous=True)
    campaign = bring_in(survey, tmp_path)
    found = raw(campaign)
    assert [row["contact"] for row in found] == [f"r{n:05d}" for n in range(1, len(survey.answers) + 1)]
    assert not any(row[f"{level}.opening"] for row in found for level in LEVELS)
    decided = {"state": "shown", "decided_at": NOW, "decided_by": cast.mirjam.user}
    FreeText.objects.filter(kind="opening").update(**decided)
    assert any(row["student.opening"] for row in raw(campaign))
    for level, names in LEVELS.items():
        for name in names:
            column = f"{level}.{name}"
            assert sum(row[column] == "1" for row in found) == sum(row[column] == "1" for row in survey.answers)


def test_a_handful_of_answers_without_names_does_not_leave(cast):
    campaign = make_campaign(cast.werkplaats, anonymous=True, state="closed")
    for _ in range(9):
        make_response(make_contact(campaign))
    assert raw(campaign) == []
    make_response(make_contact(campaign))
    assert len(raw(campaign)) == 10


def test_text_that_a_spreadsheet_would_run_is_made_harmless(cast):
    campaign = make_campaign(cast.werkplaats)
    response = make_response(make_contact(campaign))
    FreeText.objects.create(response=response, kind="remarks", text="=1+1")
    assert raw(campaign)[0]["remarks"] == "'=1+1"


def test_who_takes_answers_along_is_in_the_log(cast):
    campaign = make_campaign(cast.werkplaats)
    with pytest.raises(Refused):
        note_download(by=cast.carla, campaign=campaign, now=NOW)
    assert not AuditEvent.objects.filter(verb="campaign.answers_downloaded").exists()
    note_download(by=cast.mirjam, campaign=campaign, now=NOW)
    assert AuditEvent.objects.get(verb="campaign.answers_downloaded").object_id == campaign.pk


def written(campaign, cast, sectors):
    """An answer with a text of each sector, of which others may read all but the first."""
    for number, sector in enumerate(sectors):
        response = make_response(make_contact(campaign, sector))
        values = {"state": "shown", "decided_at": NOW, "decided_by": cast.mirjam.user} if number else {}
        FreeText.objects.create(response=response, kind="remarks", text=f"{sector} {number}", **values)


def test_texts_are_read_after_moderation_and_tell_no_small_group(cast):
    campaign = make_campaign(cast.werkplaats)
    written(campaign, cast, ["mbo"] * 14 + ["hbo"] * 14 + ["wo"] * 5)
    found = readable_texts(campaign, gate_of(campaign, groups_of(campaign)), "remarks")
    assert len(found) == 32 and "mbo 0" not in [item.text for item in found]
    assert {item.text.split()[0]: item.sector for item in found} == {"mbo": "mbo", "hbo": "hbo", "wo": None}
    assert [item.sector for item in found] == ["mbo"] * 13 + ["hbo"] * 14 + [None] * 5


def test_texts_of_few_people_are_not_read_at_all(cast):
    campaign = make_campaign(cast.werkplaats)
    written(campaign, cast, ["mbo"] * 9)
    assert readable_texts(campaign, gate_of(campaign, groups_of(campaign)), "remarks") == []


def test_names_that_were_left_out_stay_out(cast):
    campaign = make_campaign(cast.werkplaats)
    written(campaign, cast, ["mbo"] * 12)
    FreeText.objects.filter(state="shown").update(shown_as="zonder naam")
    found = readable_texts(campaign, gate_of(campaign, groups_of(campaign)), "remarks")
    assert {item.text for item in found} == {"zonder naam"}


# --- speed -----------------------------------------------------------------------------------------------------
def test_the_queries_do_not_grow_with_the_answers(tmp_path, django_assert_num_queries):
    for seed, contacts in ((50, 120), (51, 480)):
        campaign = bring_in(random_survey(seed, contacts=contacts), tmp_path / str(seed))
        with django_assert_num_queries(6):
            assert figures_of(campaign, where=Group.of(tranche=groups_of(campaign).early)).is_shown
    assert Response.objects.filter(campaign=campaign).count() > 200
