"""Intake: from spreadsheets as people keep them to rows of people, with everything odd about them told.

Rule: no list gets shorter in silence: whoever is left out, the cell is told.
"""

from composer.intake.reading import MOST_BYTES, Taken, read_sheet

__all__ = ["MOST_BYTES", "Taken", "read_sheet"]
