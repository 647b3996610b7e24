from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.SEE_FINANCING)
def programmes(request):
    return render(request, "partnership/page.html", {"name": "programmes"})


@permission_required(P.MANAGE_PROGRAMME)
def programme_new(request):
    return render(request, "partnership/page.html", {"name": "programme_new"})


@permission_required(P.SEE_FINANCING)
def programme(request, pk):
    return render(request, "partnership/page.html", {"name": "programme"})


@permission_required(P.MANAGE_PROGRAMME)
def programme_edit(request, pk):
    return render(request, "partnership/page.html", {"name": "programme_edit"})


@permission_required(P.MANAGE_PROGRAMME)
def programme_budget(request, pk):
    return render(request, "partnership/page.html", {"name": "programme_budget"})


