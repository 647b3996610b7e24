"""Stories: read by everybody, told by the management."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from labs.feeds import absolute
from labs.views.research_common import attempt, attempt_form, go_to, version_of
from lib.lists import page_of
from lib.periods import today
from lib.workflow import Refused
from partnership.decorators import permission_required, public_page
from partnership.roles import Permission as P

from ..actions import stories as actions
from ..actions import story_people as people
from ..forms.stories import ConsentForm, PersonForm, PictureForm, StoryFilter, StoryForm
from ..models import Story, StoryPerson
from ..queries import stories as queries
from ..store import DOCUMENTS
from ..story_states import DRAFT, STORIES

TELLS = permission_required(P.MANAGE_IMPACT)
FORM = ["GET", "HEAD", "POST"]
PAGE = 12


def at_once(response):
    """Nothing of a story is kept by a browser: who does not agree any more is out of sight at once."""
    response["Cache-Control"] = "no-store, private"
    return response


def _rows(request):
    return queries.stories_for(request.partnership, request.membership, today())


@require_safe
@public_page
def stories(request):
    keeps = queries.keeps(request.membership)
    form = StoryFilter(request.GET, partnership=request.partnership, keeps=keeps)
    page = page_of(request, form.narrow(_rows(request)), PAGE)
    context = {"page": page, "filter": form, "keeps": keeps, "canonical": absolute(request.path)}
    context["description"] = _("Stories from the labs of %(name)s: what happened, and what came of it.") % {
        "name": request.partnership.name
    }
    return at_once(render(request, "impact/stories/stories.html", context))


def _story(request, pk) -> Story:
    return get_object_or_404(_rows(request), pk=pk)


@require_safe
@public_page
def story(request, pk):
    row = _story(request, pk)
    context = {
        "story": row,
        "description": Truncator(row.text).chars(155),
        "canonical": absolute(request.path),
        **(_kept(row) if queries.keeps(request.membership) else {}),
    }
    return at_once(render(request, "impact/stories/story.html", context))


def _kept(row: Story) -> dict:
    """What who keeps a story sees beside it."""
    day = today()
    return {
        "keeps": True,
        "is_draft": row.state == DRAFT,
        "steps": [verb for verb in STORIES.transitions if STORIES.allows(verb, row.state)],
        "people": queries.people_of(row, day),
        "lacks": queries.unready(row, day),
    }


@require_safe
@public_page
def story_picture(request, pk):
    """The picture, which we drew ourselves, so that it can be shown in a page."""
    row = _story(request, pk)
    if not row.has_picture:
        raise Http404
    try:
        stream = DOCUMENTS.location(row.picture_path).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return at_once(FileResponse(stream, content_type=row.picture_type))


# --- Telling -----------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@TELLS
def story_new(request):
    form = StoryForm(request.POST or None, by=request.membership, is_new=True)
    if request.method == "POST" and form.is_valid():
        row = attempt_form(request, form, actions.add_story)
        if row:
            messages.success(request, _("%(title)s is a draft. Now add its picture.") % {"title": row.title})
            return go_to(request, "story", row.pk)
    return render(request, "impact/stories/story_form.html", {"form": form, "story": None})


def _draft(request, pk) -> Story:
    """A story that can be changed; nobody else's, and none that is out."""
    row = _story(request, pk)
    if row.state != DRAFT:
        raise Http404
    return row


@require_http_methods(FORM)
@TELLS
def story_edit(request, pk):
    row = _draft(request, pk)
    fields = ("title", "text", "lab", "activity", "outcome", "is_of_nobody", "version")
    initial = {name: getattr(row, name) for name in fields}
    form = StoryForm(request.POST or None, by=request.membership, is_new=False, initial=initial)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(request, form, actions.change_story, story=row):
        messages.success(request, _("%(title)s is saved.") % {"title": form.cleaned_data["title"]})
        return go_to(request, "story", pk)
    return render(request, "impact/stories/story_form.html", {"form": form, "story": row})


@require_http_methods(FORM)
@TELLS
def story_picture_set(request, pk):
    row = _draft(request, pk)
    initial = {"alt": row.picture_alt, "version": row.version}
    form = PictureForm(request.POST or None, request.FILES or None, has_picture=row.has_picture, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {"upload": form.cleaned_data["file"], "alt": form.cleaned_data["alt"]}
        version = form.cleaned_data["version"]
        try:
            actions.set_picture(by=request.membership, story=row, version=version, now=timezone.now(), **values)
        except Refused as refusal:
            form.add_error("file", str(refusal.reason))
        else:
            messages.success(request, _("The picture is saved."))
            return go_to(request, "story", pk)
    return render(request, "impact/stories/picture_form.html", {"form": form, "story": row})


@require_POST
@TELLS
def story_step(request, pk):
    """Publish it, take it back, or work on it again."""
    row, verb = _story(request, pk), request.POST.get("verb")
    if verb not in STORIES.transitions:
        raise BadRequest("verb")
    if attempt(request, actions.step_story, story=row, verb=verb, version=version_of(request)):
        done = {
            "publish": _("Everybody can read this story now."),
            "withdraw": _("Nobody but the management reads this story now."),
            "revise": _("This story is a draft again."),
        }
        messages.success(request, done[verb])
    return go_to(request, "story", pk)


# --- Who is in it ------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@TELLS
def story_person_add(request, pk):
    row = _draft(request, pk)
    form = PersonForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        person = attempt_form(request, form, people.add_person, story=row)
        if person:
            messages.success(request, _("%(name)s is in the list. Does this person agree?") % {"name": person.name})
            return go_to(request, "story_consent", pk, person.pk)
    return render(request, "impact/stories/person_form.html", {"form": form, "story": row})


def _person(request, pk, person) -> StoryPerson:
    return get_object_or_404(StoryPerson.objects.filter(story=_story(request, pk)).select_related("story"), pk=person)


@require_POST
@TELLS
def story_person_remove(request, pk, person):
    row = _person(request, pk, person)
    values = {"story": row.story, "person": row, "version": version_of(request)}
    try:
        people.remove_person(by=request.membership, now=timezone.now(), **values)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("%(name)s is out of the list, with the consents.") % {"name": row.name})
    return go_to(request, "story", pk)


@require_http_methods(FORM)
@TELLS
def story_consent(request, pk, person):
    """Write down that somebody agrees."""
    row = _person(request, pk, person)
    form = ConsentForm(
        request.POST or None, asks_representative=row.is_under_16, day=today(), initial={"agreed": row.appears}
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt_form(request, form, people.record_consent, person=row):
        messages.success(request, _("It is noted that %(name)s agrees.") % {"name": row.name})
        return go_to(request, "story", pk)
    return render(request, "impact/stories/consent_form.html", {"form": form, "story": row.story, "person": row})


@require_POST
@TELLS
def story_consent_withdraw(request, pk, person):
    row = _person(request, pk, person)
    if attempt(request, people.withdraw_consent, person=row):
        messages.success(
            request, _("It is noted that %(name)s does not agree any more. Nobody reads it now.") % {"name": row.name}
        )
    return go_to(request, "story", pk)
