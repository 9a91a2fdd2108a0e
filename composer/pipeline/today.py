"""What day it is where the programme is."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from composer.pipeline.edition import Addressed


def today_for(addressed: Addressed, now: datetime.datetime) -> datetime.date:
    """The day by the programme's clock."""
    return now.astimezone(ZoneInfo(addressed.composed.programme.settings.timezone)).date()
