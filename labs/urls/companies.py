"""Student companies."""

from django.urls import path

from ..views import companies
from ..views import companies_coaching as coaching

ONE = "companies/<int:pk>/"
urlpatterns = [
    path("companies/", companies.companies, name="student_companies"),
    path("companies/new/", companies.company_new, name="student_company_new"),
    path(ONE, companies.company, name="student_company"),
    path(f"{ONE}change/", companies.company_edit, name="student_company_edit"),
    path(f"{ONE}step/", companies.company_step, name="student_company_step"),
    path(f"{ONE}wish/", companies.company_wish, name="student_company_wish"),
    path(f"{ONE}members/", companies.member_add, name="company_member_add"),
    path(f"{ONE}members/<int:member>/end/", companies.member_end, name="company_member_end"),
    path(f"{ONE}coaches/", companies.coach_add, name="company_coach_add"),
    path(f"{ONE}coaches/<int:coach>/end/", companies.coach_end, name="company_coach_end"),
    path(f"{ONE}assignments/new/", companies.assignment_new, name="company_assignment_new"),
    path(f"{ONE}assignments/<int:assignment>/remove/", companies.assignment_remove, name="company_assignment_remove"),
    path(f"{ONE}coaching/new/", coaching.coaching_new, name="coaching_new"),
    path(f"{ONE}coaching/<int:coaching>/", coaching.coaching_edit, name="coaching_edit"),
    path(f"{ONE}coaching/<int:coaching>/cancel/", coaching.coaching_cancel, name="coaching_cancel"),
]
