#!/usr/bin/env node
/**
 * How well and how fast pictures are read: pages of known text and till receipts that this script draws with the fonts
 * of the machine, by the bundled engine and, where it is installed, by the machine's own Tesseract. Needs a build, and
 * fc-list with fonts-dejavu or fonts-liberation; Korean pages need fonts-nanum.
 *
 *   node test/bench/ocr.mjs [english|korean|receipt ...]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { conclude, describeMachine, formatTable, median } from './figures.mjs';
import { makePages, makeReceipts, usableFonts } from './ocr/pages.mjs';
import { characterErrorRate, characterF1, withoutRules } from './ocr/scores.mjs';

const DIST = new URL('../../dist/extraction/', import.meta.url);
const load = (path) => import(new URL(path, DIST));
const { createOcrEngine } = await load('ocr/create-ocr-engine.js');
const { nativeTesseractVersion } = await load('ocr/native-tesseract.ocr-engine.js');
const { createPageRecogniser } = await load('ocr/page-recogniser.js');
const { preparePage } = await load('ocr/prepared-page.js');
const { readBarcodes } = await load('barcodes/barcode-reader.js');
const { toPicture, toSharp } = await load('image/picture.js');
const { mapConcurrently } = await load('concurrently.js');
const { PAGE_IMAGE_FOLDER, writePageImage } = await load('page-images.js');
const { ThumbnailsService } = await import(new URL('../extractions/thumbnails.service.js', DIST));

/** An even number, so that neither lane waits for the other at the end. */
const PAGES_TOGETHER = 4;
const MAX_ENGLISH_CER = 0.03;
const MIN_KOREAN_F1 = 0.9;
/** Of the engine's own time. */
const MAX_PREPARING = 0.1;
const MAX_THUMBNAIL_MS = 60;
const THUMBNAIL_WIDTH = 320;
const LANGUAGES = { english: ['kor', 'eng'], korean: ['kor', 'eng'], receipt: ['kor', 'eng'] };

const kinds = process.argv.slice(2);
const pages = [...(await makePages()), ...(await makeReceipts())].filter(
  ({ kind }) => kinds.length === 0 || kinds.includes(kind),
);
const engines = ['bundled', ...(nativeTesseractVersion() === null ? [] : ['native'])];
const results = [];
for (const page of pages) {
  for (const engine of engines) {
    results.push(await readPage(page, engine));
    process.stderr.write(`${toRow(results.at(-1)).join(', ')}\n`);
  }
}

const factors = [];
for (const engine of engines) factors.push([engine, await timeTogether(pages.slice(0, PAGES_TOGETHER), engine)]);

process.stdout.write(`${describeMachine()}, fonts: ${Object.values(usableFonts()).flat().join(', ')}\n\n`);
process.stdout.write(
  `${formatTable([['page', 'engine', 'CER', 'F1', 'ms', 'of it preparing'], ...results.map(toRow)])}\n\n`,
);
process.stdout.write(
  `${formatTable([['kind', 'engine', 'CER', 'F1', 'ms', 'preparing', 'barcodes', 'picture', 'thumbnail', 'dates', 'totals'], ...summaries()])}\n`,
);
for (const [engine, factor] of factors) {
  process.stdout.write(`  ${PAGES_TOGETHER} pages by ${engine}, two at once: ${factor.toFixed(2)} times as fast\n`);
}
verdict();

/** How many times as fast pages are read two at once, as those of one document are, than one after the other. */
async function timeTogether(together, engineName) {
  const engine = createOcrEngine(engineName);
  const options = { ocr: 'auto', languages: LANGUAGES.english, tables: true };
  const recogniser = createPageRecogniser({ ocr: engine, options, warn: () => undefined });
  const read = (atOnce) =>
    milliseconds(() =>
      mapConcurrently(together, atOnce, async ({ png }) => {
        const picture = await toPicture(sharp(png));
        await recogniser.recognise(picture, picture.width);
      }),
    );
  try {
    // Both engines are started, and have the languages that they need, before any time is taken.
    await read(2);
    const apart = await read(1);
    return apart / (await read(2));
  } finally {
    await engine.close();
  }
}

async function readPage(page, engineName) {
  const engine = createOcrEngine(engineName);
  const options = { ocr: 'auto', languages: LANGUAGES[page.kind], tables: true };
  const recogniser = createPageRecogniser({ ocr: engine, options, warn: () => undefined });
  const picture = await toPicture(sharp(page.png));
  try {
    // What starts an engine is not what a page takes.
    await recogniser.recognise(await toPicture(sharp(page.png).resize(200)), 200);
    const preparing = await milliseconds(() => preparePage(picture));
    const barcodes = await milliseconds(() => readBarcodes(picture));
    const { drawing, thumbnail } = await timePictures(picture);
    let text = '';
    const ms = await milliseconds(async () => ({ text } = await recogniser.recognise(picture, picture.width)));
    return { page, engine: engineName, ...score(page, text), ms, preparing, barcodes, drawing, thumbnail };
  } finally {
    await engine.close();
  }
}

/** The picture of the page that is stored, and a thumbnail as it is made of that when it is asked for. */
async function timePictures(picture) {
  const folder = mkdtempSync(join(tmpdir(), 'ocr-bench-'));
  try {
    const drawing = await milliseconds(() => writePageImage(folder, 1, toSharp(picture)));
    const stored = readFileSync(join(folder, PAGE_IMAGE_FOLDER, '1.webp'));
    const thumbnails = new ThumbnailsService({ read: () => Promise.resolve(stored) });
    return { drawing, thumbnail: await milliseconds(() => thumbnails.render({}, THUMBNAIL_WIDTH)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function milliseconds(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function score({ text: wanted, date, total }, text) {
  const [expected, found] = [withoutRules(wanted), withoutRules(text)];
  return {
    cer: characterErrorRate(expected, found),
    f1: characterF1(expected, found),
    hasDate: date !== undefined && text.includes(date),
    hasTotal: total !== undefined && text.split(/\s+/).includes(total),
  };
}

function toRow({ page, engine, cer, f1, ms, preparing }) {
  return [page.name, engine, cer.toFixed(4), f1.toFixed(4), Math.round(ms), `${Math.round((preparing / ms) * 100)} %`];
}

function of(kind, engine) {
  return results.filter((result) => result.page.kind === kind && result.engine === engine);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summaries() {
  return ['english', 'korean', 'receipt'].flatMap((kind) =>
    engines.flatMap((engine) => {
      const all = of(kind, engine);
      if (all.length === 0) return [];
      const middle = (key) => Math.round(median(all.map((result) => result[key])));
      const counts = ['hasDate', 'hasTotal'].map((key) =>
        kind === 'receipt' ? `${all.filter((r) => r[key]).length}/${all.length}` : '',
      );
      return [
        [
          kind,
          engine,
          mean(all.map(({ cer }) => cer)).toFixed(4),
          mean(all.map(({ f1 }) => f1)).toFixed(4),
          middle('ms'),
          middle('preparing'),
          middle('barcodes'),
          middle('drawing'),
          middle('thumbnail'),
          ...counts,
        ],
      ];
    }),
  );
}

/** Of what the engine takes by itself, over pages of paper: a till's are small. */
function shareOfPreparing(engine) {
  const pages = results.filter((result) => result.engine === engine && result.page.kind !== 'receipt');
  return pages.length === 0 ? 0 : median(pages.map(({ ms, preparing }) => preparing / (ms - preparing)));
}

function verdict() {
  const wrong = engines.flatMap((engine) => {
    const english = of('english', engine);
    const korean = of('korean', engine);
    return [
      ...(english.length > 0 && mean(english.map(({ cer }) => cer)) > MAX_ENGLISH_CER ? [`English by ${engine}`] : []),
      ...(korean.length > 0 && mean(korean.map(({ f1 }) => f1)) < MIN_KOREAN_F1 ? [`Korean by ${engine}`] : []),
      ...(shareOfPreparing(engine) > MAX_PREPARING ? [`preparing for ${engine}`] : []),
    ];
  });
  if (median(results.map(({ thumbnail }) => thumbnail)) > MAX_THUMBNAIL_MS) wrong.push('thumbnails');
  const sentence = [
    `English CER at most ${MAX_ENGLISH_CER * 100} %, Korean character F1 at least ${MIN_KOREAN_F1}`,
    `preparing at most ${MAX_PREPARING * 100} % of the engine's own time, a thumbnail in ${MAX_THUMBNAIL_MS} ms`,
  ].join(', ');
  conclude(wrong.length === 0, wrong.length === 0 ? sentence : `${sentence}; not so: ${wrong.join(', ')}`);
}
