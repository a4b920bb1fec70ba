import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** What a file may begin with to say how it is encoded. */
const BYTE_ORDER_MARKS: readonly [string, Buffer][] = [
  ['utf8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf16le', Buffer.from([0xff, 0xfe])],
  ['utf16be', Buffer.from([0xfe, 0xff])],
];
/** What no text has: controls other than tab, line ends, form feed and the end mark of old systems. */
// eslint-disable-next-line no-control-regex -- the very characters that are looked for
const BINARY = /[\u0000-\u0008\u000b\u000e-\u0019\u001b-\u001f\ufffe\uffff]/;
const REPLACEMENT = '\ufffd';
/** At least so many of a script's characters must be its common ones. */
const KOREAN_SHARE = 0.85;
const JAPANESE_SHARE = 0.4;
/** In UTF-16 every other byte of ASCII text is NUL; text of other scripts still has its spaces, commas and digits. */
const NUL_SHARE = 0.1;

/**
 * The encoding of a text from its beginning, by a name that iconv-lite knows; null when the bytes are no text. A sample
 * may end within a character.
 */
export function detectEncoding(sample: Buffer): string | null {
  const encoding = markedEncoding(sample) ?? utf16WithoutMark(sample) ?? byteEncoding(sample);
  return encoding !== null && !BINARY.test(iconv.decode(evenly(sample, encoding), encoding)) ? encoding : null;
}

/** The characters of a sample, without a mark at the front and a broken character at the end. */
export function decodeSample(sample: Buffer, encoding: string): string {
  const text = iconv.decode(evenly(sample, encoding), encoding);
  return text.endsWith(REPLACEMENT) ? text.slice(0, -1) : text;
}

function evenly(sample: Buffer, encoding: string): Buffer {
  return encoding.startsWith('utf16') ? sample.subarray(0, sample.length - (sample.length % 2)) : sample;
}

function markedEncoding(sample: Buffer): string | null {
  return BYTE_ORDER_MARKS.find(([, mark]) => sample.subarray(0, mark.length).equals(mark))?.[0] ?? null;
}

function utf16WithoutMark(sample: Buffer): string | null {
  const nuls = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  const needed = (sample.length / 2) * NUL_SHARE;
  if (odd > needed && even === 0) return 'utf16le';
  return even > needed && odd === 0 ? 'utf16be' : null;
}

function byteEncoding(sample: Buffer): string | null {
  if (isUtf8(sample)) return 'utf8';
  if (isKorean(sample)) return 'cp949';
  if (isShiftJis(sample)) return 'shift_jis';
  const guess = analyse(sample).find(
    ({ name }) => !/^(UTF|ISO-2022|EUC-KR|Shift_JIS)/i.test(name) && iconv.encodingExists(name) && fits(sample, name),
  );
  return guess?.name ?? 'windows-1252';
}

function isUtf8(sample: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function fits(sample: Buffer, encoding: string): boolean {
  return !decodeSample(sample, encoding).includes(REPLACEMENT);
}

/**
 * Hangul of KS X 1001 stand in the lead bytes B0–C8; other East Asian texts read as Korean are spread over far more.
 * The rarer syllables (똠, 펲, 햏) stand outside of them, and are taken for Korean beside as many others. Detectors by
 * statistics alone want more text than a table's headings have.
 */
function isKorean(sample: Buffer): boolean {
  const letters = pairsOf(sample).filter(([lead]) => lead > 0xa3 || lead < 0xa1);
  const common = letters.filter(([lead, trail]) => lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1).length;
  const rare = letters.filter(([lead, trail]) => lead <= 0xc6 && (lead < 0xa1 || trail < 0xa1)).length;
  const hangul = common + Math.min(rare, common);
  return letters.length > 0 && hangul >= letters.length * KOREAN_SHARE && fits(sample, 'cp949');
}

/** Kana, or characters of two bytes above ASCII: an accented letter of a Western text is followed by a plain one. */
function isShiftJis(sample: Buffer): boolean {
  if (!fits(sample, 'shift_jis')) return false;
  const letters = Array.from(decodeSample(sample, 'shift_jis')).filter((character) => character > '\u007f');
  const wide = letters.filter((character) => /[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff5e]/.test(character));
  const strong = pairsOf(sample).filter(
    ([lead, trail]) => trail >= 0x80 || (lead === 0x83 && trail >= 0x40 && trail <= 0x96),
  );
  return wide.length >= letters.length / 2 && strong.length >= wide.length * JAPANESE_SHARE;
}

/** Every byte above ASCII with the byte behind it. */
function pairsOf(sample: Buffer): [number, number][] {
  const pairs: [number, number][] = [];
  for (let index = 0; index + 1 < sample.length; index += 1) {
    const lead = sample[index] ?? 0;
    if (lead < 0x80) continue;
    pairs.push([lead, sample[index + 1] ?? 0]);
    index += 1;
  }
  return pairs;
}
