from django.http import Http404
from partnership.decorators import member_required


@member_required
def inbox(request, **kwargs):
    raise Http404


@member_required
def decide_many(request, **kwargs):
    raise Http404


@member_required
def one(request, **kwargs):
    raise Http404


@member_required
def decide(request, **kwargs):
    raise Http404


@member_required
def reopen(request, **kwargs):
    raise Http404
