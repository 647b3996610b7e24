"""Stories: written, given a picture, put out and taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labs.models import Activity, Lab
from lib.keeping import NO_ROOM
from lib.periods import today
from lib.pictures import Redrawn, redrawn
from lib.uploads import MEGABYTE, NotAccepted
from lib.workflow import Refused, SomeoneWasFirst, demand, take_step
from partnership import audit
from partnership.models import Membership

from ..models import Story
from ..queries.stories import outcomes_for, unready
from ..store import DOCUMENTS, STORIES
from ..story_rights import can_change, can_step, can_tell
from ..story_states import STORIES as STEPS

MOST_BYTES = 15 * MEGABYTE
NO_ALT = _("Say what can be seen in the picture, for who cannot see it.")
NOT_HERE = _("Choose a lab, an activity and an outcome of this partnership.")
OTHER_LAB = _("This activity is of another lab.")
PEOPLE_IN_IT = _("People are named or shown in this story. Take them out of the list first.")
DONE = {"publish": "story.published", "withdraw": "story.withdrawn", "revise": "story.revised"}
log = structlog.get_logger(__name__)


def add_story(*, by: Membership, nonce: UUID, now: datetime, **values: Any) -> Story:
    """Begin a story; nobody else reads it yet. Raises Refused."""
    demand(can_tell(by))
    _demand_here(by, values)
    with transaction.atomic():
        story, made = Story.objects.get_or_create(
            nonce=nonce,
            made_by=by.user,
            defaults={"partnership": by.partnership, "made_at": now, "changed_at": now, **values},
        )
        if made:
            audit.record(by=by, verb="story.added", row=story, at=now)
    return story


@transaction.atomic
def change_story(*, by: Membership, story: Story, version: int, now: datetime, **values: Any) -> Story:
    """Tell it otherwise. Raises Refused, SomeoneWasFirst."""
    row = held_draft(by, story, version)
    _demand_here(by, values)
    if values.get("is_of_nobody") and row.people.exists():
        raise Refused(PEOPLE_IN_IT)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    saved(row, now)
    audit.record(by=by, verb="story.changed", row=row, at=now, fields=changed)
    return row


def held(story: Story) -> Story:
    """The story as it is now; nobody else changes it, or who agreed to it, meanwhile."""
    return Story.objects.select_for_update(of=("self",)).get(pk=story.pk)


def held_draft(by: Membership, story: Story, version: int) -> Story:
    row = held(story)
    demand(can_change(by, row))
    if row.version != version:
        raise SomeoneWasFirst
    return row


def saved(row: Story, now: datetime) -> None:
    """Who looked before and decides after this hears that somebody was first."""
    row.version, row.changed_at = row.version + 1, now
    row.save()


def _demand_here(by: Membership, values: dict[str, Any]) -> None:
    lab, activity, outcome = values["lab"], values.get("activity"), values["outcome"]
    here = Lab.objects.filter(pk=lab.pk, partnership=by.partnership_id).exists()
    if not here or not outcomes_for(by.partnership_id).filter(pk=outcome.pk).exists():
        raise Refused(NOT_HERE)
    if activity and not Activity.objects.filter(pk=activity.pk, lab=lab.pk).exists():
        raise Refused(OTHER_LAB)


# --- Its picture -------------------------------------------------------------------------------------------------
def set_picture(*, by: Membership, story: Story, upload, alt: str, version: int, now: datetime) -> Story:
    """Give it a picture, or words for the one it has; an upload is drawn anew, so nothing hidden comes along.

    Raises Refused, SomeoneWasFirst, and then nothing is stored.
    """
    demand(can_change(by, story))
    if not alt.strip():
        raise Refused(NO_ALT)
    if upload is None:
        return _save_picture(by, story, {"picture_alt": alt.strip()}, version, now)
    try:
        drawn = redrawn(upload, most=MOST_BYTES)
    except NotAccepted as error:
        raise Refused(error.reason) from None
    values = _store(drawn, now) | {"picture_alt": alt.strip()}
    try:
        return _save_picture(by, story, values, version, now)
    except BaseException:
        DOCUMENTS.remove(values["picture_path"])
        raise


def _store(drawn: Redrawn, now: datetime) -> dict[str, Any]:
    try:
        stored = DOCUMENTS.put(f"{STORIES}/{now:%Y-%m}/{uuid4().hex}{drawn.media.ending}", drawn.content)
    except OSError as error:
        log.warning("file_not_stored", folder=STORIES, error=type(error).__name__)
        raise Refused(NO_ROOM) from error
    return {
        "picture_path": stored.path,
        "picture_type": drawn.media.media_type,
        "picture_sha256": stored.sha256,
        "picture_width": drawn.width,
        "picture_height": drawn.height,
    }


@transaction.atomic
def _save_picture(by: Membership, story: Story, values: dict[str, Any], version: int, now: datetime) -> Story:
    row = held_draft(by, story, version)
    before = row.picture_path
    if "picture_path" not in values and not before:
        raise Refused(_("Choose a picture."))
    for name, value in values.items():
        setattr(row, name, value)
    if before and before != row.picture_path:
        row.picture_replaced_at = now
    saved(row, now)
    audit.record(by=by, verb="story.picture_set", row=row, at=now)
    if before and before != row.picture_path:
        transaction.on_commit(lambda: DOCUMENTS.remove(before))
    return row


# --- Out and back ------------------------------------------------------------------------------------------------
@transaction.atomic
def step_story(*, by: Membership, story: Story, verb: str, version: int, now: datetime) -> Story:
    """Publish it, take it back, or work on it again. Raises Refused, SomeoneWasFirst."""
    row = held(story)
    demand(can_step(by, row, verb))
    if row.version != version:
        raise SomeoneWasFirst
    if verb == "publish" and (reasons := unready(row, today(now))):
        raise Refused(" ".join(str(reason) for reason in reasons))
    move(row, verb, by, now)
    return row


def move(row: Story, verb: str, by: Membership | None, now: datetime) -> None:
    """Take a step with a story that is held; `by` is None when the portal does so itself."""
    moments = {"publish": {"published_at": now}, "withdraw": {"withdrawn_at": now}, "revise": {}}[verb]
    take_step(row, STEPS[verb], changed_at=now, **moments)
    audit.record(by=by, verb=DONE[verb], row=row, at=now, partnership_id=row.partnership_id)
