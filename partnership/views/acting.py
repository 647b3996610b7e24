from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

def act_as(request, partnership):
    return render(request, "partnership/page.html", {"name": "act_as"})


