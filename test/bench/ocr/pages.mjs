/** Pages of known text for the OCR benchmark: drawn with the fonts of this machine, turned, blurred and made noisy. */
import { execFileSync } from 'node:child_process';
import sharp from 'sharp';
import { ENGLISH, KOREAN, makeReceipt } from './texts.mjs';

const DPI = 300;
const A4 = { width: 2480, height: 3508 };
const MARGIN = 200;
const GUTTER = 120;

const LATIN_FONTS = ['DejaVu Sans', 'DejaVu Serif', 'Liberation Sans', 'Liberation Serif'];
const KOREAN_FONTS = ['NanumGothic', 'NanumMyeongjo', 'NanumBarunGothic', 'Noto Serif CJK KR'];
const TILL_FONTS = ['DejaVu Sans Mono', 'Liberation Mono', 'NanumGothicCoding'];

/** The same numbers, 0–1, for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

/** Which of the fonts are installed here. */
export function usableFonts() {
  const installed = execFileSync('fc-list', [':', 'family'], { encoding: 'utf8' });
  const usable = (fonts) => fonts.filter((font) => installed.includes(font));
  return { latin: usable(LATIN_FONTS), korean: usable(KOREAN_FONTS), till: usable(TILL_FONTS) };
}

/** `{name, kind, png, text}`: English and Korean pages of one and two columns, 9 to 14 pt, at 300 dpi. */
export async function makePages() {
  const fonts = usableFonts();
  const plans = [
    ...plan('english', ENGLISH, fonts.latin),
    ...(fonts.korean.length > 0 ? plan('korean', KOREAN, fonts.korean) : []),
  ];
  return Promise.all(plans.map(makePage));
}

function plan(kind, paragraphs, fonts) {
  const looks = [
    { size: 10, columns: 1, turn: 0, noise: 0 },
    { size: 12, columns: 1, turn: 1.5, noise: 12 },
    { size: 9, columns: 2, turn: 0, noise: 6 },
    { size: 11, columns: 2, turn: -1.5, noise: 12 },
    { size: 14, columns: 1, turn: -0.7, noise: 20 },
    { size: 9, columns: 1, turn: 0.8, noise: 6 },
  ];
  return looks.map((look, index) => {
    const font = fonts[index % fonts.length];
    const shift = index % paragraphs.length;
    const texts = [...paragraphs.slice(shift), ...paragraphs.slice(0, shift)];
    return { kind, font, texts, seed: 100 + index, ...look };
  });
}

async function makePage({ kind, font, texts, size, columns, turn, noise, seed }) {
  const width = Math.floor((A4.width - 2 * MARGIN - (columns - 1) * GUTTER) / columns);
  const share = Math.ceil(texts.length / columns);
  const layers = [];
  for (let column = 0; column < columns; column += 1) {
    const text = texts.slice(column * share, (column + 1) * share).join('\n\n');
    const input = await drawText(text, `${font} ${size}`, width);
    layers.push({ input, left: MARGIN + column * (width + GUTTER), top: MARGIN });
  }
  const page = sharp({ create: { ...A4, channels: 3, background: '#ffffff' } }).composite(layers);
  const png = await spoil(await page.png().toBuffer(), { turn, noise, seed });
  const name = `${kind} ${font} ${size} pt, ${columns} col, ${turn}°, noise ${noise}`;
  return { name, kind, png, text: texts.join('\n') };
}

async function drawText(text, font, width) {
  const { data, info } = await sharp({ text: { text, font, width, dpi: DPI, spacing: 12, wrap: 'word' } })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const ink = Buffer.alloc(info.width * info.height, 0);
  for (let at = 0; at < ink.length; at += 1) ink[at] = 255 - data[at * info.channels];
  return sharp(ink, { raw: { width: info.width, height: info.height, channels: 1 } })
    .png()
    .toBuffer();
}

async function spoil(png, { turn, noise, seed, blur = 0.5 }) {
  const turned = sharp(png).rotate(turn, { background: '#ffffff' }).greyscale().blur(blur);
  const { data, info } = await turned.raw().toBuffer({ resolveWithObject: true });
  addNoise(data, noise, seeded(seed));
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .png()
    .toBuffer();
}

/** About normal, of the given deviation. */
function addNoise(pixels, deviation, random) {
  if (deviation === 0) return;
  for (let at = 0; at < pixels.length; at += 1) {
    const value = pixels[at] + (random() + random() + random() - 1.5) * 2 * deviation;
    pixels[at] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** Scans of till receipts, 400 to 1,000 pixels wide: `{name, kind, png, text, date, total}`. */
export async function makeReceipts(count = 12) {
  const { till } = usableFonts();
  return Promise.all(Array.from({ length: count }, (_, index) => makeScan(index, till[index % till.length])));
}

async function makeScan(index, font) {
  const random = seeded(500 + index);
  const columns = 30 + Math.floor(random() * 12);
  const { lines, date, total } = makeReceipt(random, columns);
  const width = [420, 480, 560, 640, 760, 900][index % 6];
  const glyph = width / (columns + 4);
  const pitch = glyph * 2;
  const ink = 20 + Math.floor(random() * 110);
  const escaped = (line) => line.replaceAll('&', '&amp;').replaceAll(' ', '\u00a0');
  const rows = lines.map(
    (line, row) =>
      `<text x="${glyph * 2}" y="${pitch * (row + 2)}" textLength="${line.length * glyph}" lengthAdjust="spacingAndGlyphs">${escaped(line)}</text>`,
  );
  const height = Math.ceil(pitch * (lines.length + 3));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fdfdfb"/><g font-family="${font}" font-size="${glyph * 1.6}" fill="rgb(${ink},${ink},${ink})">${rows.join('')}</g></svg>`;
  const drawn = await sharp(Buffer.from(svg)).flatten({ background: '#fdfdfb' }).png().toBuffer();
  const turn = (random() - 0.5) * 4;
  const spoiled = await spoil(drawn, { turn, noise: 8 + random() * 14, seed: index, blur: 0.3 + random() * 0.5 });
  const jpeg = await sharp(spoiled)
    .jpeg({ quality: 55 + Math.floor(random() * 30) })
    .toBuffer();
  return {
    name: `receipt ${width} px, ${font}, ${turn.toFixed(1)}°`,
    kind: 'receipt',
    png: jpeg,
    text: lines.join('\n'),
    date,
    total,
  };
}
