"""Pages that are printed."""

PAPER_SIZES = ("a4", "a3")


def paper_size(request):
    """The one asked for by `paper`, else A4."""
    asked = request.POST.get("paper") or request.GET.get("paper", "")
    return asked if asked in PAPER_SIZES else "a4"
