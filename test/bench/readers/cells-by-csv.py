"""Prints the fields of a text file as JSON, by Python's csv module: rows and columns from 1.

Beside its path it is told the encoding and the delimiter. What a field stands for it takes by rules of its own: what
float() takes but for leading zeros and more digits than it holds, amounts and shares by their signs, days that begin
with the year.
"""

import csv
import datetime
import json
import re
import sys

from values import sheet

NUMBER = re.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)?(?:\.\d+)?")
EXPONENT = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
SIGNS = r"[$₩€£¥￥￦원円]|KRW|USD|EUR|JPY"
DAY = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?Z?)?")
MAX_DIGITS = 15


def main(path, encoding, delimiter):
    csv.field_size_limit(1 << 30)
    with open(path, encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        cells = [
            [row, column, value_of(field)]
            for row, fields in enumerate(rows, 1)
            for column, field in enumerate(fields, 1)
            if field.strip() != ""
        ]
    json.dump({"sheets": [sheet("Sheet1", cells)]}, sys.stdout)


def value_of(field):
    text = field.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    day = day_of(text)
    if day is not None:
        return day
    number = number_of(text)
    return field if number is None else number


def day_of(text):
    match = DAY.fullmatch(text)
    if not match:
        return None
    parts = [int(part) for index, part in enumerate(match.groups()) if index != 1 and part]
    try:
        time = datetime.datetime(*parts)
    except ValueError:
        return None
    return time.isoformat() if match.group(5) else time.date().isoformat()


def number_of(text):
    inside = re.fullmatch(r"\((.+)\)", text)
    bare = re.sub(rf"^[-+]|{SIGNS}", "", inside.group(1) if inside else text).strip()
    share = bare.endswith("%")
    digits = bare[:-1].rstrip() if share else bare
    if not re.search(r"\d", digits) or len(re.sub(r"\D", "", digits)) > MAX_DIGITS:
        return None
    if not (NUMBER.fullmatch(digits) or EXPONENT.fullmatch(digits)):
        return None
    if inside and bare == inside.group(1) and not re.search("[.,]", digits):
        return None
    value = float(digits.replace(",", "")) / (100 if share else 1)
    return -value if inside or text.startswith("-") else value


main(*sys.argv[1:4])
