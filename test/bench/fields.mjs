#!/usr/bin/env node
/**
 * Scores the fields found in a folder of documents against what they must hold: precision, recall and F1 of each field,
 * what was missed, and the slowest documents. Needs a build.
 *
 *   npm run bench:fields -- FOLDER [--languages eng+kor] [--limit 100] [--labels FILE]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readCommandLine } from './command-line.mjs';
import { readExpectations } from './expected-fields.mjs';
import { DEFAULT_LIMITS } from './extraction-options.mjs';
import { describeMachine, formatTable, median } from './figures.mjs';

const SLOWEST = 5;
/** Dates of keys are written as their receipts write them. */
const DAY_FIRST = 'GST SDN BHD RM 1.00 31/12/2018';
const DATE_FIELDS = new Set(['issue_date', 'due_date', 'date']);
const MONEY_FIELDS = new Set(['subtotal', 'tax', 'total']);

const given = readCommandLine(
  'Scores the fields found in a folder of documents.',
  {
    languages: { type: 'string', default: 'kor+eng', value: '<codes>', help: 'Tesseract languages, joined by "+"' },
    limit: { type: 'string', default: '10000', min: 1, max: 1_000_000, help: 'documents to read' },
    labels: { type: 'string', value: '<file>', help: 'a file of labels besides those that are known' },
    missed: { type: 'boolean', default: true, help: 'list what was missed' },
  },
  { name: 'folder', help: 'holds manifest.json, or img/*.jpg and key/*.json' },
);

const load = (path) => import(pathToFileURL(join(given.dist, 'extraction', path)));
const { extract } = await load('extract.js');
const { findDates } = await load('key-information/values/dates.js');
const { findValueStyle } = await load('key-information/values/value-style.js');
const style = findValueStyle(DAY_FIRST, { language: null, today: new Date().toISOString().slice(0, 10) });

const documents = readExpectations(given.folder).slice(0, given.limit);
const scores = new Map();
const missed = [];
const times = [];
for (const [index, document] of documents.entries()) {
  process.stderr.write(`\r${index + 1} of ${documents.length}`);
  score(document, await read(document));
}
process.stderr.write('\r');
report();

async function read({ path, mediaType }) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-fields-'));
  try {
    const options = {
      ocr: 'auto',
      languages: given.languages.split('+'),
      pages: null,
      tables: true,
      limits: DEFAULT_LIMITS,
      ocrEngine: 'auto',
      labelsFile: given.labels ?? null,
    };
    const context = { onProgress: () => undefined, outputDirectory: directory };
    const { fields, timings } = await extract({ path, mediaType }, options, context);
    times.push({ path, understand: timings.stages.understand ?? 0, total: timings.total_ms });
    return fields;
  } catch (error) {
    missed.push([basename(path), 'read', '', error.message]);
    return [];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function score({ path, fields: expected }, found) {
  for (const [name, value] of Object.entries(expected)) {
    const got = found.find((field) => field.name === name);
    const counts = scores.get(name) ?? { right: 0, found: 0, expected: 0 };
    scores.set(name, counts);
    counts.expected += 1;
    if (got) counts.found += 1;
    if (got && isSame(name, value, got)) counts.right += 1;
    else missed.push([basename(path), name, value, got ? show(got) : '(nothing)']);
  }
}

/** As a client would compare: without case, white space and punctuation; sums as numbers, dates as days. */
function isSame(name, expected, { value, normalized }) {
  const plain = typeof normalized === 'string' ? normalized : normalized.amount;
  if (MONEY_FIELDS.has(name)) return Number(plain) === Number(String(expected).replace(/[^\d.-]/g, ''));
  if (DATE_FIELDS.has(name)) return plain === (findDates(expected, style, { weak: true })[0]?.date ?? expected);
  return [value, plain].some((text) => tight(text) === tight(expected));
}

function tight(text) {
  return String(text)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function show({ normalized, rule, confidence }) {
  return `${typeof normalized === 'string' ? normalized : normalized.amount} (${rule}, ${confidence})`;
}

function report() {
  const rows = [...scores].sort().map(([name, { right, found, expected }]) => {
    const precision = found === 0 ? 0 : right / found;
    const recall = right / expected;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return [name, expected, ...[precision, recall, f1].map((share) => share.toFixed(3))];
  });
  const understand = times.map((time) => time.understand);
  const slowest = [...times].sort((a, b) => b.total - a.total).slice(0, SLOWEST);
  process.stdout.write(`${describeMachine()}\n\n`);
  process.stdout.write(`${formatTable([['field', 'expected', 'precision', 'recall', 'F1'], ...rows])}\n\n`);
  if (times.length > 0) {
    process.stdout.write(`  finding key information: median ${Math.round(median(understand))} ms a document\n\n`);
    const slow = slowest.map(({ path, understand: of, total }) => [basename(path), Math.round(total), Math.round(of)]);
    process.stdout.write(`${formatTable([['slowest', 'ms', 'of that key information'], ...slow])}\n`);
  }
  if (given.missed && missed.length > 0) {
    process.stdout.write(`\n${formatTable([['missed in', 'field', 'expected', 'found'], ...missed])}\n`);
  }
}
