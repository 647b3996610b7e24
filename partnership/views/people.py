from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.INVITE_COLLEAGUES)
def people(request):
    return render(request, "partnership/page.html", {"name": "people"})


@permission_required(P.INVITE_COLLEAGUES)
def invite(request):
    return render(request, "partnership/page.html", {"name": "invite"})


@permission_required(P.INVITE_COLLEAGUES)
def membership_end(request, pk):
    return render(request, "partnership/page.html", {"name": "membership_end"})


@permission_required(P.INVITE_COLLEAGUES)
def invitation_resend(request, pk):
    return render(request, "partnership/page.html", {"name": "invitation_resend"})


@permission_required(P.INVITE_COLLEAGUES)
def invitation_revoke(request, pk):
    return render(request, "partnership/page.html", {"name": "invitation_revoke"})


