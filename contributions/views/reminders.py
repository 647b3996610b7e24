"""Reminders: what will go out and what went out, for management; and the own switch, for everybody."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions.actions import reminders as actions
from contributions.letters import in_the_language_of_mail, letter_for, sentence
from contributions.models import Reminder, ReminderChoice, ReminderRound
from contributions.queries.reminders import rounds_of, week_of
from contributions.reminder_rights import can_change_round
from lib.lists import page_of
from lib.workflow import Refused
from partnership.decorators import member_required, permission_required
from partnership.roles import Permission

from .common import go_to, tell

SEND = permission_required(Permission.SEND_REMINDERS)


def _round(request, pk) -> ReminderRound:
    visible = ReminderRound.objects.visible_to(request.membership)
    return get_object_or_404(visible.select_related("partnership", "decided_by"), pk=pk)


def _reminder(request, pk) -> Reminder:
    visible = ReminderRound.objects.visible_to(request.membership)
    rows = Reminder.objects.filter(round__in=visible)
    return get_object_or_404(rows.select_related("round__partnership", "user", "mail"), pk=pk)


@require_safe
@SEND
def index(request):
    """The rounds, the newest first."""
    week = week_of(timezone.now())
    page = page_of(request, rounds_of(request.membership))
    has_this_week = ReminderRound.objects.visible_to(request.membership).filter(week=week).exists()
    context = {"page": page, "week": week, "has_this_week": has_this_week}
    return render(request, "contributions/reminders/index.html", context)


@require_safe
@SEND
def one(request, pk):
    """One round: who is reminded of what."""
    row = _round(request, pk)
    reminders = row.reminders.select_related("user", "mail").order_by("user__name", "pk")
    page = page_of(request, reminders)
    context = {
        "round": row,
        "page": page,
        "rows": [{"reminder": each, "sentences": [sentence(topic) for topic in each.topics]} for each in page],
        "going": row.reminders.filter(left_out=False).count() if row.state == "prepared" else 0,
        "may_change": can_change_round(request.membership, row, week=week_of(timezone.now())),
    }
    return render(request, "contributions/reminders/round.html", context)


@require_POST
@SEND
def prepare(request):
    """This week's round, when it is not there yet."""
    row, _is_new = actions.prepare_round(partnership=request.partnership, by=request.membership, now=timezone.now())
    return go_to(request, "reminders_round", row.pk)


def _version(request) -> int:
    """The version that was on the screen; what is no number is none that ever was."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


@require_POST
@SEND
def send(request, pk):
    row = _round(request, pk)
    try:
        sent = actions.send_round(by=request.membership, row=row, version=_version(request), now=timezone.now())
        said = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", sent)
        messages.success(request, said % {"count": sent})
    except Refused as error:
        tell(request, error)
    return go_to(request, "reminders_round", pk)


@require_POST
@SEND
def stop(request, pk):
    row = _round(request, pk)
    try:
        actions.stop_round(by=request.membership, row=row, version=_version(request), now=timezone.now())
        messages.success(request, _("Stopped: nobody is reminded this week."))
    except Refused as error:
        tell(request, error)
    return go_to(request, "reminders_round", pk)


@require_safe
@SEND
def mail(request, pk):
    """The mail as it goes out, or as it went out."""
    reminder = _reminder(request, pk)
    with in_the_language_of_mail():
        letter = letter_for(reminder.user.get_short_name(), reminder.round.partnership, reminder.topics)
    return render(request, "contributions/reminders/mail.html", {"reminder": reminder, "letter": letter})


@require_POST
@SEND
def leave_out(request, pk):
    reminder = _reminder(request, pk)
    try:
        wanted = request.POST.get("left_out") == "1"
        actions.leave_out(by=request.membership, reminder=reminder, left_out=wanted, now=timezone.now())
    except Refused as error:
        tell(request, error)
    return redirect("reminders_round", request.partnership.slug, reminder.round_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def mine(request):
    """Whether one wants to be reminded. The link in a mail comes here; only the button changes anything."""
    membership, now = request.membership, timezone.now()
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "1"
        try:
            actions.choose(membership=membership, wanted=wanted, now=now)
            messages.success(request, _("Reminders are on.") if wanted else _("Reminders are off."))
        except Refused as error:
            tell(request, error)
        return go_to(request, "reminders_mine")
    off = ReminderChoice.objects.filter(partnership=membership.partnership_id, user=membership.user_id)
    context = {
        "is_off": off.filter(off_at__isnull=False).exists(),
        "may_switch_off": actions.may_switch_off(membership, membership.organisation, now),
        "had": Reminder.objects.filter(
            user=membership.user_id, round__partnership=membership.partnership_id, sent_week__isnull=False
        ).order_by("-sent_week")[:5],
    }
    return render(request, "contributions/reminders/mine.html", context)
