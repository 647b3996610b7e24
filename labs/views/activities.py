from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.MANAGE_PROGRAMME)
def activity_new(request):
    return render(request, "partnership/page.html", {"name": "activity_new"})


@permission_required(P.MANAGE_PROGRAMME)
def activity_edit(request, pk):
    return render(request, "partnership/page.html", {"name": "activity_edit"})


