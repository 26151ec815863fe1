from overview.selectors.due.board import board
from overview.selectors.due.lines import Line, appointment_lines, batch_lines

__all__ = ["Line", "appointment_lines", "batch_lines", "board"]
