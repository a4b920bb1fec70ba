import { MAIN_FONT, toFontRuns } from './report-fonts.js';

export interface PdfRun {
  text: string;
  font: string;
  wordBreak?: 'break-all';
}

/**
 * A word of more characters may be broken anywhere. It also has to be said beforehand: the time that the library takes to
 * find a place in a word grows with the square of its length.
 */
const LONG_WORD = /([^\s\ud800-\udfff]{30,})/;

/** Text in as many fonts as its characters need. */
export function pdfText(text: string): string | PdfRun[] {
  const runs = toFontRuns(text).flatMap(({ text: part, font }) => breakLongWords(part, font));
  const [first] = runs;
  if (first === undefined) return '';
  return runs.length === 1 && first.font === MAIN_FONT && first.wordBreak === undefined ? first.text : runs;
}

function breakLongWords(text: string, font: string): PdfRun[] {
  const parts = text.split(LONG_WORD);
  return parts.flatMap((part, index): PdfRun[] => {
    if (part === '') return [];
    return [{ text: part, font, ...(index % 2 === 1 && { wordBreak: 'break-all' as const }) }];
  });
}
