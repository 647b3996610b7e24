"""Pages of the impact survey, one file per subject."""

from . import campaigns, figures, indicators, reports, stories, texts

SUBJECTS = (
    campaigns,
    figures,
    indicators,
    reports,
    stories,
    texts,
)
urlpatterns = [pattern for subject in SUBJECTS for pattern in subject.urlpatterns]
