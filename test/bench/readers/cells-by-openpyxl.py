"""Prints the values of all cells of a workbook as JSON, as openpyxl reads them: rows and columns from 1."""

import datetime
import json
import sys
import warnings

import openpyxl

MAX_CELLS = 20_000


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


def main(path):
    warnings.simplefilter("ignore")
    with open(path, "rb") as file:
        book = openpyxl.load_workbook(file, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            cells = [
                [cell.row, cell.column, plain(cell.value)]
                for cell in sorted(sheet._cells.values(), key=lambda cell: (cell.row, cell.column))
                if cell.value is not None
            ]
            truncated = len(cells) > MAX_CELLS
            sheets.append({"name": sheet.title, "cells": cells[:MAX_CELLS], "truncated": truncated})
    json.dump({"sheets": sheets}, sys.stdout)


main(sys.argv[1])
