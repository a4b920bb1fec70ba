"""Prints the values of all cells of an xls as JSON, as xlrd reads them: rows and columns from 1."""

import datetime
import json
import os
import sys

import xlrd

MAX_CELLS = 20_000


def plain(cell, book):
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return moment(cell.value, book.datemode)
    return None if cell.value != cell.value else cell.value


def moment(value, mode):
    if not 1 <= value < 2958466:
        seconds = round(value * 86400)
        sign = "-" if seconds < 0 else ""
        seconds = abs(seconds)
        return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    start = datetime.datetime(1904, 1, 1) if mode else datetime.datetime(1899, 12, 31 if value < 60 else 30)
    time = start + datetime.timedelta(days=value, microseconds=500000)
    return time.replace(microsecond=0).isoformat()


def main(path):
    with open(os.devnull, "w") as silence:
        book = xlrd.open_workbook(path, logfile=silence, formatting_info=True)
    sheets = []
    for sheet in book.sheets():
        cells = [
            [row + 1, column + 1, plain(sheet.cell(row, column), book)]
            for row in range(sheet.nrows)
            for column in range(sheet.row_len(row))
            if sheet.cell_type(row, column) not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
        ]
        sheets.append({"name": sheet.name, "cells": cells[:MAX_CELLS], "truncated": len(cells) > MAX_CELLS})
    json.dump({"sheets": sheets}, sys.stdout)


main(sys.argv[1])
