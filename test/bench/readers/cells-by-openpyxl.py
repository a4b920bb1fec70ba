"""Prints the values of all cells of a workbook as JSON, as openpyxl reads them: rows and columns from 1."""

import json
import sys
import warnings

import openpyxl

from values import plain, sheet


def main(path):
    warnings.simplefilter("ignore")
    with open(path, "rb") as file:
        book = openpyxl.load_workbook(file, data_only=True)
        sheets = []
        for worksheet in book.worksheets:
            cells = [
                [cell.row, cell.column, plain(cell.value)]
                for cell in sorted(worksheet._cells.values(), key=lambda cell: (cell.row, cell.column))
                if cell.value is not None
            ]
            sheets.append(sheet(worksheet.title, cells))
    json.dump({"sheets": sheets}, sys.stdout)


main(sys.argv[1])
