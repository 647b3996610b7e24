from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from partnership.decorators import permission_required
from partnership.roles import Permission as P

@permission_required(P.SEE_AUDIT)
def audit(request):
    return render(request, "partnership/page.html", {"name": "audit"})


