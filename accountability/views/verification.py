"""Public: whether a file is a report that was issued here, told by its SHA-256. Nothing personal is shown."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accountability.forms import VerifyForm
from accountability.queries import issued_file


@require_safe
@login_not_required
def start(request):
    form = VerifyForm(request.GET) if "sha256" in request.GET else VerifyForm()
    if form.is_bound and form.is_valid():
        return redirect("verify", form.cleaned_data["sha256"])
    return render(request, "accountability/verify.html", {"form": form})


@require_safe
@login_not_required
def verify(request, sha256):
    found = issued_file(sha256.lower())
    context = {"found": found, "sha256": sha256, "form": VerifyForm()}
    template = "verified" if found else "not_verified"
    return render(request, f"accountability/{template}.html", context, status=200 if found else 404)
