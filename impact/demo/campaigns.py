"""A campaign that is open, with people who were invited, reminded, and partly answered; and one in preparation."""

import random
from datetime import datetime, timedelta
from uuid import uuid4

from lib.periods import today
from partnership.models import Membership, Partnership

from ..actions import mailings
from ..actions.campaigns import make_campaign, open_campaign
from ..actions.contact_adding import NewContact, add_contacts
from ..actions.contact_edits import block_addresses, note_bounce
from ..actions.contact_sheets import read_file
from ..actions.contacts import hand_over, opt_out
from ..actions.instrument_edits import add_outcome, add_question, copy_instrument
from ..actions.instruments import built_in
from ..actions.trial_mail import send_test
from ..kinds import Language, MailingKind, Nature, Sector, Status, TextKind
from ..models import Campaign, Contact, FreeText, Instrument, Invitation, NamedOutcome, Response
from ..queries.instruments import asked

SLUG, NEXT_SLUG = "impactmeting", "impactmeting-volgend"
MANAGER = "management@example.org"
PLACES = (
    ("Zorgtechniek Noord", "1", "mbo"),
    ("Slimme bouw", "1", "mbo"),
    ("Groene chemie", "2", "hbo"),
    ("Data in de landbouw", "2", "mbo"),
    ("Veilig online", "3", "hbo"),
    ("Water en energie", "3", "mbo"),
)
NAMES = (
    "Anke Hulshof", "Bert Vos", "Carlijn Maas", "Daan Prins", "Elif Kaya", "Frans Blok", "Gerda Smid", "Hatim Idrissi",
    "Ilse Vonk", "Jort Haan", "Karin Spoor", "Lars Wind", "Meike Tol", "Noud Kamp", "Oda Rook", "Piet Zand",
    "Quirine Bal", "Rik Stam", "Saar Kok", "Teun Graaf", "Umit Polat", "Vera Dam", "Wout Berg", "Yara Loos",
    "Zeger Hof", "Aya Nour", "Bas Klein", "Cor Ruiter", "Dilan Ak", "Evi Storm", "Floor Hek", "Gijs Land",
    "Hanna Riet", "Imre Bos", "Joris Veen", "Kees Tak",
)  # fmt: skip
LATE = ((36, "Lieke Stroom"), (37, "Mert Aydin"))  # who still has to be invited
SAID = (
    "Onze studenten komen nu bij bedrijven binnen waar dat eerst niet lukte.",
    "Docenten van twee scholen geven samen les. Dat was er niet.",
    "Bedrijven denken mee over wat we in het derde jaar doen.",
)
FILE = (
    "naam;email;sector;taal;werkplaats;tranche\n"
    "Puck Winter;puck.winter@example.org;mbo;nl;Slimme bouw;1\n"
    "Sem Oost;sem.oost@example.org;hbo;nl;Veilig online;3\n"
    "Bert Vos;bert.vos@example.org;mbo;nl;Slimme bouw;1\n"
    "Zonder Adres;zonder-adres;mbo;nl;Slimme bouw;1\n"
    "Onbekende Sector;onbekend@example.org;vo;nl;Groene chemie;2\n"
)


def add_open_campaign(partnership: Partnership, now: datetime) -> None:
    """Through the actions, each on the day it would have been done."""
    by = Membership.objects.filter(partnership=partnership, user__email=MANAGER).first()
    if by is None or Campaign.objects.filter(partnership=partnership, slug=SLUG).exists():
        return
    choose = random.Random(36)  # noqa: S311 - invented answers
    began = now - timedelta(days=12)
    campaign = _prepared(by, began, now)
    _invited(by, campaign, began + timedelta(hours=1), MailingKind.INVITATION)
    _answers(campaign, began + timedelta(days=2), choose, 11)
    _happened(by, campaign, now - timedelta(days=4))
    _invited(by, campaign, now - timedelta(days=3), MailingKind.REMINDER)
    _answers(campaign, now - timedelta(days=1), choose, 6)
    add_contacts(by=by, campaign=campaign, contacts=[_person(*late) for late in LATE], now=now - timedelta(hours=5))
    read_file(
        by=by,
        campaign=campaign,
        name="nieuwe contacten.csv",
        content=FILE.encode(),
        partnership_id=None,
        nonce=uuid4(),
        now=now - timedelta(hours=3),
    )
    _next_one(by, now)


def _values(instrument: Instrument, slug: str, name: str, opens, closes) -> dict:
    values = {"instrument": instrument, "slug": slug, "name": name, "opens_on": opens, "closes_on": closes}
    values |= {"languages": list(Language.values), "threshold": 10, "most_reminders": 2, "days_between": 7}
    return values | {"anonymous": False, "reminds_itself": False}


def _prepared(by: Membership, began: datetime, now: datetime) -> Campaign:
    days = today(began), today(now) + timedelta(days=20)
    values = _values(built_in(now=began), SLUG, f"Impactmeting {days[0].year}", *days)
    campaign = make_campaign(by=by, values=values, partners=[], nonce=uuid4(), now=began)
    people = [_person(number, name) for number, name in enumerate(NAMES)]
    add_contacts(by=by, campaign=campaign, contacts=people, now=began)
    for kind in MailingKind:
        send_test(by=by, campaign=campaign, purpose=kind, now=began)
    return open_campaign(by=by, campaign=campaign, version=campaign.version, now=began)


def _person(number: int, name: str) -> NewContact:
    place, tranche, sector = PLACES[number % len(PLACES)]
    language = Language.ENGLISH if number % 9 == 4 else Language.DUTCH
    sector = Sector.WO.value if number in (7, 20) else sector
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return NewContact(email=email, sector=sector, language=language, name=name, workplace=place, tranche=tranche)


def _invited(by: Membership, campaign: Campaign, then: datetime, kind: str) -> None:
    """The mail of that day: what a worker does, at once."""
    mailing = mailings.ask_for(by=by, campaign=campaign, kind=kind, now=then)
    mailing = mailings.claim_mailing(mailing_id=mailing.pk, now=then)
    mailings.send(mailing=mailing, clock=lambda: then)


def _answers(campaign: Campaign, then: datetime, choose: random.Random, count: int) -> None:
    waiting = Contact.objects.to_invite().filter(campaign=campaign, invitation__has_answered=False).order_by("pk")
    levels = asked(campaign.instrument_id).levels
    for contact in choose.sample(list(waiting), count):
        groups = {name: getattr(contact, name) for name in ("workplace", "tranche", "sector", "language")}
        response = Response.objects.create(campaign=campaign, contact=contact, sent_at=then, **groups)
        for level in levels:
            named = [outcome for outcome in level.outcomes if outcome.kind == "named" and choose.random() < 0.55]
            NamedOutcome.objects.bulk_create(_named(response, outcome, choose) for outcome in named)
        if choose.random() < 0.5:
            about = {"response": response, "kind": TextKind.OPENING, "level_id": choose.choice(levels).pk}
            FreeText.objects.create(text=choose.choice(SAID), **about)
        Invitation.objects.filter(contact=contact).update(has_answered=True, answered_at=then)


def _named(response: Response, outcome, choose: random.Random) -> NamedOutcome:
    words = {"status": choose.choice(Status.values), "nature": choose.choice(Nature.values)}
    return NamedOutcome(response=response, outcome_id=outcome.pk, **words)


def _happened(by: Membership, campaign: Campaign, then: datetime) -> None:
    """One handed it on, one opted out, of one the mail came back, and one is never asked again."""
    waiting = Contact.objects.filter(campaign=campaign, invitation__has_answered=False).order_by("pk")
    giver, out, gone = waiting[:3]
    hand_over(contact=giver, email="loes.vandermeer@example.org", name="Loes van der Meer", now=then)
    opt_out(contact=out, forever=True, now=then)
    note_bounce(by=by, contact=gone, bounced=True, now=then)
    block_addresses(by=by, emails=["liever.niet@example.org"], now=then)


def _next_one(by: Membership, now: datetime) -> None:
    """A draft with a list of questions of its own, which nobody can be asked yet."""
    name = {"nl": "Wat het betekent, met onze eigen vragen", "en": "What it means, with our own questions"}
    own = copy_instrument(by=by, source=built_in(now=now), name=name, nonce=uuid4(), now=now)
    outcome = {"nl": "Studenten beginnen vaker een eigen bedrijf", "en": "Students start their own company more often"}
    add_outcome(by=by, level=own.levels.get(key="student"), name=outcome, now=now)
    question = {"nl": "Wat moeten we volgend jaar anders doen?", "en": "What should we do differently next year?"}
    add_question(by=by, instrument=own, text=question, now=now)
    first = today(now) + timedelta(days=180)
    values = _values(own, NEXT_SLUG, "Volgende impactmeting", first, first + timedelta(days=42))
    make_campaign(by=by, values=values | {"anonymous": True}, partners=[], nonce=uuid4(), now=now)
