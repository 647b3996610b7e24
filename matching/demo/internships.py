"""Internships and graduation assignments of the demonstration."""

from .examples import OWN, Example, Role

GIT, TESTS = "Versiebeheer met Git", "Geautomatiseerd testen"
INTERNSHIPS = (
    Example(
        "internship",
        OWN,
        "Stage softwareontwikkeling: het planbord van onze monteurs",
        "Onze monteurs zien 's ochtends op een planbord waar ze heen gaan. Het bord werkt, maar het is traag en "
        "niet te gebruiken op een telefoon. Je bouwt met een collega een nieuwe versie en test die met drie "
        "monteurs.",
        "software",
        (Role("Ontwikkelaar", "mbo4", 2, ("Python", "Django", GIT)),),
        allowance="400.00",
    ),
    Example(
        "internship",
        OWN,
        "Stage: koppelingen tussen webwinkel en voorraad",
        "Drie webwinkels van klanten praten niet met hun voorraadsysteem. Jij maakt de koppelingen, schrijft er "
        "tests bij en legt aan de klant uit wat er nu vanzelf gaat.",
        "software",
        (Role("Ontwikkelaar", "mbo4", 1, ("Node.js", "SQL", TESTS)),),
        starts=16,
        allowance="400.00",
        state="pending",
    ),
    Example(
        "internship",
        1,
        "Stage beheer: werkplekken voor twaalf scholen",
        "Je beheert laptops en accounts van twaalf basisscholen. Je lost meldingen op, rolt updates uit en "
        "verbetert de handleiding voor nieuwe leraren. Je gaat elke week mee naar een school.",
        "infrastructure",
        (Role("Beheerder", "mbo4", 2, ("Werkplekbeheer", "Windows Server")),),
        place="Assen",
        remote="on_site",
        hours=32,
        allowance="300.00",
    ),
    Example(
        "internship",
        2,
        "Stage netwerken: van oude switches naar een nieuw kantoor",
        "Een klant verhuist naar een nieuw pand. Je tekent het netwerk, richt de apparatuur in en bent erbij als "
        "alles op een vrijdagavond wordt overgezet.",
        "infrastructure",
        (Role("Netwerkbeheerder", "mbo4", 1, ("Netwerkbeheer", "Linux")),),
        place="Emmen",
        remote="on_site",
        hours=32,
    ),
    Example(
        "internship",
        3,
        "Stage bij het securityteam: meldingen uitzoeken",
        "Ons team krijgt elke dag honderden meldingen van firewalls en laptops. Jij leert welke ertoe doen, zoekt "
        "ze uit met een collega en schrijft op wat we de volgende keer sneller kunnen.",
        "security",
        (Role("Analist", "hbo", 1, ("Incidenten afhandelen", "Beveiliging van netwerken")),),
        remote="on_site",
        hours=32,
        allowance="450.00",
    ),
    Example(
        "internship",
        4,
        "Stage webontwikkeling: toegankelijke sites voor gemeenten",
        "Gemeenten moeten sites hebben die iedereen kan gebruiken. Je onderzoekt drie sites met een schermlezer, "
        "herstelt wat niet klopt en laat zien hoe je dat de volgende keer voorkomt.",
        "web",
        (Role("Webontwikkelaar", "mbo4", 2, ("HTML en CSS", "Toegankelijkheid", "JavaScript")),),
        place="Leeuwarden",
        allowance="350.00",
    ),
    Example(
        "internship",
        7,
        "Stage data: waarom komt de bus te laat?",
        "We hebben twee jaar aan ritten van streekbussen. Je zoekt uit waar vertraging begint, maakt er een "
        "dashboard van en bespreekt met de vervoerder wat hij ermee kan.",
        "data",
        (Role("Data-analist", "hbo", 1, ("Data-analyse", "SQL", "Dashboards (Power BI)")),),
        allowance="450.00",
    ),
    Example(
        "internship",
        9,
        "Stage robotica: een karretje dat zijn weg vindt in de kas",
        "In een kas rijdt een karretje met planten. Het rijdt nu op een lijn; het moet zelf zijn weg vinden. Je "
        "werkt met sensoren, schrijft de besturing en test in een echte kas.",
        "hardware",
        (Role("Ontwikkelaar", "hbo", 1, ("Robotica", "C++", "Elektronica")),),
        place="Klazienaveen",
        remote="on_site",
        hours=32,
        allowance="400.00",
    ),
    Example(
        "internship",
        5,
        "Internship: keeping our hosting platform healthy",
        "We host two hundred sites on our own servers. You help to move them to containers, watch how they "
        "behave, and write down what to do when something stops. Our team speaks English.",
        "infrastructure",
        (Role("Platform engineer", "hbo", 1, ("Linux", "Docker", "Kubernetes")),),
        allowance="500.00",
        language="en",
    ),
    Example(
        "internship",
        13,
        "Stage: sensoren in dijken uitlezen",
        "In een dijk bij Delfzijl zitten veertig sensoren. Je haalt hun gegevens op, merkt wanneer er een "
        "stilvalt en laat op een kaart zien wat er gebeurt bij hoog water.",
        "hardware",
        (Role("Ontwikkelaar", "mbo4", 1, ("Internet of things", "Python")),),
        place="Delfzijl",
        hours=32,
    ),
    Example(
        "internship",
        6,
        "Stage: onze helpdesk een dag per week rustiger",
        "De helpdesk beantwoordt elke dag dezelfde vragen. Je zoekt uit welke, schrijft uitleg die mensen wel "
        "lezen, en bouwt een zoekpagina. Na tien weken meten we of het stiller is.",
        "business",
        (Role("Medewerker", "mbo3", 1, ("Technisch schrijven", "Werkplekbeheer")),),
        place="Veendam",
        remote="on_site",
        state="pending",
    ),
    Example(
        "internship",
        28,
        "Stage zorg-ICT: roosters die kloppen",
        "Verpleegkundigen ruilen diensten via een groepsapp, en dat gaat mis. Je maakt een eenvoudig scherm "
        "waarin ruilen kan, met regels voor rust. Je spreekt eerst met vijf verpleegkundigen.",
        "software",
        (Role("Ontwikkelaar", "mbo4", 1, ("C#", "SQL", "Gebruikers interviewen")),),
        place="Hoogeveen",
        state="rejected",
    ),
    Example(
        "internship",
        OWN,
        "Stage: testen voordat de klant het doet",
        "We vinden te veel fouten pas bij de klant. Jij schrijft geautomatiseerde tests voor ons meest gebruikte "
        "pakket en zorgt dat ze elke nacht draaien.",
        "software",
        (Role("Tester", "mbo4", 1, (TESTS, "Python")),),
        starts=-26,
        weeks=22,
        allowance="400.00",
        more="closed",
    ),
    Example(
        "internship",
        1,
        "Stage beheer: scholen naar een nieuwe omgeving",
        "Twaalf scholen stapten over naar een nieuwe omgeving. De stagiair hielp bij de overgang, maakte accounts "
        "aan en gaf leraren uitleg in hun eigen lokaal.",
        "infrastructure",
        (Role("Beheerder", "mbo4", 2, ("Werkplekbeheer",)),),
        starts=-30,
        weeks=20,
        place="Assen",
        remote="on_site",
        more="closed",
    ),
)
GRADUATION = (
    Example(
        "graduation",
        OWN,
        "Afstuderen: voorspellen wanneer een machine stilvalt",
        "Een fabriek in Farmsum houdt van elke machine bij hoe warm en hoe luid die is. Kun je daaruit een dag "
        "van tevoren zien dat er een stilvalt? Je onderzoekt methoden, bouwt er een en toetst die op een jaar aan "
        "gegevens.",
        "data",
        (Role("Afstudeerder", "hbo", 1, ("Machine learning", "Python", "Data-analyse")),),
        hours=36,
        allowance="500.00",
    ),
    Example(
        "graduation",
        3,
        "Afstuderen: hoe veilig zijn slimme deursloten?",
        "Steeds meer kantoren openen met een telefoon. Je onderzoekt vier sloten, van de app tot de elektronica, "
        "meldt wat je vindt netjes aan de makers en schrijft een advies voor kopers.",
        "security",
        (Role("Onderzoeker", "hbo", 1, ("Ethisch hacken", "Elektronica")),),
        hours=36,
        allowance="500.00",
    ),
    Example(
        "graduation",
        8,
        "Graduation project: playtests that measure themselves",
        "We make games for museums. After each playtest somebody types over what players did. Design and build a "
        "way to record it with consent of the players, and find out what it teaches the designers.",
        "software",
        (Role("Graduate", "hbo", 1, ("C#", "Data-analyse", "Privacy en AVG")),),
        hours=36,
        allowance="450.00",
        language="en",
    ),
    Example(
        "graduation",
        19,
        "Afstuderen: thuisbatterijen slim laten laden",
        "Honderd huishoudens in Ten Boer hebben een batterij. Wanneer moet die laden als stroom goedkoop is en de "
        "wijk het aankan? Je maakt een model, laat het een maand meedraaien en rekent uit wat het scheelt.",
        "data",
        (Role("Afstudeerder", "wo", 1, ("Python", "Machine learning")),),
        hours=36,
        remote="partly",
        allowance="550.00",
    ),
    Example(
        "graduation",
        4,
        "Afstuderen: een ontwerptaal die overal hetzelfde is",
        "Onze ontwerpers tekenen knoppen die onze bouwers net anders maken. Onderzoek waardoor, en ontwerp één "
        "bibliotheek van onderdelen met afspraken die standhouden als de haast komt.",
        "web",
        (Role("Ontwerper", "hbo", 1, ("Interactieontwerp", "React", "TypeScript")),),
        hours=36,
        state="pending",
        allowance="400.00",
    ),
    Example(
        "graduation",
        26,
        "Afstuderen: minder lege kilometers op de Waddenroute",
        "Vrachtwagens rijden halfleeg terug van de haven. Met gegevens van drie vervoerders zoek je uit wat samen "
        "rijden oplevert en wat een planner daarvoor op zijn scherm moet zien.",
        "business",
        (Role("Afstudeerder", "hbo", 1, ("Data-analyse", "Processen beschrijven")),),
        hours=36,
        place="Harlingen",
        starts=-28,
        weeks=22,
        more="closed",
    ),
)
