"""Prints the values that an OpenDocument spreadsheet stores as JSON, by odfpy: rows and columns from 1."""

import json
import re
import sys

from odf.namespaces import OFFICENS, TABLENS
from odf.opendocument import load
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.teletype import extractText
from odf.text import P

from values import duration, sheet

DURATION = re.compile(r"^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.,]+)S)?)?$")
CELLS = (TableCell().qname, CoveredTableCell().qname)


def main(path):
    body = load(path).body
    # Tables within charts and cells are none of the sheets.
    tables = [table for table in body.getElementsByType(Table) if table.parentNode.parentNode is body]
    json.dump({"sheets": [read(table) for table in tables]}, sys.stdout)


def read(table):
    cells = []
    row = 0
    for element in table.getElementsByType(TableRow):
        count = repeats(element, "number-rows-repeated")
        found = values_of(element)
        if found:
            for offset in range(count):
                cells.extend([row + offset + 1, column, value] for column, value in found)
        row += count
    return sheet(table.getAttrNS(TABLENS, "name"), cells)


def values_of(row):
    found = []
    column = 0
    for cell in row.childNodes:
        if getattr(cell, "qname", None) not in CELLS:
            continue
        count = repeats(cell, "number-columns-repeated")
        value = value_of(cell)
        if value not in (None, ""):
            found.extend((column + offset + 1, value) for offset in range(count))
        column += count
    return found


def value_of(cell):
    kind = cell.getAttrNS(OFFICENS, "value-type")
    text = "\n".join(extractText(part) for part in cell.childNodes if getattr(part, "qname", None) == P().qname)
    # An error is stored as a number or a text without one.
    if re.fullmatch(r"#[A-Z0-9/]+[!?]?|Err:\d+", text) and cell.getAttrNS(TABLENS, "formula"):
        return text
    if kind in ("float", "percentage", "currency"):
        return float(cell.getAttrNS(OFFICENS, "value"))
    if kind == "boolean":
        return str(cell.getAttrNS(OFFICENS, "boolean-value")).lower() == "true"
    if kind == "date":
        return str(cell.getAttrNS(OFFICENS, "date-value"))
    if kind == "time":
        return span(str(cell.getAttrNS(OFFICENS, "time-value")))
    if kind == "string":
        return cell.getAttrNS(OFFICENS, "string-value") or text
    return None


def span(text):
    match = DURATION.match(text)
    if not match:
        return text
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups()[1:])
    total = round(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    return duration(-total if match.group(1) else total)


def repeats(element, name):
    return int(element.getAttrNS(TABLENS, name) or 1)


main(sys.argv[1])
