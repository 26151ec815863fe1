from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.selectors.search import search


@require_safe
def search_page(request):
    text = request.GET.get("q", "")[:60]
    return render(request, "overview/search.html", {"text": text, "groups": search(request.user, text)})
