from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.MANAGE_PROGRAMME)
def organisations(request):
    return render(request, "partnership/page.html", {"name": "organisations"})


@permission_required(P.MANAGE_PROGRAMME)
def organisation_new(request):
    return render(request, "partnership/page.html", {"name": "organisation_new"})


@permission_required(P.MANAGE_PROGRAMME)
def organisation(request, pk):
    return render(request, "partnership/page.html", {"name": "organisation"})


@permission_required(P.MANAGE_PROGRAMME)
def organisation_edit(request, pk):
    return render(request, "partnership/page.html", {"name": "organisation_edit"})


@permission_required(P.MANAGE_PROGRAMME)
def participation_new(request, pk):
    return render(request, "partnership/page.html", {"name": "participation_new"})


@permission_required(P.MANAGE_PROGRAMME)
def participation_end(request, pk):
    return render(request, "partnership/page.html", {"name": "participation_end"})


