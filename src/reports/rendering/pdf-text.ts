import { MAIN_FONT, toFontRuns } from './report-fonts.js';

export interface PdfRun {
  text: string;
  font: string;
}

/**
 * Words of more characters are handed over in pieces. They are still one word, broken where the line is full; but to find
 * that place the library measures the whole of what it is given, again for each line.
 */
const LONG_WORD = /([^\s\ud800-\udfff]{30})/;

/** Text in as many fonts as its characters need. */
export function pdfText(text: string): string | PdfRun[] {
  const runs = toFontRuns(text).flatMap(({ text: part, font }) => {
    const pieces = part.split(LONG_WORD).filter((piece) => piece !== '');
    return pieces.map((piece): PdfRun => ({ text: piece, font }));
  });
  const [first] = runs;
  if (first === undefined) return '';
  return runs.length === 1 && first.font === MAIN_FONT ? first.text : runs;
}
