from overview.selectors.professional_line.gaps import Gap, gaps, is_unbroken
from overview.selectors.professional_line.line import ProfessionalLine, professional_line, professional_lines

__all__ = ["Gap", "ProfessionalLine", "gaps", "is_unbroken", "professional_line", "professional_lines"]
