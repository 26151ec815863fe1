from overview.selectors.due.board import board
from overview.selectors.due.lines import OF_THE_GROUP, Line, appointment_lines, batch_lines

__all__ = ["OF_THE_GROUP", "Line", "appointment_lines", "batch_lines", "board"]
