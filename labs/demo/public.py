"""What the three labs of the demonstration say about themselves."""

from datetime import datetime

from partnership.models import Programme

from ..kinds import LabKind
from ..models import Lab

PURPOSES = {
    LabKind.KENNIS: (
        "Docenten, studenten en bedrijven zoeken samen uit wat werkt in de praktijk van ICT. Wat het onderzoek "
        "oplevert, delen we met alle scholen van de regio.",
        "Teachers, students and companies find out together what works in the practice of ICT. What research brings, "
        "we share with every school of the region.",
    ),
    LabKind.LEARNING: (
        "Trainingen, gastlessen en masterclasses van vakmensen, voor studenten van mbo tot universiteit, hun docenten "
        "en iedereen die in de ICT werkt.",
        "Training, guest lessons and masterclasses by professionals, for students from vocational school to "
        "university, their teachers, and everybody who works in ICT.",
    ),
    LabKind.BUSINESS: (
        "Studenten beginnen hier een eigen bedrijf, met een werkplek, een coach uit het bedrijfsleven en echte "
        "opdrachten.",
        "Students start a company of their own here, with a desk, a coach from business and real assignments.",
    ),
}


def add_purposes(programme: Programme, now: datetime) -> None:
    for kind, (dutch, english) in PURPOSES.items():
        labs = Lab.objects.filter(partnership=programme.partnership_id, kind=kind)
        labs.update(purpose_nl=dutch, purpose_en=english)
