import pdfmake from 'pdfmake';
import virtualFiles from 'pdfmake/js/virtual-fs.js';
import { FONT_PATHS, readFont } from './font-files.js';
import { MAIN_FONT } from './report-fonts.js';

/**
 * Files by their font's PostScript name, by which a document knows a font that it has opened: a chart asks for its font
 * by the name of the file, and would have it read again for each of its texts.
 */
const FILES = {
  'NotoSansKR-Regular': FONT_PATHS.mainRegular,
  'NotoSansKR-Bold': FONT_PATHS.mainBold,
  'NotoSans-Regular': FONT_PATHS.latinRegular,
  'NotoSans-Bold': FONT_PATHS.latinBold,
  'NotoEmoji-Regular': FONT_PATHS.emoji,
};
const FONTS = {
  [MAIN_FONT]: { normal: 'NotoSansKR-Regular', bold: 'NotoSansKR-Bold' },
  'Noto Sans': { normal: 'NotoSans-Regular', bold: 'NotoSans-Bold' },
  'Noto Emoji': { normal: 'NotoEmoji-Regular', bold: 'NotoEmoji-Regular' },
};

let areProvided = false;

/**
 * Lays the fonts where pdfmake finds them, once: it would read them anew for every document. Nothing that a document says
 * can make a report fetch or read anything.
 */
export function providePdfFonts(): void {
  if (areProvided) return;
  for (const [name, path] of Object.entries(FILES)) virtualFiles.default.writeFileSync(name, readFont(path));
  pdfmake.setFonts(FONTS);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path in FILES);
  areProvided = true;
}
