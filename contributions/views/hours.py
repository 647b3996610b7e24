from django.http import Http404
from partnership.decorators import member_required


@member_required
def index(request, **kwargs):
    raise Http404


@member_required
def new(request, **kwargs):
    raise Http404


@member_required
def worth(request, **kwargs):
    raise Http404


@member_required
def entry(request, **kwargs):
    raise Http404


@member_required
def edit(request, **kwargs):
    raise Http404


@member_required
def submit(request, **kwargs):
    raise Http404


@member_required
def withdraw(request, **kwargs):
    raise Http404


@member_required
def delete(request, **kwargs):
    raise Http404
