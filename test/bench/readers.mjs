#!/usr/bin/env node
/**
 * Reads the spreadsheets and PDFs of a folder as the service does, and compares what it finds with what others find in
 * the same files. Needs a build.
 *
 *   node test/bench/readers.mjs FOLDER [--only TEXT] [--show N] [--floor PERCENT]
 *
 * FOLDER is searched through. A file with `NAME.expected.json` beside it is compared with that: for a spreadsheet
 * `{"sheets": [{"name": …, "cells": [[row, column, value], …]}]}` with rows and columns from 1, for a PDF
 * `{"text": …}`. Others are compared with
 *
 *   xlsx, xlsm           openpyxl (python3-openpyxl)
 *   xls                  xlrd (python3-xlrd), where it fails the copy in xlsx that LibreOffice makes (libreoffice-calc)
 *   xlsb                 its records, which a script reads one by one; python3-openpyxl knows the formats of dates
 *   ods                  odfpy (python3-odf): the values as they are stored
 *   csv, tsv             Python's own csv module, in UTF-8 with commas or tabs, or as `NAME.told.json` beside it says:
 *                        `{"encoding": …, "delimiter": …}`
 *   pdf                  pdftotext (poppler-utils)
 *
 * and left out where the program is not installed. A cell is equal when its value is: numbers to 12 digits, dates and
 * times to the second, text without the white space around it. Of a sheet the first 20,000 cells are compared, of a
 * workbook the first MiB of text; of a PDF the words, each as often as it occurs, wherever it stands.
 *
 *   --only TEXT      files whose path contains TEXT
 *   --show N         the first N differences of each file
 *   --floor PERCENT  the share that must be reached over all spreadsheets (default 99.5)
 */
import { readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { conclude, describeMachine, formatTable } from './figures.mjs';
import { compareCells, compareWords } from './readers/compare.mjs';
import { readHere } from './readers/here.mjs';
import { closeReferences, readReference } from './readers/references.mjs';

const SPREADSHEETS = new Set(['.xlsx', '.xlsm', '.xls', '.xlsb', '.ods', '.csv', '.tsv']);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    only: { type: 'string', default: '' },
    show: { type: 'string', default: '0' },
    floor: { type: 'string', default: '99.5' },
  },
});
if (values.help || positionals.length !== 1) {
  const { readFileSync } = await import('node:fs');
  const [, text] = /\/\*\*\n([\s\S]*?)\*\//.exec(readFileSync(new URL(import.meta.url), 'utf8'));
  process.stdout.write(text.replace(/^ \* ?/gm, ''));
} else {
  try {
    await run(positionals[0]);
  } finally {
    closeReferences();
  }
}

async function run(folder) {
  const files = filesOf(folder).filter((path) => path.includes(values.only));
  const totals = new Map();
  const refused = [];
  for (const path of files) {
    const kind = extname(path).slice(1).toLowerCase();
    const total = totals.get(kind) ?? { files: 0, wanted: 0, equal: 0, refused: 0, skipped: 0 };
    totals.set(kind, total);
    const name = relative(folder, path);
    const reference = await readReference(path);
    const here = await readHere(path);
    if (here.refusal) {
      total.refused += 1;
      refused.push([name, here.refusal, reference.error ? 'refused there too' : `${reference.count} there`]);
      continue;
    }
    if (reference.error) {
      total.skipped += 1;
      continue;
    }
    const result = kind === 'pdf' ? compareWords(reference, here) : compareCells(reference, here);
    total.files += 1;
    total.wanted += result.wanted;
    total.equal += result.equal;
    if (result.equal < result.wanted) report(name, result);
  }
  print(totals, refused);
}

function report(name, { wanted, equal, differences }) {
  process.stdout.write(`${((equal / wanted) * 100).toFixed(2).padStart(6)} %  ${equal}/${wanted}  ${name}\n`);
  for (const difference of differences.slice(0, Number(values.show))) process.stdout.write(`          ${difference}\n`);
}

function print(totals, refused) {
  const rows = [...totals].map(([kind, { files, wanted, equal, refused: no, skipped }]) => [
    kind,
    files,
    wanted,
    equal,
    wanted > 0 ? ((equal / wanted) * 100).toFixed(3) : '',
    no,
    skipped,
  ]);
  const head = ['', 'compared', 'cells or words', 'equal', '%', 'refused', 'no reference'];
  if (refused.length > 0)
    process.stdout.write(`\nRefused:\n${refused.map((row) => `  ${row.join('  |  ')}\n`).join('')}`);
  process.stdout.write(`\n${describeMachine()}\n\n${formatTable([head, ...rows])}\n`);
  const sheets = [...totals].filter(([kind]) => SPREADSHEETS.has(`.${kind}`)).map(([, total]) => total);
  const [wanted, equal] = ['wanted', 'equal'].map((key) => sheets.reduce((sum, total) => sum + total[key], 0));
  if (wanted === 0) return;
  const share = (equal / wanted) * 100;
  conclude(share >= Number(values.floor), `${share.toFixed(3)} % of the cells are equal; wanted ${values.floor} %`);
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && (SPREADSHEETS.has(extname(entry.name).toLowerCase()) || /\.pdf$/i.test(entry.name)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
