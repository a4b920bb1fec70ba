import { deflateSync } from 'node:zlib';
import type { TestFile } from '../../../factories.js';

export interface PdfObject {
  number: number;
  body: string;
  /** What stands between `stream` and `endstream`; its length is filled in. */
  stream?: Buffer;
}

const MEDIA_BOX = '/MediaBox[0 0 200 100]';
const FONT = '/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>';
export const TEXT = 'BT /F 12 Tf 10 50 Td (Readable text of a page) Tj ET';

/** A PDF with a cross-reference table that is right; `root` is what the catalogue, object 1, holds besides its pages. */
export function writePdf(objects: readonly PdfObject[], root = '', trailer = ''): Buffer {
  const catalog: PdfObject = { number: 1, body: `<</Type/Catalog/Pages 2 0 R ${root}>>` };
  const all: readonly PdfObject[] = [catalog, ...objects];
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets = new Map<number, number>();
  let length = 9;
  const add = (bytes: Buffer): void => {
    chunks.push(bytes);
    length += bytes.length;
  };
  for (const { number, body, stream } of all) {
    offsets.set(number, length);
    if (!stream) add(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`));
    else {
      const dictionary = body.replace(/>>$/, `/Length ${stream.length}>>`);
      add(
        Buffer.concat([
          Buffer.from(`${number} 0 obj\n${dictionary}\nstream\n`),
          stream,
          Buffer.from('\nendstream\nendobj\n'),
        ]),
      );
    }
  }
  const size = Math.max(...offsets.keys()) + 1;
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  add(
    Buffer.from(
      `xref\n0 ${size}\n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R ${trailer}>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

interface OnePage {
  /** Further entries of the page. */
  page?: string;
  root?: string;
  content?: Buffer | string;
  /** Of the content, when it is not plain. */
  filter?: string;
  /** Numbers from 10 are free. */
  objects?: PdfObject[];
}

/** A file of one page with text, and what else it is given. */
export function onePage({ page = '', root = '', content = TEXT, filter = '', objects = [] }: OnePage = {}): TestFile {
  const bytes = writePdf(
    [
      { number: 2, body: '<</Type/Pages/Kids[3 0 R]/Count 1>>' },
      { number: 3, body: `<</Type/Page/Parent 2 0 R${MEDIA_BOX}${FONT}/Contents 4 0 R ${page}>>` },
      { number: 4, body: `<<${filter}>>`, stream: Buffer.from(content) },
      ...objects,
    ],
    root,
  );
  return { name: 'made.pdf', bytes };
}

/** A file whose tree of pages is as told: the body of the root of it, object 2, and what it refers to. */
export function withPageTree(tree: string, objects: PdfObject[] = []): TestFile {
  const page = { number: 3, body: `<</Type/Page/Parent 2 0 R${MEDIA_BOX}${FONT}/Contents 4 0 R>>` };
  const content = { number: 4, body: '<<>>', stream: Buffer.from(TEXT) };
  return { name: 'made.pdf', bytes: writePdf([{ number: 2, body: tree }, page, content, ...objects]) };
}

/** Unpacks to `count` times a mebibyte of spaces. */
export function packedSpaces(count: number): Buffer {
  return deflateSync(Buffer.alloc(count * 1024 * 1024, ' '), { level: 9 });
}
