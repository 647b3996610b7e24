from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.MANAGE_PROGRAMME)
def labs(request):
    return render(request, "partnership/page.html", {"name": "labs"})


@permission_required(P.MANAGE_PROGRAMME)
def lab_edit(request, pk):
    return render(request, "partnership/page.html", {"name": "lab_edit"})


@permission_required(P.MANAGE_PROGRAMME)
def coordinator_remove(request, pk, coordinator):
    return render(request, "partnership/page.html", {"name": "coordinator_remove"})


