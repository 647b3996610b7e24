"""H3: PLACEHOLDER put here by the lead so that the site starts for everybody; replace this whole file."""
from django.shortcuts import render
from partnership.decorators import member_required

def start(request, sha256=""):
    return render(request, "base.html")

verify = start
