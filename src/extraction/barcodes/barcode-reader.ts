import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareZXingModule, type ReadResult, readBarcodes as decode } from 'zxing-wasm/reader';
import type { BarcodeContent, ExtractedBarcode } from '../extraction.types.js';
import { type Picture, toSharp } from '../image/picture.js';
import { requirePackageDirectory } from '../installed-package.js';
import { roundBox } from '../layout/geometry.js';
import type { BoundingBox } from '../layout/layout.types.js';
import { toPortableGreyMap } from '../ocr/grey-image.js';
import { readEmvMerchantPayment } from './emv-merchant-payment.js';
import { readEpcCreditTransfer } from './epc-credit-transfer.js';
import { readSwissQrBill } from './swiss-qr-bill.js';

/** Pixels: of an A4 page 200 dpi, at which the bars of any printed code can be told apart; more only takes time. */
const MAX_LONG_SIDE = 2400;
const MAX_BARCODES = 100;
/** A code of a person's making is no longer; what is stored must not be either. */
const MAX_VALUE_LENGTH = 8000;
const STANDARDS: readonly ((text: string) => BarcodeContent | null)[] = [
  readSwissQrBill,
  readEpcCreditTransfer,
  readEmvMerchantPayment,
];

/** A code with its box in pixels of the picture. */
export interface FoundBarcode extends Omit<ExtractedBarcode, 'location'> {
  bbox: BoundingBox;
}

/** Finds barcodes and two-dimensional codes in a picture, at any angle. */
export async function readBarcodes(picture: Picture): Promise<FoundBarcode[]> {
  await loadEngine();
  const scale = Math.min(1, MAX_LONG_SIDE / Math.max(picture.width, picture.height));
  const { data, info } = await toSharp(picture)
    .greyscale()
    .resize({ width: Math.max(1, Math.round(picture.width * scale)) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const image = toPortableGreyMap({ pixels: data, width: info.width, height: info.height });
  const results = await decode(image, { tryInvert: false, maxNumberOfSymbols: MAX_BARCODES });
  return results.filter(({ isValid }) => isValid).map((result) => toBarcode(result, picture.width / info.width));
}

let loading: Promise<unknown> | null = null;

/** Its program comes from the npm package; by itself it would be fetched from the network. */
function loadEngine(): Promise<unknown> {
  loading ??= (async () => {
    const path = join(requirePackageDirectory('zxing-wasm'), 'dist/reader/zxing_reader.wasm');
    const program = new Uint8Array(await readFile(path));
    await prepareZXingModule({ overrides: { wasmBinary: program.buffer }, fireImmediately: true });
  })();
  return loading;
}

function toBarcode({ format, text, position }: ReadResult, scale: number): FoundBarcode {
  const corners = [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft];
  const xs = corners.map(({ x }) => x * scale);
  const ys = corners.map(({ y }) => y * scale);
  return {
    format,
    value: text.slice(0, MAX_VALUE_LENGTH),
    content: contentOf(text),
    bbox: roundBox([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]),
  };
}

function contentOf(text: string): BarcodeContent | null {
  for (const read of STANDARDS) {
    const content = read(text);
    if (content) return content;
  }
  return null;
}
