"""Where the work on a form goes on."""


class TakesFocus:
    """After an error a form is gone on with at its first wrong field, else, where it begins the page, at its first one.

    It `yields_focus` to what stands above it and is read first.
    """

    begins_page = True
    yields_focus = False

    def get_context(self):
        if bound := self._where_to_go_on():
            bound.field.widget.attrs["autofocus"] = True
        return super().get_context()

    def _where_to_go_on(self):
        """A field, or None."""
        fields = [] if self.yields_focus else self.visible_fields()
        wrong = [bound for bound in fields if bound.errors]
        return next(iter(wrong or (fields if self.errors or self.begins_page else [])), None)
