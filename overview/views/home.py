from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.selectors.numbers import figures, results_by_year
from overview.selectors.own import own_record
from overview.selectors.waiting import waiting_for


@require_safe
def home(request):
    context = {
        "waiting": waiting_for(request.user),
        "figures": figures(request.user),
        "years": results_by_year(request.user),
        "own": own_record(request.user),
    }
    return render(request, "overview/home.html", context)
