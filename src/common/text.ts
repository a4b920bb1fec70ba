const BIDI_AND_ZERO_WIDTH = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
// eslint-disable-next-line no-control-regex -- the very characters that are to be removed
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
const MAX_FILENAME_BYTES = 255;
const EMPTY_NAME = 'document';

/**
 * Text that PostgreSQL and JSON can carry: without NUL, lone surrogates replaced, NFC.
 * NUL is refused by `text` and `jsonb`; a lone surrogate makes invalid UTF-8.
 */
export function toStorableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed().normalize('NFC');
}

/** {@link toStorableText} over every string (keys too) of a plain JSON value. */
export function toStorableJson<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [toStorableText(key), clean(inner)]));
  }
  return value;
}

/**
 * A file name as it may be shown and sent back: the last path segment, NFC, without controls, quotes and marks that
 * reorder text, cut on a grapheme to 255 bytes with its extension kept. Empty input gives `document`.
 */
export function sanitizeFilename(raw: string): string {
  const lastSegment = raw.toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const name = lastSegment
    .replace(CONTROLS, '')
    .replace(BIDI_AND_ZERO_WIDTH, '')
    .replace(/["<>:|?*]/g, '_')
    .normalize('NFC')
    .replace(/^[.\s]+/, '')
    .trimEnd();
  return cutKeepingExtension(name || EMPTY_NAME, MAX_FILENAME_BYTES);
}

function cutKeepingExtension(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  const stem = cutToBytes(name.slice(0, name.length - extension.length), maxBytes - extension.length);
  // A single grapheme can be longer than a whole name: a letter under hundreds of marks.
  return (stem || EMPTY_NAME) + extension;
}

/** The longest prefix of whole graphemes that fits into `maxBytes` of UTF-8. */
export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
