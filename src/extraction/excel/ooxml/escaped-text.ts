import { toStorableText } from '../../../common/text.js';

/** How the format writes characters that XML cannot hold, and carriage returns; `_x005F_` is the underscore itself. */
const ESCAPED_CHARACTER = /_x([0-9A-Fa-f]{4})_/g;

/** Text as a workbook means it, fit to be stored. */
export function readEscapedText(text: string): string {
  if (!text.includes('_x')) return toStorableText(text);
  const plain = text.replace(ESCAPED_CHARACTER, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return toStorableText(plain);
}
