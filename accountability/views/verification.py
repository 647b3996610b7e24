"""Public: whether a file was issued here, told by its SHA-256, or a certificate by its number; nothing personal."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accountability.forms import VerifyForm
from accountability.queries import issued_document, issued_file
from labs.queries.certificates import issued_certificate


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
    wanted = sha256.lower()
    found = issued_file(wanted)
    document = None if found else issued_document(wanted)
    certificate = None if found or document else issued_certificate(wanted)
    context = {"found": found, "document": document, "certificate": certificate, "sha256": sha256, "form": VerifyForm()}
    kinds = {"verified": found, "verified_document": document, "verified_certificate": certificate}
    template = next((name for name, row in kinds.items() if row), "not_verified")
    status = 404 if template == "not_verified" else 200
    return render(request, f"accountability/{template}.html", context, status=status)
