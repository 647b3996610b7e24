"""Whom a campaign asks: the list, one person, people of the portal, and who is never asked."""

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lib.exports import FORMATS, csv_lines, in_this_language, xlsx_file
from lib.lists import ordering, page_of
from lib.periods import today
from lib.workflow import Refused

from ..actions import contact_edits, invitation_links
from ..actions.contact_adding import NewContact, add_contacts
from ..actions.exports import note_contacts
from ..contact_rights import can_change_contacts, can_remove_contact, can_renew_link
from ..forms.campaigns_contacts import BlockForm, ContactFilter, ContactForm, PeopleFilter, PeopleForm
from ..models import BlockedAddress
from ..queries import contacts as lists
from .campaigns_common import FORM, attempt, held_campaign, may_manage, to_campaign

ADDED = "campaign_contacts"


@require_http_methods(["GET", "HEAD"])
@may_manage
def contacts(request, pk):
    row = held_campaign(request, pk)
    groups = lists.groups_in(row)
    filters = ContactFilter(request.GET, groups=groups)
    rows = lists.contacts_of(row).filter(filters.chosen()).order_by(*ordering(request, lists.ORDER, "name"))
    page = page_of(request, rows, 50)
    for contact in page.object_list:
        contact.standing = lists.standing_of(contact)
    context = {"campaign": row, "page": page, "filter": filters, "is_filtered": filters.is_on}
    context["may_change"] = can_change_contacts(request.membership, row)
    return render(request, "impact/contacts/list.html", context)


@require_http_methods(FORM)
@may_manage
def contact_new(request, pk):
    row = held_campaign(request, pk)
    if not (may := can_change_contacts(request.membership, row)):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk, ADDED)
    form = ContactForm(request.POST or None, campaign=row)
    if request.method == "POST" and form.is_valid():
        new = NewContact(**form.values)
        place = {"campaign": row, "partnership_id": form.partnership_id, "now": timezone.now()}
        added = attempt(request, add_contacts, contacts=[new], **place)
        if added:
            messages.success(request, _("%(name)s is added.") % {"name": new.name or new.email})
            return to_campaign(request, pk, ADDED)
        if added == 0:
            form.add_error("email", _("This address is in the campaign already, or on the list of who is never asked."))
    context = {"campaign": row, "form": form, "contact": None, "groups": lists.groups_in(row)}
    return render(request, "impact/contacts/form.html", context)


@require_http_methods(FORM)
@may_manage
def contact_page(request, pk, contact):
    """One person: what is known, how asking goes, and what can be put right."""
    row = held_campaign(request, pk)
    person = get_object_or_404(lists.contacts_of(row).select_related("campaign__partnership", "handed_to"), pk=contact)
    initial = {name: getattr(person, name) for name in ("name", "email", "language", "sector")}
    initial |= {kind: getattr(person, kind).name if getattr(person, kind) else "" for kind in ("workplace", "tranche")}
    form = ContactForm(request.POST or None, campaign=row, initial=initial)
    form.fields.pop("partnership", None)
    if request.method == "POST" and form.is_valid():
        try:
            change = {"contact": person, "values": form.values, "now": timezone.now()}
            contact_edits.change_contact(by=request.membership, **change)
            messages.success(request, _("The contact is saved."))
            return redirect("campaign_contact", request.partnership.slug, pk, contact)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    person.standing, by = lists.standing_of(person), request.membership
    context = {"campaign": row, "contact": person, "form": form, "groups": lists.groups_in(row)}
    context |= {"may_change": can_change_contacts(by, row), "may_remove": can_remove_contact(by, person)}
    context["may_renew"] = can_renew_link(by, person, today())
    return render(request, "impact/contacts/contact.html", context)


@require_POST
@may_manage
def contact_act(request, pk, contact, verb):
    """Withdraw a link, send another one, or note whether mail arrives."""
    row = held_campaign(request, pk)
    person = get_object_or_404(lists.contacts_of(row).select_related("campaign__partnership"), pk=contact)
    act = {"by": request.membership, "contact": person, "now": timezone.now()}
    deeds = {
        "revoke": (lambda: invitation_links.revoke_link(**act), _("The link is withdrawn.")),
        "link": (lambda: invitation_links.send_new_link(**act), _("A new link is on its way.")),
        "bounced": (lambda: contact_edits.note_bounce(bounced=True, **act), _("No more mail goes there.")),
        "arrives": (lambda: contact_edits.note_bounce(bounced=False, **act), _("Mail goes there again.")),
    }
    if verb not in deeds:
        raise Http404
    deed, said = deeds[verb]
    try:
        deed()
        messages.success(request, said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("campaign_contact", request.partnership.slug, pk, contact)


@require_POST
@may_manage
def contacts_remove(request, pk):
    """Remove the ticked people who were not invited yet."""
    row = held_campaign(request, pk)
    ticked = [int(key) for key in request.POST.getlist("contacts") if key.isascii() and key.isdigit() and len(key) < 10]
    gone = attempt(request, contact_edits.remove_contacts, campaign=row, contacts=ticked, now=timezone.now())
    if gone:
        words = ngettext("%(count)s person is removed.", "%(count)s people are removed.", gone)
        messages.success(request, words % {"count": gone})
    if gone is not None and gone < len(ticked):
        messages.info(request, _("Who was invited stays: the invitation is out. Withdraw the link instead."))
    if not ticked:
        messages.info(request, _("Nobody was ticked."))
    return to_campaign(request, pk, ADDED)


@require_http_methods(FORM)
@may_manage
def contacts_export(request, pk, file_format):
    """The contacts that the same address shows as a list. A form asks: the log is written."""
    if file_format not in FORMATS:
        raise Http404
    row = held_campaign(request, pk)
    if request.method != "POST":
        return to_campaign(request, pk, ADDED)
    filters = ContactFilter(request.GET, groups=lists.groups_in(row))
    rows = lists.contacts_of(row).filter(filters.chosen()).order_by("name", "pk")
    note_contacts(by=request.membership, campaign=row, now=timezone.now())
    sheet = lists.contacts_sheet(row, rows, timezone.now())
    name = f"contacts-{row.slug}.{file_format}"
    if file_format == "xlsx":
        about = {"as_attachment": True, "filename": name, "content_type": FORMATS["xlsx"]}
        return FileResponse(xlsx_file(sheet), **about)
    response = StreamingHttpResponse(in_this_language(csv_lines(sheet)), content_type=FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(FORM)
@may_manage
def contacts_portal(request, pk):
    """People of the partnership, found by role and organisation, ticked and added with the groups they share."""
    row, by, now = held_campaign(request, pk), request.membership, timezone.now()
    if not (may := can_change_contacts(by, row)):
        messages.error(request, str(may.reason))
        return to_campaign(request, pk, ADDED)
    filters = PeopleFilter(request.GET, by=by)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    page = page_of(request, lists.people_to_ask(by, row, chosen, now), 50)
    form = PeopleForm(request.POST or None, campaign=row, people=lists.people_to_ask(by, row, {}, now))
    if request.method == "POST" and form.is_valid():
        added = _add_people(request, row, form, now)
        if added is not None:
            words = ngettext("%(count)s person is added.", "%(count)s people are added.", added)
            messages.success(request, words % {"count": added})
            return to_campaign(request, pk, ADDED)
    context = {"campaign": row, "filter": filters, "page": page, "form": form, "is_filtered": any(chosen.values())}
    context |= {"groups": lists.groups_in(row), "ticked": set(request.POST.getlist("people"))}
    return render(request, "impact/contacts/portal.html", context)


def _add_people(request, row, form: PeopleForm, now):
    data = form.cleaned_data
    shared = {name: data[name] for name in ("language", "sector", "tranche")}
    new = [
        NewContact(
            email=person.user.email,
            name=person.user.name,
            workplace=data["workplace"] or (person.organisation.name[:160] if data["of_organisation"] else ""),
            **shared,
        )
        for person in data["people"]
    ]
    place = {"campaign": row, "partnership_id": form.partnership_id, "now": now}
    return attempt(request, add_contacts, contacts=new, **place)


# --- Never asked -------------------------------------------------------------------------------------------------
@require_http_methods(FORM)
@may_manage
def blocked(request):
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(request, contact_edits.block_addresses, now=timezone.now(), **form.cleaned_data)
        if added is not None:
            words = ngettext("%(count)s address is added.", "%(count)s addresses are added.", added)
            messages.success(request, words % {"count": added})
        return redirect("impact_blocked", request.partnership.slug)
    page = page_of(request, lists.blocked_addresses(request.membership))
    return render(request, "impact/contacts/blocked.html", {"form": form, "page": page})


@require_POST
@may_manage
def unblock(request, pk):
    row = get_object_or_404(BlockedAddress, pk=pk, partnership=request.membership.partnership_id)
    try:
        contact_edits.unblock_address(by=request.membership, address=row, now=timezone.now())
        messages.success(request, _("This address may be asked again."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("impact_blocked", request.partnership.slug)
