"""The invented names and sentences that the demonstration is made of."""

LEAD_SCHOOL = ("waddenkust", "Waddenkust College")
OTHER_SCHOOL = ("hunzeland", "Hogeschool Hunzeland")
THIRD_SCHOOL = ("veenrand", "Veenrand College")
GOVERNMENTS = (("dijkmonde", "Gemeente Dijkmonde"), ("noordland", "Provincie Noordland"))
PITCH = ("lichtbaken", "Lichtbaken Digitaal")
ACCOUNTANT = ("balanspunt", "Balanspunt Accountants")

COMPANIES = (
    "Grutto Automatisering",
    "Kwelderwerk",
    "De Otter Netwerken",
    "Steenuil Beveiliging",
    "Rietzang Studio",
    "Turfschip Hosting",
    "Wulp en Zonen Systemen",
    "Kiekendief Analyse",
    "Brakwater Games",
    "Zeegras Robotica",
    "Lisdodde Apps",
    "Meerkoet Datawerk",
    "Bolder Testlab",
    "Slenk Sensoren",
    "Kievitsnest Webbouw",
    "Stormvogel Beheer",
    "Het Schuitje Automatisering",
    "Zandplaat Maatwerk",
    "Kaapstander Systemen",
    "Poldergloed Energie-IT",
    "Baken Noord Security",
    "Watermunt Ontwerp",
    "Roerdomp Consultancy",
    "Sterrenkroos Cloudwerk",
    "Vlonder Digitaal",
    "Schor en Slik Data",
    "Klipper Logistiek-IT",
    "Haringvliet Code",
    "Duinriet Zorg-IT",
    "Spiegelmeer Media",
    "Torenvalk Monitoring",
    "Zilte Software",
    "Hooiberg Agri-IT",
    "Wierde Werkplekken",
    "Paling en Peen Platforms",
    "Kompasnaald Advies",
    "Blauwborst Telecom",
    "Ganzenveer Documenten",
    "Maanzaad Labs",
    "Noorderzon Koppelingen",
)
# fmt: off
GIVEN_NAMES = (
    "Sietske", "Wobbe", "Fenna", "Ilham", "Ruben", "Jorine", "Tarik", "Wietse", "Nadia",
    "Harm", "Elske", "Joris", "Samira", "Klaas", "Yara", "Menno", "Birgit", "Okke",
    "Farah", "Douwe", "Lotte", "Emre", "Grietje", "Tom", "Selin", "Hidde", "Marjan",
    "Idris", "Roos", "Koen", "Aaltje", "Vera", "Niels", "Amina", "Teun", "Jildou",
)
# fmt: on
FAMILY_NAMES = (
    "Tuinstra",
    "Boersma",
    "van Kampen",
    "Haddad",
    "Veenstra",
    "Mulder",
    "Aksoy",
    "ter Horst",
    "Wiersma",
    "Bouali",
    "Kuipers",
    "van Dalen",
    "Zijlstra",
    "Demir",
    "Kooistra",
    "de Groot",
    "Oosterhuis",
    "Rahimi",
    "Brouwer",
    "Huizinga",
    "Koning",
    "van der Wal",
    "Nauta",
    "Sahin",
)
LABS = {
    "kennis": ("Practoraat digitale veerkracht", "Onderwijs in projecten"),
    "learning": ("Masterclasses voor vakmensen", "Trainingen cloud en security"),
    "business": ("Startplaats voor studentbedrijven", "Ondernemend vakmanschap"),
}
TOPICS = (
    "netwerkbeveiliging",
    "toegankelijke websites",
    "testautomatisering",
    "databases en privacy",
    "werken met containers",
    "klantgesprekken",
    "sensoren in de landbouw",
    "versiebeheer in een team",
    "cloudkosten",
    "incidenten afhandelen",
    "dashboards met open data",
    "mobiele apps",
    "beheer van werkplekken",
    "verantwoord gebruik van AI",
    "offertes maken",
    "documenteren voor beheerders",
)
AUDIENCES = ("eerstejaars", "tweedejaars", "derdejaars", "de avondgroep", "twee klassen tegelijk", "de keuzedeelgroep")
SENTENCES = {
    "curriculum_advice": (
        "Leerlijn {topic} doorgenomen met het docententeam",
        "Werkgroep over het vak {topic}: toetsmatrijs besproken",
        "Voorstel geschreven voor een keuzedeel {topic}",
        "Lesmateriaal {topic} bekeken en van commentaar voorzien",
        "Klankbordgroep: wat moet een starter weten van {topic}",
    ),
    "guest_teaching": (
        "Gastles {topic} voor {audience}",
        "Workshop {topic} met opdrachten voor {audience}",
        "Praktijkverhaal over {topic} verteld aan {audience}",
        "Masterclass {topic} gegeven en nabesproken",
        "Practicum {topic} begeleid in het lab",
    ),
    "student_project_guidance": (
        "Projectgroepen begeleid bij de opdracht {topic}",
        "Tussenpresentaties over {topic} beoordeeld",
        "Als opdrachtgever feedback gegeven op het ontwerp, thema {topic}",
        "Sprintreview van het project {topic}",
        "Vragenuur voor projectgroepen die werken aan {topic}",
    ),
    "teacher_placement": (
        "Docent een dag laten meelopen bij het team van {topic}",
        "Docentstage {topic} voorbereid en programma gemaakt",
        "Docent wegwijs gemaakt in onze aanpak van {topic}",
        "Evaluatie van de docentstage rond {topic}",
    ),
    "internship_supervision": ("Voortgangsgesprek over de stage bij ons", "Wekelijks overleg met onze stageplek"),
    "volunteering": ("Avond meegeholpen bij de open dag, onbetaald",),
    "wage_loss": ("Medewerker naar een cursus gestuurd, loon doorbetaald",),
}
RETURN_REASONS = (
    "Voor welke groep was dit? Zet dat erbij, dan keur ik het goed.",
    "De duur klopt niet met het rooster. Kijk je dit na?",
    "Dit lijkt dezelfde bijeenkomst als op een andere regel.",
    "Schrijf iets meer over wat je hebt gedaan.",
)
# What makes an approver look twice: description, kind, hours, days ago.
SPECIAL = (
    ("Stagiair begeleid bij een opdracht over netwerken", "student_project_guidance", "2", 4),
    ("Gesprek gevoerd over de bpv-opdrachten van komend jaar", "curriculum_advice", "1.5", 6),
    ("Feedback gestuurd aan student1@student.voorbeeld.nl over het prototype", "student_project_guidance", "1", 3),
    ("Hackathon over open data begeleid, van opbouw tot prijsuitreiking", "student_project_guidance", "9.5", 9),
    ("Lange dag: drie workshops achter elkaar gegeven aan alle klassen", "guest_teaching", "8.75", 11),
)
EXPLANATION = "Het was een hele dag met meerdere groepen; het rooster zit bij de school."
REPEATED = ("Vragenuur voor projectgroepen op de woensdagmiddag", "student_project_guidance", "1")
LATE = "Door vakantie pas later ingevuld; de datum klopt met mijn agenda."
