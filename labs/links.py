"""Addresses that depend on what a session or lab is."""

from django.urls import reverse

from .models import CompanySession, PracticeMeeting


def session_url(partnership, session) -> str:
    """The page of a session."""
    return reverse("session", args=[partnership.slug, session.pk])


def calendar_url(partnership, lab=None) -> str:
    """The calendar, of all labs or of one."""
    return reverse("calendar", args=[partnership.slug], query={"lab": lab.slug} if lab else None)


def own_page_url(partnership, session) -> str:
    """The page on which a session of a few people is moved and cancelled; empty for a session of the calendar."""
    if session.is_listed:
        return ""
    if coaching := CompanySession.objects.filter(session=session).first():
        return reverse("student_company", args=[partnership.slug, coaching.company_id])
    meeting = PracticeMeeting.objects.filter(session=session).first()
    return reverse("practice_placement", args=[partnership.slug, meeting.placement_id]) if meeting else ""
