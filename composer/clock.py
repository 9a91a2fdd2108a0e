"""The only place that asks the machine for the time; everything else is handed it."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC, to the second: RFC 5322 dates carry no fractions."""
    return datetime.now(UTC).replace(microsecond=0)
