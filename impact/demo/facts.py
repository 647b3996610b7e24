"""How many were invited and answered in the campaign that was published, and what the invented answers are made of."""

# Workplace, tranche, and how many of it answered.
WORKPLACES = (
    ("Digitale Werkplaats Arnhem Nijmegen", "1", 2),
    ("Digitale Werkplaats MKB Datalab Limburg", "1", 0),
    ("Digitale Werkplaats N-O Brabant", "1", 1),
    ("Digitale Werkplaats Twente", "1", 2),
    ("Digitale Werkplaats WOO Groningen", "1", 3),
    ("MKB Digital Workspace (Amsterdam)", "1", 1),
    ("Digilab Flevoland", "2", 1),
    ("Digitale Werkplaats Digilab Foodvalley", "2", 3),
    ("Mijn Digitale Werkplaats Drechtsteden", "2", 3),
    ("MKB Digiwerkplaats - regio Haaglanden", "2", 2),
    ("MoveDigi - Digitale Werkplaats Zwolle", "2", 5),
    ("DigiLab Rivierenland", "3", 5),
    ("DigiLink Drenthe", "3", 5),
    ("Digitale Werkplaats Fryslân", "3", 4),
    ("MKB Digiwerkplaats regio Rijnmond", "3", 4),
    ("Werkplaats Digitaal Ondernemen (NH-N)", "3", 7),
    ("Digitale Werkplaats Midden- & Zuidoost Brabant", "4", 5),
    ("Digitale Werkplaats Stedendriehoek", "4", 5),
    ("Digiwerkplaats MKB West-Brabant", "4", 1),
    ("MKB Werkplaats Utrecht", "4", 5),
)
INVITED = {"tranche": {"1": 31, "2": 51, "3": 52, "4": 44}, "sector": {"mbo": 73, "hbo": 90, "wo": 8, "other": 7}}
ANSWERED = {"sector": {"mbo": 26, "hbo": 32, "wo": 4, "other": 2}}
# A year earlier only the first three tranches were there; nobody published anything of it, so this is invented.
EARLIER = {
    "tranche": {"1": 30, "2": 46, "3": 40},
    "sector": {"mbo": 48, "hbo": 59, "wo": 5, "other": 4},
    "answered": {"mbo": 19, "hbo": 22, "wo": 2, "other": 1},
}
# How likely each outcome is named: now, and a year earlier.
LIKELY = {
    "institution": {
        "cooperation_other_institutions": (0.62, 0.5),
        "mbo_hbo_relation": (0.71, 0.55),
        "cooperation_inside": (0.44, 0.4),
        "cooperation_business": (0.66, 0.6),
        "regional_position": (0.48, 0.3),
    },
    "programme": {
        "student_flow": (0.18, 0.12),
        "access_companies": (0.63, 0.5),
        "cooperation_companies": (0.74, 0.66),
        "curriculum": (0.42, 0.25),
        "didactics": (0.56, 0.45),
        "teacher_development": (0.5, 0.45),
        "follow_up": (0.39, 0.3),
    },
    "student": {
        "soft_skills": (0.77, 0.68),
        "theory_practice": (0.81, 0.75),
        "satisfaction": (0.4, 0.42),
        "motivation": (0.61, 0.5),
        "knowledge_next_step": (0.35, 0.2),
    },
}
STATUS = (("realised", 45), ("partly_realised", 35), ("expected", 15), ("", 5))
NATURE = (("new", 35), ("strengthened", 60), ("", 5))
OPENINGS = {
    "institution": (
        "We weten elkaar te vinden. Een docent van de hogeschool belt nu gewoon als er een opdracht voor ons bij zit.",
        "De school is zichtbaar geworden bij ondernemers die hier eerder nooit over de vloer kwamen.",
        "Mbo en hbo werken aan dezelfde vraag, in dezelfde ruimte. Dat was er voorheen niet.",
        "Het college van bestuur noemt de werkplaats nu als voorbeeld in de regio.",
        "Er ligt een gezamenlijke agenda met de gemeente en twee ondernemersverenigingen.",
    ),
    "programme": (
        "We hebben een vast blok in het derde jaar waarin elke student een echte opdracht doet.",
        "Stages vinden kost ons veel minder tijd, omdat bedrijven zich zelf melden.",
        "Docenten leren van de praktijk en nemen dat de volgende dag mee de klas in.",
        "Het keuzedeel digitaal ondernemen is er gekomen dankzij de opdrachten van de werkplaats.",
        "We durven het lesboek los te laten en van een vraag uit te gaan.",
    ),
    "student": (
        "Studenten praten met een ondernemer alsof ze er al jaren werken. Ze groeien ervan.",
        "Ze zien waarvoor ze leren. De vraag 'waarom moet ik dit kunnen' hoor ik nauwelijks meer.",
        "Een paar stille studenten hebben een presentatie gegeven bij een bedrijf, en goed ook.",
        "Ze kiezen bewuster voor een vervolgopleiding nu ze met hbo-studenten hebben samengewerkt.",
        "Plannen, afspraken nakomen en feedback vragen: dat leer je niet uit een boek.",
    ),
}
EXPLANATIONS = (
    "Dit zien we bij alle groepen die een opdracht hebben gedaan.",
    "Het staat nog in de kinderschoenen, maar de eerste stappen zijn gezet.",
    "Vooral in de eerste ronde was dit merkbaar; daarna is het wat weggezakt.",
    "Dankzij de coördinator, die beide werelden kent.",
    "Het hangt nu nog aan een paar enthousiaste mensen.",
    "Drie bedrijven zijn inmiddels voor de derde keer teruggekomen.",
)
OTHERS = (
    "Een alumninetwerk dat opdrachten aandraagt",
    "Meer vrouwelijke studenten in de technische opdrachten",
    "Een gezamenlijke subsidieaanvraag",
)
REMARKS = (
    "Houd de lijst kort, dan vul ik hem volgend jaar graag weer in.",
    "Ik mis een vraag over de tijd die het docenten kost.",
    "Mooi om te zien dat er iets met de uitkomsten gebeurt.",
    "Voor ons is het nog te vroeg om over resultaat te spreken.",
    "De samenwerking staat of valt met een vaste contactpersoon per school.",
)
