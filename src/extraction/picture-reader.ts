import { type FoundBarcode, readBarcodes } from './barcodes/barcode-reader.js';
import type { ExtractedBarcode } from './extraction.types.js';
import { coverAreas, type Picture } from './image/picture.js';
import { roundBox, turnBox } from './layout/geometry.js';
import type { PageRecogniser, RecognisedPage } from './ocr/page-recogniser.js';
import type { ReaderContext } from './reader.js';
import { createWarning } from './warnings.js';

/** What stands in the picture of a page, with boxes in the unit of the page, turned as far as its `turn` says. */
export interface ReadPicture extends RecognisedPage {
  barcodes: ExtractedBarcode[];
}

const NO_TEXT: RecognisedPage = { text: '', confidence: 0, blocks: [], tables: [], turn: 0 };

/**
 * Reads the barcodes of a picture, then its text; without a recogniser only those. `page` is the page that it shows, of
 * a width in its own unit. The picture is used up: the codes are painted over, as to OCR they are letters.
 */
export async function readPicture(
  picture: Picture,
  page: { number: number; width: number },
  recogniser: PageRecogniser | null,
  context: ReaderContext,
): Promise<ReadPicture> {
  const found = await findBarcodes(picture, page.number, context);
  const scale = page.width / picture.width;
  const areas = found.map(({ bbox }) => bbox);
  if (recogniser) coverAreas(picture, areas);
  const read = recogniser ? await recogniser.recognise(picture, page.width) : NO_TEXT;
  const barcodes = found.map(({ bbox, ...barcode }): ExtractedBarcode => {
    const [x0, y0, x1, y1] = turnBox(bbox, read.turn, picture);
    const scaled = roundBox([x0 * scale, y0 * scale, x1 * scale, y1 * scale]);
    return { ...barcode, location: { page: page.number, bbox: scaled } };
  });
  return { ...read, barcodes };
}

async function findBarcodes(picture: Picture, page: number, { warn }: ReaderContext): Promise<FoundBarcode[]> {
  try {
    return await readBarcodes(picture);
  } catch {
    warn(createWarning('warning.barcodes_skipped', { page }, { page }));
    return [];
  }
}
