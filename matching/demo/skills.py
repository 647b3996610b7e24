"""The list of skills, and what the student of the demonstration says of himself or herself."""

from datetime import datetime, timedelta
from uuid import uuid4

from labs.demo.people import member
from partnership.models import Programme

from ..actions.profiles import save_profile
from ..actions.skills import end_skill_tag, save_skill_tag
from ..kinds import Level
from ..models import SkillTag

NAMES = (
    ("Python", "Python"),
    ("Java", "Java"),
    ("JavaScript", "JavaScript"),
    ("TypeScript", "TypeScript"),
    ("C#", "C#"),
    ("C++", "C++"),
    ("PHP", "PHP"),
    ("SQL", "SQL"),
    ("HTML en CSS", "HTML and CSS"),
    ("React", "React"),
    ("Django", "Django"),
    ("Node.js", "Node.js"),
    ("Versiebeheer met Git", "Version control with Git"),
    ("Geautomatiseerd testen", "Automated testing"),
    ("Docker", "Docker"),
    ("Kubernetes", "Kubernetes"),
    ("Linux", "Linux"),
    ("Windows Server", "Windows Server"),
    ("Netwerkbeheer", "Network administration"),
    ("Werkplekbeheer", "Workplace administration"),
    ("Cloud (Azure)", "Cloud (Azure)"),
    ("Cloud (AWS)", "Cloud (AWS)"),
    ("Beveiliging van netwerken", "Network security"),
    ("Ethisch hacken", "Ethical hacking"),
    ("Incidenten afhandelen", "Incident response"),
    ("Privacy en AVG", "Privacy and GDPR"),
    ("Databanken ontwerpen", "Database design"),
    ("Data-analyse", "Data analysis"),
    ("Machine learning", "Machine learning"),
    ("Dashboards (Power BI)", "Dashboards (Power BI)"),
    ("Interactieontwerp", "Interaction design"),
    ("Toegankelijkheid", "Accessibility"),
    ("Gebruikers interviewen", "Interviewing users"),
    ("Scrum", "Scrum"),
    ("Projectleiding", "Project management"),
    ("Processen beschrijven", "Process modelling"),
    ("Elektronica", "Electronics"),
    ("Internet of things", "Internet of things"),
    ("Robotica", "Robotics"),
    ("Adviseren van klanten", "Advising clients"),
    ("Technisch schrijven", "Technical writing"),
)
ENDED = ("Flash", "Flash")
OWN = ("Python", "SQL", "Versiebeheer met Git", "HTML en CSS", "Scrum", "Linux")


def add_skill_tags(programme: Programme, now: datetime) -> None:
    """Put about forty skills on the list, one of them from long ago; and fill in the student's profile."""
    keeper, earlier = member(programme, "coordinator@example.org"), now - timedelta(days=200)
    known = set(SkillTag.objects.filter(partnership=programme.partnership_id).values_list("name_nl", flat=True))
    for name_nl, name_en in (*NAMES, ENDED):
        if name_nl not in known:
            save_skill_tag(by=keeper, name_nl=name_nl, name_en=name_en, nonce=uuid4(), now=earlier)
    tags = SkillTag.objects.filter(partnership=programme.partnership_id)
    end_skill_tag(by=keeper, tag=tags.get(name_nl=ENDED[0]), now=earlier)
    student = member(programme, "student@example.org")
    own = list(tags.filter(name_nl__in=OWN).order_by("pk"))
    save_profile(by=student, level=Level.MBO4.value, education=None, skills=own, gender="", now=earlier)
