"""Prints the values that an xlsb stores as JSON, record for record ([MS-XLSB]): rows and columns from 1.

Whether a number is a date is asked of openpyxl, by the number format of the cell.
"""

import io
import json
import posixpath
import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from values import moment, sheet

ROW, SST_ITEM, FORMAT, XF, WORKBOOK, SHEET = 0, 19, 44, 47, 153, 156
RK, ERROR, BOOLEAN, REAL, TEXT, SHARED = range(2, 8)
BEGIN_CELL_FORMATS, END_CELL_FORMATS = 617, 618
# The result of a formula is stored as a cell of its kind is.
RESULTS = {8: TEXT, 9: REAL, 10: BOOLEAN, 11: ERROR}
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA"}


def records(data):
    stream = io.BytesIO(data)
    while True:
        first = stream.read(1)
        if not first:
            return
        kind = first[0]
        if kind & 0x80:
            kind = (kind & 0x7F) | (stream.read(1)[0] << 7)
        size = shift = 0
        while True:
            byte = stream.read(1)[0]
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, stream.read(size)


def wide_string(data, at):
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "surrogatepass"), end


def listed(data):
    """Name and relationship of a sheet; drafts of the format have four bytes more before them."""
    for start in (8, 12):
        relation, end = wide_string(data, start)
        if end + 4 <= len(data):
            name, end = wide_string(data, end)
            if end == len(data):
                return name, relation
    raise ValueError("A sheet without a name")


def rk(data, at):
    (raw,) = struct.unpack_from("<I", data, at)
    if raw & 2:
        value = struct.unpack("<i", struct.pack("<I", raw))[0] >> 2
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", raw & 0xFFFFFFFC))[0]
    return value / 100 if raw & 1 else value


class Book:
    def __init__(self, package):
        self.package = package
        self.since_1904 = False
        self.list = []
        for kind, data in records(package.read("xl/workbook.bin")):
            if kind == WORKBOOK:
                self.since_1904 = bool(data[0] & 1)
            elif kind == SHEET:
                self.list.append(listed(data))
        self.strings = [wide_string(data, 1)[0] for kind, data in self.part("xl/sharedStrings.bin") if kind == SST_ITEM]
        self.formats = self.read_formats()
        self.targets = self.read_targets()

    def part(self, name):
        return records(self.package.read(name)) if name in self.package.namelist() else ()

    def read_formats(self):
        codes = dict(BUILTIN_FORMATS)
        used = []
        inside = False
        for kind, data in self.part("xl/styles.bin"):
            if kind == FORMAT:
                codes[struct.unpack_from("<H", data)[0]] = wide_string(data, 2)[0]
            elif kind in (BEGIN_CELL_FORMATS, END_CELL_FORMATS):
                inside = kind == BEGIN_CELL_FORMATS
            elif kind == XF and inside:
                used.append(struct.unpack_from("<H", data, 2)[0])
        return [codes.get(number, "General") for number in used]

    def read_targets(self):
        tree = ElementTree.fromstring(self.package.read("xl/_rels/workbook.bin.rels"))
        return {link.get("Id"): link.get("Target") for link in tree}

    def sheets(self):
        for name, relation in self.list:
            target = self.targets[relation]
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            if "chartsheet" not in path.lower():
                yield sheet(name, list(self.cells(path)))

    def cells(self, path):
        row = 0
        for kind, data in self.part(path):
            if kind == ROW:
                row = struct.unpack_from("<I", data)[0]
            elif RK <= kind <= 11:
                column, style = struct.unpack_from("<II", data)
                value = self.value(RESULTS.get(kind, kind), data, style & 0xFFFFFF)
                if value not in (None, ""):
                    yield [row + 1, column + 1, value]

    def value(self, kind, data, style):
        if kind == ERROR:
            return ERRORS.get(data[8], "#ERROR!")
        if kind == BOOLEAN:
            return data[8] != 0
        if kind == TEXT:
            return wide_string(data, 8)[0]
        if kind == SHARED:
            return self.strings[struct.unpack_from("<I", data, 8)[0]]
        number = rk(data, 8) if kind == RK else struct.unpack_from("<d", data, 8)[0]
        code = self.formats[style] if style < len(self.formats) else "General"
        if not is_date_format(code):
            return number
        is_clock = not re.search("[ydg]|m{3}", re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.lower()))
        return moment(number, self.since_1904, is_timedelta_format(code) or (is_clock and number < 366))


def main(path):
    with zipfile.ZipFile(path) as package:
        json.dump({"sheets": list(Book(package).sheets())}, sys.stdout)


main(sys.argv[1])
