"""The analysis on pages and in files, held against counts of other code over the raw answers; and who may see it."""

import csv
import io
import random
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from impact.disclosure import Gate, Group, Hidden
from impact.models import Campaign, CampaignPartner, FreeText, Response
from tests.cast import NOW
from tests.impact.brought_in import PUBLISHED, bring_in, figures, filters, published_survey, raw
from tests.impact.stage import make_campaign, make_contact, make_response
from tests.impact.survey_folder import NATURE, STATUS, count_outcomes, count_response, random_survey

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
HIDDEN = "not shown"
THRESHOLD = 10


def url(name, campaign, *keys, partnership="werkplaats"):
    return reverse(name, args=[partnership, campaign.pk, *keys])


def get(client, address, where=None, status=200):
    answer = client.get(address, where or {}, headers=ENGLISH)
    assert answer.status_code == status, address
    return answer


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


# --- reading what is shown ---------------------------------------------------------------------------------------
def page_tables(client, campaign, where) -> dict:
    """Every table of the page by its key: heads, and rows of words."""
    found = {}
    tree = html.fromstring(get(client, url("campaign_figures", campaign), where).content)
    for section in tree.xpath("//section[.//table][@aria-labelledby][not(.//section)]"):
        rows = [
            [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in section.xpath(".//tr")
        ]
        found[section.get("aria-labelledby")] = rows
    return found


def csv_table(client, campaign, key, where) -> list[list[str]]:
    """The table of a CSV file, without what stands above it."""
    text = get(client, url("campaign_table", campaign, key), where).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return rows[rows.index([]) + 1 :]


def book_tables(client, campaign, where) -> list[list[list[str]]]:
    book = load_workbook(io.BytesIO(body(get(client, url("campaign_tables", campaign), where))))
    found = []
    for page in book:
        rows = [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
        gap = next(number for number, row in enumerate(rows) if not any(row))
        found.append(rows[gap + 1 :])
    return found


def bare(rows):
    """Words without their per cent sign, as files have them; `< 5%` is words itself."""
    return [[cell if cell.startswith(("<", ">")) else cell.removesuffix("%") for cell in row] for row in rows[1:]]


# --- against an oracle -------------------------------------------------------------------------------------------
def expected_cells(cell, shown):
    """What may stand in the two cells of a group, given whether the gate lets it through."""
    if shown is None:
        return [HIDDEN, HIDDEN]
    if cell["n"] < 20 and cell["count"] in (0, cell["n"]):
        return [HIDDEN, "< 5%" if cell["count"] == 0 else "> 95%"]
    return [str(cell["count"]), str(cell["percent"])]


def halves_of(survey, where):
    """The contacts' tranches in two halves, within a choice."""
    tranches = sorted({contact["tranche"] for contact in survey.contacts}, key=int)
    first = (len(tranches) + 1) // 2
    asked = where.get("tranche", tranches)
    return [[name for name in half if name in asked] for half in (tranches[:first], tranches[first:])]


@pytest.mark.parametrize("seed", [1, 4])
def test_page_csv_and_spreadsheet_say_what_a_count_over_the_raw_answers_says(seed, tmp_path, cast, log_in):
    survey = random_survey(seed)
    campaign = bring_in(survey, tmp_path)
    answers, client = raw(campaign), log_in(cast.mirjam)
    answered = {row["contact"] for row in answers}
    for where in filters(random.Random(seed), survey):
        shown = page_tables(client, campaign, where)
        response = count_response(survey.contacts, answered, where)
        for kind in ("tranche", "sector"):
            rows = {row[0].lower(): row[1:] for row in bare(shown[f"response-{kind}"])}
            for name, cells in response[kind].items():
                percent = "–" if cells["percent"] is None else str(cells["percent"])
                assert rows[name] == [str(cells["invited"]), str(cells["responded"]), percent]
        book = book_tables(client, campaign, where)
        for key, rows in shown.items():
            assert bare(csv_table(client, campaign, key, where)) in (bare(rows), without_dashes(rows))
            assert any(bare(sheet) in (bare(rows), without_dashes(rows)) for sheet in book), key
        compare(survey, answers, where, shown, figures(campaign.slug, **where)["outcomes"])


def without_dashes(rows):
    """Of nobody there is no part: a dash on the page, in a file too."""
    return bare(rows)


def compare(survey, answers, where, shown, gated):
    """The tables of each level against the oracle; `gated` says by another way what may be shown."""
    expected = count_outcomes(survey.contacts, answers, where)
    halves = [count_outcomes(survey.contacts, answers, where | {"tranche": half}) for half in halves_of(survey, where)]
    for level, outcomes in expected.items():
        if f"named-{level}" not in shown:
            everything = [cells[group] for cells in gated[level].values() for group in ("all", "mbo", "hbo")]
            assert not any(cell and cell["n"] >= 2 * THRESHOLD for cell in everything[:1])
            continue
        heads, *rows = [shown[f"named-{level}"][0], *bare(shown[f"named-{level}"])]
        groups = [head.removesuffix(", people") for head in heads[1::2]]
        assert groups[0] == "all" and set(groups) <= {"all", "mbo", "hbo"}
        for row, (name, cells) in zip(rows, outcomes.items(), strict=True):
            wanted = [cell for g in groups for cell in expected_cells(cells[g], gated[level][name][g])]
            assert row[1:] == wanted, (level, name, where)
        for kind, words in (("status", STATUS), ("nature", NATURE)):
            named = [(name, cells) for name, cells in outcomes.items() if name != "none"]
            for row, (name, cells) in zip(bare(shown[f"{kind}-{level}"]), named, strict=True):
                told = gated[level][name][kind]
                assert row[1:] == ([HIDDEN] * len(words) if told is None else [str(cells[kind][w]) for w in words])
        for row, name in zip(bare(shown.get(f"halves-{level}", [[]])), outcomes, strict=False):
            for place, half in enumerate(halves):
                pair, cell = row[1 + 2 * place : 3 + 2 * place], half[level][name]["all"]
                assert pair in (expected_cells(cell, None), expected_cells(cell, cell))
                assert pair[1] == HIDDEN or cell["n"] >= THRESHOLD


# --- the published figures, on the page and in the picture -------------------------------------------------------
@pytest.fixture
def published(cast, tmp_path):
    return bring_in(published_survey(), tmp_path)


def test_the_page_shows_the_published_response(published, cast, log_in):
    client = log_in(cast.mirjam)
    shown = page_tables(client, published, {})
    for kind, rows in PUBLISHED.items():
        found = {row[0].lower(): [int(cell) for cell in row[1:]] for row in bare(shown[f"response-{kind}"])}
        assert {key: tuple(found[key]) for key in rows} == rows
        assert found["all"] == [178, 64, 36]
    text = get(client, url("campaign_figures", published)).content.decode()
    for words in ("<dd>178", "<dd>64", "<dd>36%", "<dd>19 of 20"):
        assert words in text.replace("<dd >", "<dd>"), words


@pytest.mark.parametrize("where", [{"sector": ["wo"]}, {"sector": ["other"]}, {"sector": ["wo", "other"]}])
def test_small_sectors_are_shown_nowhere(published, cast, log_in, where):
    client = log_in(cast.mirjam)
    text = get(client, url("campaign_figures", published), where).content.decode()
    assert "What this group answered is not shown" in text
    assert "fewer than 10 people answered" in text
    shown = page_tables(client, published, where)
    assert not any(key.startswith(("named", "status", "nature", "halves")) for key in shown)
    for key in ("named-student", "status-student", "nature-student"):
        rows = csv_table(client, published, key, where)[1:]
        assert rows and all(set(row[1:]) == {HIDDEN} for row in rows)
        picture = get(client, url("campaign_chart", published, key), where).content.decode()
        assert "%" not in ElementTree.fromstring(picture).find("{*}desc").text
    for sheet in book_tables(client, published, where)[3:]:
        assert all(set(row[1:]) == {HIDDEN} for row in sheet[1:])


def test_which_rule_hides_a_group_is_said(cast, log_in, tmp_path):
    """Two workplaces of which the smaller follows from the larger and the total."""
    campaign = make_campaign(cast.werkplaats)
    for number in range(27):
        make_response(make_contact(campaign, "mbo" if number < 24 else "hbo"), "student.motivation")
    client = log_in(cast.mirjam)
    text = get(client, url("campaign_figures", campaign), {"sector": "mbo"}).content.decode()
    assert "what fewer than 5 people answered" in text and "What this group answered is not shown" in text
    text = get(client, url("campaign_figures", campaign), {"sector": "hbo"}).content.decode()
    assert "fewer than 10 people answered" in text
    text = get(client, url("campaign_figures", campaign)).content.decode()
    assert "Not shown of mbo" in text and "Not shown of hbo" in text


def test_the_gate_says_which_rule_it_is():
    gate = Gate({(None, None, "mbo"): 24, (None, None, "hbo"): 3}, early=(), threshold=10, minimum=5)
    assert gate.why_not(Group.of(sector=["mbo"])) == Hidden.DERIVABLE
    assert gate.why_not(Group.of(sector=["hbo"])) == Hidden.FEW
    assert gate.why_not(Group()) is None


def test_the_address_holds_the_choice_and_each_part_goes_off_by_itself(published, cast, log_in):
    where = {"sector": ["mbo", "hbo"], "tranche": ["3"]}
    tree = html.fromstring(get(log_in(cast.mirjam), url("campaign_figures", published), where).content)
    assert len(tree.xpath("//input[@type='checkbox'][@checked]")) == 3
    chips = [QueryDict(link.get("href")[1:]) for link in tree.xpath("//a[@class='chip']")]
    assert sorted((tuple(q.getlist("sector")), tuple(q.getlist("tranche"))) for q in chips) == [
        (("hbo",), ("3",)),
        (("mbo",), ("3",)),
        (("mbo", "hbo"), ()),
    ]
    files = [link for link in tree.xpath("//main//a/@href") if link.split("?")[0].endswith((".svg", ".csv", ".xlsx"))]
    assert files and all("sector=mbo&sector=hbo&tranche=3" in link for link in files)


@pytest.mark.parametrize("name", ["campaign_figures", "campaign_tables"])
def test_a_group_that_is_not_there_is_no_page(published, cast, log_in, name):
    get(log_in(cast.mirjam), url(name, published), {"sector": "vmbo"}, status=404)
    get(log_in(cast.mirjam), url(name, published), {"workplace": "Nergens"}, status=404)


def test_a_picture_is_an_svg_that_says_the_numbers(published, cast, log_in):
    client = log_in(cast.mirjam)
    for key in page_tables(client, published, {}):
        answer = get(client, url("campaign_chart", published, key))
        assert answer["Content-Type"] == "image/svg+xml" and "attachment" in answer["Content-Disposition"]
        tree = ElementTree.fromstring(answer.content)
        assert tree.find("{*}title").text and tree.find("{*}desc").text
        words = {text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")}
        assert any("Everybody" in text for text in words)
    get(client, url("campaign_chart", published, "secrets"), status=404)
    get(client, url("campaign_table", published, "named-nobody"), status=404)


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(cast, log_in):
    campaign = make_campaign(cast.werkplaats, name='=cmd|"/c calc"!A1')
    client = log_in(cast.mirjam)
    text = get(client, url("campaign_table", campaign, "response-sector")).content.decode()
    assert '"=' not in text and ",=" not in text and "'=cmd" in text
    book = load_workbook(io.BytesIO(body(get(client, url("campaign_tables", campaign)))))
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


# --- texts -------------------------------------------------------------------------------------------------------
def write_text(response, text, cast, kind="opening", **values):
    decided = {"state": "shown", "decided_at": NOW, "decided_by": cast.mirjam.user}
    return FreeText.objects.create(response=response, kind=kind, text=text, **decided | values)


def test_words_are_read_per_sector_and_small_sectors_are_not_told(cast, log_in):
    campaign = make_campaign(cast.werkplaats)
    level = campaign.instrument.levels.get(key="student")
    sectors = ["mbo"] * 12 + ["hbo"] * 12 + ["wo"] * 4 + ["other"] * 2
    for number, sector in enumerate(sectors):
        write_text(make_response(make_contact(campaign, sector)), f"{sector} zegt {number}", cast, level=level)
    hidden = make_response(make_contact(campaign, "mbo"))
    waits = {"state": "waiting", "decided_at": None, "decided_by": None}
    write_text(hidden, "nog niet gelezen", cast, level=level, **waits)
    client = log_in(cast.carla)
    tree = html.fromstring(get(client, url("campaign_words", campaign), {"about": "opening-student"}).content)
    heads = [" ".join(head.text_content().split()) for head in tree.xpath("//main//h3")]
    assert heads == ["Mbo", "Hbo", "Without a sector"]
    assert "nog niet gelezen" not in tree.text_content()
    assert len(tree.xpath("//ul[@class='quotes'][3]/li")) == 6
    figures_page = get(client, url("campaign_figures", campaign)).content.decode()
    assert "30 texts" in figures_page


def test_the_order_of_texts_does_not_tell_a_hidden_sector(cast):
    """Texts without a sector come in the order of keys that were drawn, whatever sector they are from."""
    from impact.queries.groups import gate_of, groups_of
    from impact.queries.texts import readable

    campaign = make_campaign(cast.werkplaats)
    for sector in ["mbo"] * 12 + ["wo"] * 4 + ["other"] * 4:
        write_text(make_response(make_contact(campaign, sector)), f"{sector}", cast, kind="remarks")
    rows = list(readable(campaign, gate_of(campaign, groups_of(campaign)), "remarks"))
    keys = [row.pk for row in rows if not row.told]
    assert len(keys) == 20 - len([row for row in rows if row.told]) >= 8
    assert keys == sorted(keys)


def test_a_subject_that_is_not_there_is_no_page(published, cast, log_in):
    get(log_in(cast.mirjam), url("campaign_words", published), {"about": "opening-nobody"}, status=404)
    assert "No texts to read yet" in get(log_in(cast.mirjam), url("campaign_words", published)).content.decode()


# --- who may see it ----------------------------------------------------------------------------------------------
def status_of(client, address) -> int:
    answer = client.get(address)
    body(answer)  # a file is closed once it was read
    return answer.status_code


SEE = {"mirjam": 200, "beheer": 200, "carla": 200, "esra": 404}
PAGES = (
    ("campaign_figures",),
    ("campaign_words",),
    ("campaign_tables",),
    ("campaign_chart", "response-sector"),
    ("campaign_table", "response-sector"),
    ("campaign_compare",),
    ("campaign_reports",),
)


@pytest.mark.parametrize("who", [*SEE, "anna", "mo", "thea", "sanne", "aad"])
def test_who_sees_figures(cast, log_in, who):
    campaign = make_campaign(cast.werkplaats, state="closed")
    client = log_in(getattr(cast, who))
    for name, *keys in PAGES:
        assert status_of(client, url(name, campaign, *keys)) == SEE.get(who, 403), name


def test_another_partnership_sees_it_only_when_it_takes_part(cast, log_in):
    campaign, client = make_campaign(cast.werkplaats, state="closed"), log_in(cast.esra)
    addresses = [url(name, campaign, *keys, partnership="elders") for name, *keys in PAGES]
    assert {status_of(client, address) for address in addresses} == {404}
    CampaignPartner.objects.create(campaign=campaign, partnership=cast.elders)
    assert {status_of(client, address) for address in addresses} == {200}


def test_a_draft_is_for_who_prepares_it(cast, log_in):
    campaign = make_campaign(cast.werkplaats, state="draft")
    get(log_in(cast.mirjam), url("campaign_figures", campaign))
    get(log_in(cast.carla), url("campaign_figures", campaign), status=404)


# --- beside another campaign -------------------------------------------------------------------------------------
def answered(cast, counts, **values) -> Campaign:
    """A campaign in which so many people of each sector name motivation, of so many who answered."""
    campaign = make_campaign(cast.werkplaats, state="closed", **values)
    for sector, (named, total) in counts.items():
        for number in range(total):
            make_response(make_contact(campaign, sector), *(["student.motivation"] if number < named else []))
    return campaign


def compared(client, campaign, key="compare-student", **where):
    text = get(client, url("campaign_compare_table", campaign, key), where).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return {row[0]: row[1:] for row in rows[rows.index([]) + 2 :]}


def test_the_difference_stands_beside_both_shares(cast, log_in):
    earlier = answered(cast, {"mbo": (5, 25)}, name="Eerder")
    campaign = answered(cast, {"mbo": (15, 30)}, name="Nu")
    client = log_in(cast.mirjam)
    found = compared(client, campaign, beside=earlier.pk)
    motivation = next(cells for name, cells in found.items() if "motivated" in name)
    assert motivation == ["50", "20", "30"]
    assert "+30" in get(client, url("campaign_compare", campaign)).content.decode()
    backwards = compared(client, earlier, beside=campaign.pk)
    assert next(cells for name, cells in backwards.items() if "motivated" in name) == ["20", "50", "-30"]
    picture = get(client, url("campaign_compare_chart", campaign, "compare-student")).content.decode()
    assert "Eerder" in picture and "50%" in picture


def test_both_gates_hold_also_for_the_difference(cast, log_in):
    earlier = answered(cast, {"mbo": (5, 25), "hbo": (1, 9)}, name="Eerder")
    campaign = answered(cast, {"mbo": (15, 30), "hbo": (6, 20)}, name="Nu")
    client = log_in(cast.mirjam)
    found = compared(client, campaign, beside=earlier.pk, sector="hbo")
    motivation = next(cells for name, cells in found.items() if "motivated" in name)
    assert motivation == ["30", HIDDEN, HIDDEN]
    text = get(client, url("campaign_compare", campaign), {"beside": earlier.pk, "sector": "hbo"}).content.decode()
    assert "Eerder is not shown" in text and "11%" not in text


def test_nearly_nobody_of_a_small_group_gives_no_difference(cast, log_in):
    earlier = answered(cast, {"mbo": (0, 12)}, name="Eerder")
    campaign = answered(cast, {"mbo": (6, 12)}, name="Nu")
    found = compared(log_in(cast.mirjam), campaign, beside=earlier.pk)
    assert next(cells for name, cells in found.items() if "motivated" in name) == ["50", "< 5%", HIDDEN]


def test_outcomes_are_matched_by_key_between_lists_of_questions(cast, log_in):
    from impact.models import Instrument, InstrumentLevel, InstrumentOutcome

    other = Instrument.objects.create(
        partnership=cast.werkplaats, key="own", name_nl="Eigen", name_en="Own", made_at=NOW
    )
    level = InstrumentLevel.objects.create(
        instrument=other, key="student", position=1, name_nl="De student", name_en="The student"
    )
    for number, (key, kind) in enumerate(
        [("motivation", "named"), ("pride", "named"), ("other", "other"), ("none", "none")]
    ):
        InstrumentOutcome.objects.create(level=level, key=key, kind=kind, position=number + 1, name_nl=key, name_en=key)
    earlier = answered(cast, {"mbo": (5, 25)}, name="Eerder", instrument=other)
    campaign = answered(cast, {"mbo": (15, 30)}, name="Nu")
    found = compared(log_in(cast.mirjam), campaign, beside=earlier.pk)
    assert next(cells for name, cells in found.items() if "motivated" in name) == ["50", "20", "30"]
    assert found["pride"] == ["not asked", "0", "–"]
    assert next(cells for name, cells in found.items() if "satisf" in name)[1:] == ["not asked", "–"]


def test_a_campaign_of_others_or_a_draft_does_not_stand_beside_it(cast, log_in):
    campaign = answered(cast, {"mbo": (15, 30)})
    foreign = make_campaign(cast.elders, state="closed")
    draft = make_campaign(cast.werkplaats, state="draft")
    client = log_in(cast.mirjam)
    assert "There is no other campaign yet" in get(client, url("campaign_compare", campaign)).content.decode()
    for other in (foreign, draft, campaign):
        get(client, url("campaign_compare", campaign), {"beside": other.pk}, status=404)


# --- how much it asks --------------------------------------------------------------------------------------------
def queries(client, address):
    status_of(client, address)
    with CaptureQueriesContext(connection) as seen:
        assert status_of(client, address) == 200
    return len(seen)


def test_pages_ask_the_same_however_many_answered(cast, log_in, tmp_path):
    client, counts = log_in(cast.mirjam), []
    for seed, contacts in ((50, 100), (51, 500)):
        campaign = bring_in(random_survey(seed, contacts=contacts), tmp_path / str(seed))
        bring_in(random_survey(seed + 10, contacts=contacts), tmp_path / f"{seed}-beside")
        FreeText.objects.update(state="shown", decided_at=NOW, decided_by=cast.mirjam.user)
        names = ("campaign_figures", "campaign_words", "campaign_compare", "campaign_tables", "campaign_reports")
        counts.append({name: queries(client, url(name, campaign)) for name in names})
        assert queries(client, url("campaign_figures", campaign) + "?sector=mbo") <= 15
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 15, counts[0]
    assert Response.objects.filter(campaign=campaign).count() > 200
