from office.views.acting import confirm, say

__all__ = ["confirm", "say"]
