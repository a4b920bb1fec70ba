#!/usr/bin/env node
/**
 * Reads a book of 200 pages, text with boxes and tables, beside `pdftotext -bbox` (poppler-utils): time and memory of a
 * fresh process each, from its start to its end with all words written out, and how many of its words are found here.
 * Beside that the time of a process that has read such a book before, as the service's have: no start, and code that is
 * compiled. Needs a build.
 *
 *   node test/bench/pdf-text.mjs [PDF]
 *
 * Without a file the pages of a fixture are put together to 200.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';

const FIXTURE = fileURLToPath(new URL('../fixtures/multi_page.pdf', import.meta.url));
const COPIES = 40;
const ROUNDS = 5;
const MAX_RATIO = 1.6;
const MAX_MEGABYTES = 250;
const MIN_FOUND = 0.98;
const MEBIBYTE = 1024 * 1024;
const BUFFER = 512 * MEBIBYTE;

const [mode, file] = process.argv.slice(2);
if (mode === '--read') await writeWords(file);
else if (mode === '--read-again') await timeSecondReading(file);
else compare(mode);

/** The child's work: what is measured is a whole process, as it is for pdftotext. */
async function writeWords(path) {
  const words = await readWords(path);
  process.stdout.write(`${words.join('\n')}\n`);
  process.stderr.write(String(process.resourceUsage().maxRSS * 1024));
}

async function timeSecondReading(path) {
  await readWords(path);
  const startedAt = performance.now();
  await readWords(path);
  process.stderr.write(String(performance.now() - startedAt));
}

async function readWords(path) {
  const { openPdf } = await import(new URL('../../dist/extraction/pdf/open-pdf.js', import.meta.url));
  const engine = await openPdf(path);
  const words = [];
  const numbers = Array.from({ length: engine.pageCount }, (_, index) => index + 1);
  for await (const { number, page } of engine.readPages(numbers, { tables: true })) {
    for (const word of page.blocks.flatMap(({ lines }) => lines).flatMap((line) => line.words)) {
      words.push([number, word.text, ...word.bbox].join('\t'));
    }
  }
  await engine.close();
  return words;
}

function compare(given) {
  const directory = mkdtempSync(join(tmpdir(), 'pdf-text-'));
  try {
    const path = given ?? makeBook(directory);
    const { reference, ours, again } = measure(path);
    const found = shareFound(wordsOf(reference.output), ours.output.trim().split('\n').map(keyOfLine));
    const memory = Number(ours.errors);
    const ratio = ours.milliseconds / reference.milliseconds;
    const times = (milliseconds) => (milliseconds / reference.milliseconds).toFixed(2);
    process.stdout.write(`${describeMachine()}\n\n`);
    process.stdout.write(
      `${formatTable([
        ['', 'ms', 'times', 'MiB'],
        ['pdftotext -bbox', Math.round(reference.milliseconds), '', ''],
        ['here, a process of its own', Math.round(ours.milliseconds), times(ours.milliseconds), inMegabytes(memory)],
        ['here, the second book of a process', Math.round(again), times(again), ''],
      ])}\n\n  ${(found * 100).toFixed(2)} % of its words\n`,
    );
    const passed = ratio <= MAX_RATIO && memory <= MAX_MEGABYTES * MEBIBYTE && found >= MIN_FOUND;
    conclude(
      passed,
      `a process of its own: at most ${MAX_RATIO} times the time, ${MAX_MEGABYTES} MiB, ${MIN_FOUND * 100} % of the words`,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function makeBook(directory) {
  const book = join(directory, 'book.pdf');
  run('pdfunite', [...Array.from({ length: COPIES }, () => FIXTURE), book]);
  if (!existsSync(book)) throw new Error('pdfunite made nothing');
  return book;
}

/** ROUNDS times in turns, so that what else the machine does weighs upon all alike; the medians count. */
function measure(path) {
  const script = fileURLToPath(import.meta.url);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    reference: time('pdftotext', ['-bbox', path, '-']),
    ours: time(process.execPath, [script, '--read', path]),
    again: Number(run(process.execPath, [script, '--read-again', path]).stderr),
  }));
  const last = rounds.at(-1);
  return {
    reference: { ...last.reference, milliseconds: median(rounds.map(({ reference }) => reference.milliseconds)) },
    ours: { ...last.ours, milliseconds: median(rounds.map(({ ours }) => ours.milliseconds)) },
    again: median(rounds.map(({ again }) => again)),
  };
}

function time(program, args) {
  const startedAt = performance.now();
  const { stdout, stderr } = run(program, args);
  return { milliseconds: performance.now() - startedAt, output: stdout, errors: stderr };
}

function run(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: BUFFER });
  if (result.error || result.status !== 0) throw result.error ?? new Error(`${program}: ${result.stderr}`);
  return result;
}

/** `page text` of every word that pdftotext tells. */
function wordsOf(html) {
  let page = 0;
  const words = [];
  for (const [, text] of html.matchAll(/<page |<word [^>]*>(.*?)<\/word>/g)) {
    if (text === undefined) page += 1;
    else words.push(`${page} ${unescapeXml(text).normalize('NFKC')}`);
  }
  return words;
}

function keyOfLine(line) {
  const [page, text] = line.split('\t');
  return `${page} ${text.normalize('NFKC')}`;
}

function unescapeXml(text) {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name) => names[name] ?? "'");
}

function shareFound(wanted, given) {
  const counts = new Map();
  for (const word of given) counts.set(word, (counts.get(word) ?? 0) + 1);
  const found = wanted.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count > 0;
  });
  return found.length / wanted.length;
}
