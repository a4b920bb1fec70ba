#!/usr/bin/env node
/**
 * Reads a book of 200 pages, text with boxes and tables, beside `pdftotext -bbox` (poppler-utils), which is a whole
 * process, from its start to its end with all words written to a file. Here that is told as well, but what counts is the
 * first book of a process that stands by, as those of the service do: started, and warmed up by its sample. Besides, the
 * time of a process that has read such a book before; memory; and how many of the other's words are found. Needs a build.
 *
 *   node test/bench/pdf-text.mjs [PDF]
 *
 * Without a file the pages of a fixture are put together to 200.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DEFAULT_OPTIONS } from './extraction-options.mjs';
import { conclude, describeMachine, formatTable, inMegabytes, median } from './figures.mjs';

const FIXTURE = fileURLToPath(new URL('../fixtures/multi_page.pdf', import.meta.url));
const COPIES = 40;
const ROUNDS = 9;
const MAX_RATIO = 1.6;
const MAX_MEGABYTES = 250;
const MIN_FOUND = 0.98;
/** As the service starts them: src/sandbox/sandbox-process.ts. */
const ENVIRONMENT = { ...process.env, MALLOC_ARENA_MAX: '2' };
const STANDING_BY_MS = 1_000;
const MEBIBYTE = 1024 * 1024;

const [mode, file] = process.argv.slice(2);
if (mode === '--read') await writeWords(file);
else if (mode === '--stand-by') await timeReadingAfter(warmUp, file);
else if (mode === '--read-again') await timeReadingAfter(readPages, file);
else compare(mode);

/** The child's work: what is measured is a whole process, as it is for pdftotext. */
async function writeWords(path) {
  const pages = await readPages(path);
  const lines = pages.flatMap(({ number, page }) =>
    wordsIn(page).map(({ text, bbox }) => [number, text, ...bbox].join('\t')),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
  process.stderr.write(String(process.resourceUsage().maxRSS * 1024));
}

/** Of a process that has done something `before`; with the memory that it has taken in all. */
async function timeReadingAfter(before, path) {
  await before(path);
  // It stands by for a while: what is compiled beside is ready by then.
  await setTimeout(STANDING_BY_MS);
  const startedAt = performance.now();
  await readPages(path);
  const milliseconds = performance.now() - startedAt;
  process.stderr.write(JSON.stringify({ milliseconds, memory: process.resourceUsage().maxRSS * 1024 }));
}

async function warmUp() {
  const { run } = await import(new URL('../../dist/extraction/warm-up.task.js', import.meta.url));
  const outputDirectory = mkdtempSync(join(tmpdir(), 'pdf-text-'));
  await run(DEFAULT_OPTIONS, { outputDirectory });
  rmSync(outputDirectory, { recursive: true });
}

/** All pages, held as the service holds them. */
async function readPages(path) {
  const { openPdf } = await import(new URL('../../dist/extraction/pdf/open-pdf.js', import.meta.url));
  const engine = await openPdf(path);
  const pages = [];
  const numbers = Array.from({ length: engine.pageCount }, (_, index) => index + 1);
  for await (const outcome of engine.readPages(numbers, { tables: true })) pages.push(outcome);
  await engine.close();
  return pages;
}

function wordsIn({ blocks }) {
  return blocks.flatMap(({ lines }) => lines).flatMap(({ words }) => words);
}

function compare(given) {
  const directory = mkdtempSync(join(tmpdir(), 'pdf-text-'));
  try {
    const path = given ?? makeBook(directory);
    const { reference, own, standing, again } = measure(path, directory);
    const times = (milliseconds) => (milliseconds / reference).toFixed(2);
    const row = (name, { milliseconds, memory }) => [
      name,
      Math.round(milliseconds),
      times(milliseconds),
      inMegabytes(memory),
    ];
    const found = shareFound(wordsOf(readFileSync(join(directory, 'reference'), 'utf8')), ourWords(directory));
    process.stdout.write(`${describeMachine()}\n\n`);
    process.stdout.write(
      `${formatTable([
        ['', 'ms', 'times', 'MiB'],
        ['pdftotext -bbox', Math.round(reference), '', ''],
        row('here, the first book of a process that stands by', standing),
        row('here, the second book of a process', again),
        row('here, a process of its own', own),
      ])}\n\n  ${(found * 100).toFixed(2)} % of its words\n`,
    );
    const isFast = standing.milliseconds <= MAX_RATIO * reference;
    conclude(
      isFast && standing.memory <= MAX_MEGABYTES * MEBIBYTE && found >= MIN_FOUND,
      `a process that stands by: at most ${MAX_RATIO} times the time, ${MAX_MEGABYTES} MiB, ${MIN_FOUND * 100} % of the words`,
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function makeBook(directory) {
  const book = join(directory, 'book.pdf');
  run(null, 'pdfunite', [...Array.from({ length: COPIES }, () => FIXTURE), book]);
  if (!existsSync(book)) throw new Error('pdfunite made nothing');
  return book;
}

/** ROUNDS times in turns, so that what else the machine does weighs upon all alike; the medians count. */
function measure(path, directory) {
  const script = fileURLToPath(import.meta.url);
  const ourselves = (mode) => [process.execPath, [script, mode, path]];
  const rounds = Array.from({ length: ROUNDS }, () => ({
    reference: run(join(directory, 'reference'), 'pdftotext', ['-bbox', path, '-']).milliseconds,
    standing: JSON.parse(run(null, ...ourselves('--stand-by')).errors),
    again: JSON.parse(run(null, ...ourselves('--read-again')).errors),
    own: wholeProcess(run(join(directory, 'ours'), ...ourselves('--read'))),
  }));
  const medians = (name) => ({
    milliseconds: median(rounds.map((round) => round[name].milliseconds)),
    memory: median(rounds.map((round) => round[name].memory)),
  });
  return {
    reference: median(rounds.map(({ reference }) => reference)),
    standing: medians('standing'),
    again: medians('again'),
    own: medians('own'),
  };
}

function wholeProcess({ milliseconds, errors }) {
  return { milliseconds, memory: Number(errors) };
}

/** Runs a program whose output goes to a file: reading it here would be part of its time. */
function run(output, program, args) {
  const target = output === null ? 'ignore' : openSync(output, 'w');
  const startedAt = performance.now();
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', target, 'pipe'],
    env: ENVIRONMENT,
  });
  const milliseconds = performance.now() - startedAt;
  if (typeof target === 'number') closeSync(target);
  if (result.error || result.status !== 0) throw result.error ?? new Error(`${program}: ${result.stderr}`);
  return { milliseconds, errors: result.stderr };
}

function ourWords(directory) {
  return readFileSync(join(directory, 'ours'), 'utf8').trim().split('\n').map(keyOfLine);
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
