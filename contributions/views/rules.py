from django.http import Http404
from partnership.decorators import member_required


@member_required
def page(request, **kwargs):
    raise Http404
