"""Prints the values of all cells of an xls as JSON, as xlrd reads them: rows and columns from 1."""

import json
import os
import sys

import xlrd

from values import moment, sheet


def plain(cell, book):
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR!")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return moment(cell.value, book.datemode)
    return None if cell.value != cell.value else cell.value


def main(path):
    with open(os.devnull, "w") as silence:
        book = xlrd.open_workbook(path, logfile=silence, formatting_info=True)
    sheets = []
    for worksheet in book.sheets():
        cells = [
            [row + 1, column + 1, plain(worksheet.cell(row, column), book)]
            for row in range(worksheet.nrows)
            for column in range(worksheet.row_len(row))
            if worksheet.cell_type(row, column) not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
        ]
        sheets.append(sheet(worksheet.name, cells))
    json.dump({"sheets": sheets}, sys.stdout)


main(sys.argv[1])
