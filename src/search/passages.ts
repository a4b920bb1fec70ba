import type { Extraction } from '../extraction/extraction.types.js';
import type { Passage } from './search.types.js';

/** As much text of a document can be searched: no more than an extraction shows. */
export const MAX_SEARCHABLE_BYTES = 1024 * 1024;
const MAX_PASSAGE_CHARACTERS = 4_000;
const BREAK = /\s/;

/** The text of a document in pieces that each stand on one page or sheet, and what its barcodes say. */
export function toPassages(extraction: Pick<Extraction, 'text' | 'pages' | 'sheets' | 'barcodes'>): Passage[] {
  const whole = [...textsOf(extraction), ...extraction.barcodes.map(toBarcodePassage)];
  const passages: Passage[] = [];
  let left = MAX_SEARCHABLE_BYTES;
  for (const { text, ...place } of whole) {
    for (const piece of split(text)) {
      left -= Buffer.byteLength(piece);
      if (left < 0) return passages;
      passages.push({ ...place, text: piece });
    }
  }
  return passages;
}

function textsOf({ text, pages, sheets }: Pick<Extraction, 'text' | 'pages' | 'sheets'>): Passage[] {
  if (pages.length > 0) return pages.map(({ number, text: ofPage }) => ({ page: number, sheet: null, text: ofPage }));
  return sheets.length > 0 ? sheetTexts(text, sheets) : [{ page: null, sheet: null, text }];
}

/** A workbook's text is that of its sheets in turn, each below a line with its name. */
function sheetTexts(text: string, sheets: Extraction['sheets']): Passage[] {
  const starts: { sheet: string; start: number }[] = [];
  let from = 0;
  for (const { name } of sheets) {
    const start = from === 0 && text.startsWith(`${name}\n`) ? 0 : text.indexOf(`\n\n${name}\n`, from);
    if (start < 0) continue;
    starts.push({ sheet: name, start });
    from = start + name.length;
  }
  if (starts[0]?.start !== 0) starts.unshift({ sheet: sheets[0]?.name ?? '', start: 0 });
  return starts.map(({ sheet, start }, index) => ({
    page: null,
    sheet,
    text: text.slice(start, starts[index + 1]?.start).trim(),
  }));
}

function toBarcodePassage({ value, location }: Extraction['barcodes'][number]): Passage {
  return 'page' in location
    ? { page: location.page, sheet: null, text: value }
    : { page: null, sheet: location.sheet, text: value };
}

/** Cuts between words, and within one only where it is longer than a passage may be. */
function* split(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + MAX_PASSAGE_CHARACTERS, text.length);
    if (end < text.length) {
      let space = end;
      while (space > start && !BREAK.test(text.charAt(space))) space -= 1;
      end = space > start ? space : wholeCharacter(text, end);
    }
    const piece = text.slice(start, end).trim();
    if (piece !== '') yield piece;
    start = end;
  }
}

/** A character of two units stays whole. */
function wholeCharacter(text: string, end: number): number {
  const unit = text.charCodeAt(end);
  return unit >= 0xdc00 && unit <= 0xdfff ? end + 1 : end;
}
