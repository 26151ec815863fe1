class DomainError(Exception):
    """An act that is not possible now; the message is a sentence its user can act on."""

    def __init__(self, message, *, reasons=()):
        super().__init__(message)
        self.message = message
        self.reasons = list(reasons)  # further sentences, e.g. one per row

    def __str__(self):
        return str(self.message)
