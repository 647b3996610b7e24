"""Practice assignments, research questions and challenges of the demonstration."""

from .examples import OWN, Example, Role

GIT = "Versiebeheer met Git"
PRACTICE = (
    Example(
        "practice",
        OWN,
        "Een app waarmee vrijwilligers zich inroosteren",
        "De voedselbank werkt met tachtig vrijwilligers en één lijst in een spreadsheet. Maak een app waarin zij "
        "zelf zien waar gaten zitten. Je levert elke twee weken iets op dat de voedselbank kan proberen.",
        "software",
        (
            Role("Ontwikkelaar", "mbo4", 3, ("JavaScript", "Node.js", GIT)),
            Role("Ontwerper", "mbo4", 1, ("Interactieontwerp", "Gebruikers interviewen")),
        ),
        hours=12,
        weeks=16,
        more="changing",
    ),
    Example(
        "practice",
        OWN,
        "Onze nieuwe website sneller dan de oude",
        "De nieuwe site is mooier, maar duurt op een telefoon vijf tellen. Meet waar de tijd blijft, verbeter wat "
        "je kunt en laat met cijfers zien wat het opleverde.",
        "web",
        (Role("Webontwikkelaar", "mbo4", 2, ("HTML en CSS", "JavaScript")),),
        hours=8,
        weeks=8,
        starts=6,
        remote="remote",
        place="",
    ),
    Example(
        "practice",
        14,
        "Een reserveringssysteem voor het dorpshuis",
        "Het dorpshuis in Uithuizen schrijft reserveringen in een schrift. Bouw een eenvoudig systeem dat de "
        "beheerder van zeventig zelf kan gebruiken. Hij denkt graag met je mee.",
        "web",
        (Role("Ontwikkelaar", "mbo4", 4, ("PHP", "SQL", "HTML en CSS")),),
        hours=8,
        weeks=18,
        place="Uithuizen",
    ),
    Example(
        "practice",
        15,
        "Back-ups die je ook echt terug kunt zetten",
        "We maken elke nacht back-ups van klanten, maar zetten ze zelden terug. Bedenk en bouw een proef die elke "
        "week een back-up terugzet en vertelt of alles er is.",
        "infrastructure",
        (Role("Beheerder", "mbo4", 2, ("Linux", "Docker")),),
        hours=12,
        weeks=12,
        place="Stadskanaal",
    ),
    Example(
        "practice",
        11,
        "Een dashboard voor de wethouder",
        "De gemeente wil op één scherm zien hoe het met de winkelstraat gaat: leegstand, bezoekers en huur. De "
        "gegevens zijn er, maar op acht plekken. Jullie brengen ze samen en maken het begrijpelijk.",
        "data",
        (
            Role("Data-analist", "mbo4", 2, ("Dashboards (Power BI)", "SQL")),
            Role("Adviseur", "hbo", 1, ("Adviseren van klanten",)),
        ),
        hours=10,
        weeks=16,
        place="Appingedam",
    ),
    Example(
        "practice",
        21,
        "Een keuzehulp voor mensen die slecht lezen",
        "Op de site van de bibliotheek kiezen mensen een cursus. Wie slecht leest, haakt af. Ontwerp met hen een "
        "keuzehulp met beeld en geluid, en test die in de bibliotheek.",
        "web",
        (
            Role("Ontwerper", "hbo", 2, ("Interactieontwerp", "Toegankelijkheid")),
            Role("Webontwikkelaar", "mbo4", 2, ("HTML en CSS", "JavaScript")),
        ),
        hours=10,
        weeks=18,
        place="Drachten",
    ),
    Example(
        "practice",
        24,
        "Slimme kastjes voor de fietsenstalling",
        "In de stalling bij het station weet niemand waar nog plek is. Maak een proef met tien kastjes die zien "
        "of er een fiets staat, en een scherm bij de ingang.",
        "hardware",
        (Role("Maker", "mbo4", 3, ("Internet of things", "Elektronica", "Python")),),
        hours=12,
        weeks=16,
    ),
    Example(
        "practice",
        12,
        "A test set for our chat assistant",
        "Our chat assistant answers questions about insurance. Sometimes it makes things up. Build a set of five "
        "hundred questions with good answers, run it every night, and show where it goes wrong.",
        "data",
        (Role("Tester", "hbo", 2, ("Geautomatiseerd testen", "Python")),),
        hours=12,
        weeks=14,
        remote="remote",
        place="",
        language="en",
    ),
    Example(
        "practice",
        17,
        "Het archief van de ijsvereniging digitaal",
        "Zestig jaar aan uitslagen en foto's ligt in dozen. Bedenk hoe je ze inleest, ontsluit en doorzoekbaar "
        "maakt, en doe het voor de eerste tien jaar.",
        "data",
        (Role("Ontwikkelaar", "mbo4", 2, ("Databanken ontwerpen", "Python")),),
        hours=8,
        weeks=16,
        place="Ter Apel",
        state="pending",
    ),
    Example(
        "practice",
        20,
        "Zelf proberen in te breken bij een oefenbedrijf",
        "We hebben een oefenbedrijf met een eigen netwerk gemaakt. Jullie mogen proberen binnen te komen, binnen "
        "regels. Daarna repareren jullie wat je vond en leggen je het uit aan een directie die er niets van weet.",
        "security",
        (Role("Hacker", "hbo", 4, ("Ethisch hacken", "Beveiliging van netwerken")),),
        hours=8,
        weeks=10,
    ),
    Example(
        "practice",
        OWN,
        "Facturen lezen zonder ze over te typen",
        "Een accountant typt elke maand driehonderd facturen over. Bouw iets dat leest wat erop staat en twijfel "
        "laat zien, zodat een mens alleen nog kijkt naar wat onzeker is.",
        "data",
        (Role("Ontwikkelaar", "hbo", 2, ("Python", "Machine learning")),),
        hours=12,
        weeks=16,
        state="rejected",
    ),
    Example(
        "practice",
        OWN,
        "Onze kennisbank opruimen",
        "In tien jaar is onze kennisbank vol geraakt met stukken die niemand meer vindt. Bedenk een indeling die "
        "wel werkt.",
        "business",
        (Role("Adviseur", "mbo4", 1, ("Technisch schrijven",)),),
        state="draft",
        more="company",
    ),
    Example(
        "practice",
        29,
        "Ondertiteling voor regionale omroep",
        "De omroep zet elke dag vier filmpjes online zonder ondertiteling. Vergelijk drie manieren om die te "
        "maken en bouw de beste in de werkstroom van de redactie in.",
        "software",
        (Role("Ontwikkelaar", "hbo", 2, ("Python", "Interactieontwerp")),),
        hours=10,
        weeks=16,
        more="withdrawn",
    ),
)
RESEARCH = (
    Example(
        "research",
        OWN,
        "Welke taken laten programmeurs over aan een taalmodel?",
        "Onze twaalf programmeurs gebruiken allemaal een taalmodel, ieder op zijn eigen manier. Kijk een maand "
        "mee en beschrijf wat zij uitbesteden, wat niet, en waarom.",
        "software",
        (Role("Onderzoeker", "hbo", 2, ("Gebruikers interviewen", "Data-analyse")),),
        hours=10,
        weeks=12,
    ),
    Example(
        "research",
        18,
        "Hoe lang gaat een server mee als je hem met rust laat?",
        "Iedereen vervangt servers na vijf jaar. Klopt dat nog? Zoek uit wat er stukging bij twintig klanten en "
        "bereken wat twee jaar langer doorgaan scheelt aan geld en CO2.",
        "infrastructure",
        (Role("Onderzoeker", "hbo", 1, ("Data-analyse", "Windows Server")),),
        hours=12,
        weeks=12,
        remote="remote",
        place="",
    ),
    Example(
        "research",
        22,
        "Waarom stoppen mkb-bedrijven met hun CRM?",
        "De helft van onze klanten gebruikt het systeem na een jaar niet meer. Spreek met tien van hen en vertel "
        "wat wij anders moeten doen voordat we beginnen.",
        "business",
        (Role("Onderzoeker", "hbo", 2, ("Gebruikers interviewen", "Processen beschrijven")),),
        hours=12,
        weeks=14,
    ),
    Example(
        "research",
        25,
        "Can small models do the work of large ones?",
        "We classify letters for a water authority with a large language model in a cloud. Find out how far a "
        "small model on our own machine gets, what it costs, and where it fails.",
        "data",
        (Role("Researcher", "wo", 1, ("Machine learning", "Python")),),
        hours=16,
        weeks=16,
        language="en",
    ),
    Example(
        "research",
        27,
        "Programmeren leren zonder te typen",
        "Een leerling die zijn handen niet kan gebruiken, wil leren programmeren. Wat bestaat er, wat werkt, en "
        "wat zouden wij kunnen maken? Je onderzoekt het samen met hem.",
        "software",
        (Role("Onderzoeker", "hbo", 1, ("Toegankelijkheid", "Gebruikers interviewen")),),
        hours=8,
        weeks=14,
        state="draft",
    ),
)
CHALLENGES = (
    Example(
        "challenge",
        OWN,
        "Makathon: een dag zonder papier in het ziekenhuis",
        "In het ziekenhuis lopen dagelijks duizend vellen papier rond. Teams krijgen een dag de tijd, een "
        "verpleegkundige om vragen aan te stellen en een echte afdeling om hun idee te tonen.",
        "business",
        (
            Role("Maker", "mbo4", 3, ("JavaScript", "Interactieontwerp")),
            Role("Denker", "hbo", 2, ("Processen beschrijven",)),
        ),
        hours=None,
        weeks=1,
        starts=8,
        teams=8,
        remote="on_site",
    ),
    Example(
        "challenge",
        10,
        "Wedstrijd: de beste app voor de avondvierdaagse",
        "Vijfduizend kinderen lopen mee en elke avond raakt er iemand kwijt. Welk team maakt iets dat "
        "vrijwilligers helpt, zonder kinderen te volgen? De winnaar loopt in mei echt mee.",
        "software",
        (Role("Teamlid", "mbo4", 4, ("React", "Privacy en AVG")),),
        hours=None,
        weeks=6,
        starts=12,
        teams=12,
        remote="partly",
    ),
    Example(
        "challenge",
        20,
        "Capture the flag voor beginners",
        "Een avond vol raadsels over beveiliging, in drie moeilijkheden. Je hoeft nog niets te kunnen; wij leggen "
        "uit. De beste twee teams mogen mee naar de landelijke finale.",
        "security",
        (Role("Speler", "mbo3", 4, ("Linux",)),),
        hours=None,
        weeks=1,
        starts=5,
        teams=20,
        remote="on_site",
    ),
    Example(
        "challenge",
        13,
        "Meet het wad: bouw een sensor van twintig euro",
        "Onderzoekers willen op honderd plekken meten hoe warm het wad is. Een sensor kost nu duizend euro. Welk "
        "team krijgt het voor twintig euro voor elkaar, met een batterij die een zomer meegaat?",
        "hardware",
        (Role("Maker", "mbo4", 3, ("Elektronica", "Internet of things")), Role("Coach", "hbo", 1, ("Projectleiding",))),
        hours=None,
        weeks=8,
        starts=9,
        teams=10,
        place="Lauwersoog",
        state="pending",
    ),
)
