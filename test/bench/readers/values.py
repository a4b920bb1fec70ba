"""How the scripts beside it write what cells hold: dates to the second in ISO 8601, spans of time as `36:00:00`."""

import datetime

MAX_CELLS = 20_000
LAST_DAY = 2_958_465


def plain(value):
    if isinstance(value, datetime.datetime):
        rounded = value + datetime.timedelta(microseconds=500000)
        return rounded.replace(microsecond=0).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500000)
        return duration(seconds)
    if isinstance(value, datetime.timedelta):
        return duration(round(value.total_seconds()))
    return value


def duration(seconds):
    sign = "-" if seconds < 0 else ""
    seconds = abs(seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def moment(days, since_1904, is_span=False):
    """The day and time that a number of days stands for; the number where the calendar has no such day."""
    if is_span or 0 <= days < 1:
        return duration(round(days * 86400))
    if not 0 <= days <= LAST_DAY + 1:
        return days
    start = datetime.datetime(1904, 1, 1) if since_1904 else datetime.datetime(1899, 12, 31 if days < 60 else 30)
    return plain(start + datetime.timedelta(days=days))


def sheet(name, cells):
    """`cells`: row, column and value of each, in reading order; rows and columns from 1."""
    return {"name": name, "cells": cells[:MAX_CELLS], "truncated": len(cells) > MAX_CELLS}
