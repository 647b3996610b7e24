"""Questions at the desk in every state, of partners and of others."""

from datetime import datetime, timedelta
from uuid import uuid4

from contributions.demo.texts import COMPANIES
from labs.demo.people import companies, member
from lib.periods import today
from partnership.models import Membership, Programme

from ..actions import desk as actions
from ..assignment_rights import SCHOOLS
from ..models import DeskQuestion

WEEK = timedelta(weeks=1)
JUDGED = {"level": "mbo4", "theme": "software", "size": "half_year", "is_secret": False, "is_critical": False}
NEW = (
    (
        0,
        "Kan iemand onze offertes uit de mail halen?",
        "We krijgen per dag twintig aanvragen per mail en typen die over in ons systeem. Dat kost een halve dag. "
        "We hebben al gekeken naar een kant-en-klaar pakket, maar dat past niet bij onze producten.",
    ),
    (
        2,
        "Hoe weten we of onze wifi veilig genoeg is?",
        "In de loods werken ook mensen van buiten op ons netwerk. Een klant vroeg hoe we dat geregeld hebben en "
        "we wisten het niet. Voor de zomer moeten we antwoord geven.",
    ),
)
VISITORS = (
    (
        "Bakkerij Korenmaat",
        "Els Korenmaat",
        "Een webwinkel die ook werkt als er geen brood meer is",
        "We verkopen via een site, maar bestellingen blijven binnenkomen als alles op is. Dan bellen we mensen "
        "af. Wie kan ons helpen om dat slimmer te doen?",
    ),
    (
        "Camping De Wierde",
        "Harm Wierde",
        "Slagboom opent niet voor gasten met een nieuw kenteken",
        "Gasten geven hun kenteken op bij het boeken. Komen ze met een andere auto, dan staan ze voor een dichte "
        "slagboom. We willen dat ze dat zelf op hun telefoon kunnen wijzigen.",
    ),
)
ANSWER = (
    "Dit bestaat al: jullie pakket kan het, maar het staat uit. In de handleiding onder Instellingen vind je hoe "
    "je het aanzet. Kom je er niet uit, bel dan gerust."
)
NO = (
    "Jullie kassa's mogen geen dag stilstaan, en dan is een student niet de juiste hulp. Wij raden een bedrijf "
    "uit de regio aan dat dit vaker doet; we hebben twee namen per mail gestuurd."
)


def add_questions(programme: Programme, now: datetime) -> None:
    keeper, pien = member(programme, "coordinator@example.org"), member(programme, "partner@example.org")
    of = {each.organisation.name: each for each in companies(programme, 2 * len(COMPANIES))}
    others = [of[name] for name in COMPANIES if name in of and name != pien.organisation.name]
    for days, title, text in NEW:
        _ask(pien if days else others[4], title, text, now - timedelta(days=days + 1))
    _visitors(programme, keeper, now)
    _turned(keeper, pien, now)
    _together(keeper, others, now)
    _settled(keeper, pien, others, now)


def _ask(by: Membership, title: str, text: str, now: datetime) -> DeskQuestion:
    values = {"contact_name": by.user.name, "contact_email": by.user.email, "contact_phone": "", "title": title}
    return actions.ask(by=by, partnership=by.partnership, text=text, nonce=uuid4(), now=now, **values)


def _visitors(programme: Programme, keeper: Membership, now: datetime) -> None:
    """Of two that are no partner yet, one is looked at."""
    asked = []
    for number, (company, name, title, text) in enumerate(VISITORS, 1):
        values = {"company_name": company, "contact_name": name, "title": title, "text": text}
        email = f"{name.split()[0].lower()}@{company.split()[-1].lower()}.example.org"
        contact = {"contact_email": email, "contact_phone": "050 000 00 00", "nonce": uuid4()}
        when = now - number * WEEK
        asked.append(actions.ask(by=None, partnership=programme.partnership, now=when, **contact, **values))
    _judge(keeper, asked[1], now - WEEK, size="weeks")


def _judge(keeper: Membership, question: DeskQuestion, now: datetime, **values) -> DeskQuestion:
    return actions.triage(by=keeper, question=question, version=question.version, now=now, **JUDGED | values)


def _turned(keeper: Membership, pien: Membership, now: datetime) -> None:
    """A large one, split into half-years that follow each other."""
    title = "Ons planbord moet ook zonder internet werken"
    text = (
        "Monteurs staan vaak in kelders en stallen zonder bereik. Het planbord is dan leeg. We willen dat zij "
        "verder kunnen werken en dat alles bijgewerkt wordt zodra er weer bereik is. Dat is meer dan één student "
        "in een half jaar kan."
    )
    row = _judge(keeper, _ask(pien, title, text, now - 9 * WEEK), now - 8 * WEEK, size="longer")
    start = today(now) + 10 * WEEK
    actions.turn(
        by=keeper,
        question=row,
        version=row.version,
        organisation=None,
        kind="practice",
        starts_on=start - timedelta(days=start.weekday()),
        parts=3,
        together=False,
        now=now - 7 * WEEK,
    )


def _together(keeper: Membership, others: list[Membership], now: datetime) -> None:
    """Two like questions in one cluster, and still open."""
    words = (
        ("Wie doet er iets met onze meetgegevens?", "Onze sensoren meten elke minuut, maar niemand kijkt ernaar."),
        ("We meten van alles en weten niets", "Drie jaar aan metingen van de koelcel. Wat kunnen we eruit leren?"),
    )
    for by, (title, text) in zip(others[5:7], words, strict=True):
        row = _judge(keeper, _ask(by, title, text, now - 4 * WEEK), now - 3 * WEEK, theme="data")
        actions.cluster(
            by=keeper,
            question=row,
            version=row.version,
            into=None,
            name="Meetgegevens van bedrijven",
            now=now - 2 * WEEK,
        )


def _settled(keeper: Membership, pien: Membership, others: list[Membership], now: datetime) -> None:
    """One answered, one passed on, one not taken up."""
    answered = _ask(
        pien, "Kunnen we facturen automatisch laten versturen?", "Nu doen we dat met de hand.", now - 12 * WEEK
    )
    actions.answer(by=keeper, question=answered, version=1, answer=ANSWER, now=now - 11 * WEEK)
    text = "Een pakhuis vol kassa's dat volgende week over moet. Kan een klas dat doen?"
    declined = _ask(others[7], "Alle kassa's over in één weekend", text, now - 10 * WEEK)
    actions.decline(by=keeper, question=declined, version=1, answer=NO, now=now - 10 * WEEK)
    text = "We zoeken iemand die uitrekent of een eigen taalmodel goedkoper is dan inkopen. Dat vraagt onderzoek."
    passed = _ask(pien, "Is een eigen taalmodel goedkoper?", text, now - 6 * WEEK)
    schools = keeper.partnership.organisations.filter(kind__in=SCHOOLS).exclude(pk=keeper.organisation_id)
    school = schools.order_by("pk").first()
    if school is not None:
        answer = "Dit past bij het lectoraat van de hogeschool. Zij nemen contact met je op."
        actions.pass_on(by=keeper, question=passed, version=1, school=school, answer=answer, now=now - 5 * WEEK)
