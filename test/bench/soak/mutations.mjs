import { Buffer } from 'node:buffer';
import { packed, writeZip } from '../../fixtures/zip.mjs';
import { readZip } from './read-zip.mjs';

/** Numbers at which programs that count break. */
const EDGES = ['0', '-1', '1', '65535', '65536', '1048577', '2147483647', '2147483648', '4294967295', '99999999999'];
const MARKUP = ['<', '>', '/', '"', '&', ']]>', '<!--', '<!DOCTYPE x [', '\0', '\ud800', '&#0;', '&lol;', '<![CDATA['];

/** Each makes of the bytes of a file those of a broken one; null where it does not apply. By name. */
export const MUTATIONS = {
  flip: (file, random) => flipBits(file, random, 1 + random.below(64)),
  'flip-head': (file, random) => Buffer.concat([flipBits(file.subarray(0, 512), random, 6), file.subarray(512)]),
  truncate: (file, random) => file.subarray(0, random.below(file.length)),
  behead: (file, random) => file.subarray(random.below(Math.min(file.length, 4096))),
  insert: (file, random) => splice(file, random.below(file.length), 0, noise(random, 1 + random.below(200))),
  delete: (file, random) => splice(file, ...range(file, random)),
  duplicate: (file, random) => {
    const [from, length] = range(file, random);
    return splice(file, from, 0, file.subarray(from, from + length));
  },
  blank: (file, random) => Buffer.from(file).fill(random.pick([0, 255, 32]), ...span(file, random)),
  exchange: (file, random) => {
    const [from, length] = range(file, random);
    const to = random.below(file.length);
    return splice(splice(file, from, length), to, 0, file.subarray(from, from + length));
  },
  append: (file, random) => Buffer.concat([file, random.pick([file, noise(random, 5_000), Buffer.from('%PDF-1.7\n')])]),
  numbers: (file, random) => editText(file, random, /\d+/g, 3, () => random.pick(EDGES)),
  'pdf-lengths': (file, random) =>
    isPdf(file)
      ? editText(
          file,
          random,
          /\/(?:Length\d?|Count|N|First|Size|Prev|W(?:idth)?|Height|Columns|Predictor|BitsPerComponent)\s*\d+/g,
          2,
          (text) => text.replace(/\d+$/, random.pick(EDGES)),
        )
      : null,
  'pdf-references': (file, random) =>
    isPdf(file) ? editText(file, random, /\d+ 0 R/g, 4, () => `${1 + random.below(60)} 0 R`) : null,
  'pdf-xref': (file, random) =>
    isPdf(file)
      ? editText(file, random, /\d{10} \d{5} [nf]|startxref\s+\d+/g, 5, (text) =>
          text.replace(/\d+/, String(random.below(file.length)).padStart(10, '0')),
        )
      : null,
  'pdf-filters': (file, random) =>
    isPdf(file)
      ? editText(
          file,
          random,
          /\/(?:FlateDecode|DCTDecode|LZWDecode|ASCII85Decode|JBIG2Decode|JPXDecode|CCITTFaxDecode)/g,
          2,
          () => random.pick(['/FlateDecode', '/LZWDecode', '/RunLengthDecode', '/JBIG2Decode', '/JPXDecode', '/Crypt']),
        )
      : null,
  'zip-drop': (file, random) =>
    rezip(file, (parts) => parts.filter((_, index) => index !== random.below(parts.length))),
  'zip-swap': (file, random) =>
    rezip(file, (parts) => {
      const [one, other] = [random.pick(parts), random.pick(parts)];
      [one.bytes, other.bytes] = [other.bytes, one.bytes];
      return parts;
    }),
  'zip-twice': (file, random) => rezip(file, (parts) => [...parts, random.pick(parts)]),
  'zip-lie': (file, random) =>
    rezip(file, (parts) => {
      random.pick(parts).statedSize = random.pick([0, 1, 1_000_000, 0xffffffff]);
      return parts;
    }),
  'zip-bytes': (file, random) => insidePart(file, random, (bytes) => flipBits(bytes, random, 1 + random.below(8))),
  'zip-numbers': (file, random) =>
    insidePart(file, random, (bytes) => editText(bytes, random, /\d+/g, 4, () => random.pick(EDGES))),
  'zip-markup': (file, random) =>
    insidePart(file, random, (bytes) =>
      splice(bytes, random.below(bytes.length), random.below(3), Buffer.from(random.pick(MARKUP))),
    ),
  'zip-elements': (file, random) =>
    insidePart(file, random, (bytes) =>
      editText(bytes, random, /<[^<>]{1,400}>/g, 3, () => random.pick(['', '<x>', '</x>'])),
    ),
};

function isPdf(file) {
  return file.subarray(0, 1024).includes('%PDF-');
}

function flipBits(file, random, count) {
  const bytes = Buffer.from(file);
  for (let flip = 0; flip < count && bytes.length > 0; flip += 1)
    bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

function range(file, random) {
  const from = random.below(file.length);
  return [from, 1 + random.below(Math.max(1, Math.min(file.length - from, Math.ceil(file.length / 5))))];
}

function span(file, random) {
  const [from, length] = range(file, random);
  return [from, from + length];
}

function splice(file, from, length, inserted = Buffer.alloc(0)) {
  return Buffer.concat([file.subarray(0, from), inserted, file.subarray(from + length)]);
}

function noise(random, length) {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** Replaces some of what the pattern finds; null when it finds nothing. */
function editText(file, random, pattern, count, replace) {
  const text = file.toString('latin1');
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return null;
  const chosen = new Set(Array.from({ length: count }, () => random.below(found.length)));
  let index = -1;
  return Buffer.from(
    text.replace(pattern, (match) => (chosen.has((index += 1)) ? replace(match) : match)),
    'latin1',
  );
}

function rezip(file, change) {
  const parts = readZip(file);
  if (parts === null || parts.length < 2) return null;
  return writeZip(change(parts).map(({ name, bytes, statedSize }) => packed(name, bytes, statedSize)));
}

function insidePart(file, random, change) {
  return rezip(file, (parts) => {
    const filled = parts.filter(({ bytes }) => bytes.length > 0);
    const part = random.pick(filled);
    part.bytes = change(part.bytes) ?? part.bytes;
    return parts;
  });
}
