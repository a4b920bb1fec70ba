import { extname } from 'node:path';

/** The three families of documents; each has its readers. */
export const FILE_TYPES = ['excel', 'pdf', 'image'] as const;
export type FileType = (typeof FILE_TYPES)[number];

interface MediaType {
  fileType: FileType;
  extensions: readonly string[];
}

/** What can be read. A media type that is not here is refused at the door. */
const READABLE = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { fileType: 'excel', extensions: ['xlsx'] },
  'application/vnd.ms-excel.sheet.macroEnabled.12': { fileType: 'excel', extensions: ['xlsm'] },
  'application/vnd.ms-excel.sheet.binary.macroEnabled.12': { fileType: 'excel', extensions: ['xlsb'] },
  'application/vnd.ms-excel': { fileType: 'excel', extensions: ['xls'] },
  'application/vnd.oasis.opendocument.spreadsheet': { fileType: 'excel', extensions: ['ods'] },
  'text/csv': { fileType: 'excel', extensions: ['csv'] },
  'text/tab-separated-values': { fileType: 'excel', extensions: ['tsv'] },
  'application/pdf': { fileType: 'pdf', extensions: ['pdf'] },
  'image/png': { fileType: 'image', extensions: ['png'] },
  'image/jpeg': { fileType: 'image', extensions: ['jpg', 'jpeg'] },
  'image/webp': { fileType: 'image', extensions: ['webp'] },
  'image/tiff': { fileType: 'image', extensions: ['tif', 'tiff'] },
  'image/gif': { fileType: 'image', extensions: ['gif'] },
  'image/bmp': { fileType: 'image', extensions: ['bmp'] },
} as const satisfies Record<string, MediaType>;
export type MediaTypeName = keyof typeof READABLE;

const BY_EXTENSION: ReadonlyMap<string, MediaTypeName> = new Map(
  Object.entries(READABLE).flatMap(([name, { extensions }]) =>
    extensions.map((extension) => [extension, name as MediaTypeName] as const),
  ),
);

/** An encrypted OOXML package is a compound file, not a zip; it is accepted so that its job can say so. */
export const ENCRYPTED_OOXML = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function isReadable(mediaType: string): mediaType is MediaTypeName {
  return Object.hasOwn(READABLE, mediaType);
}

export function fileTypeOf(mediaType: MediaTypeName): FileType {
  return READABLE[mediaType].fileType;
}

/** The media type that a file's name promises, by its extension; null for any other name. */
export function mediaTypeOfName(filename: string): MediaTypeName | null {
  const extension = extname(filename).slice(1).toLowerCase();
  return BY_EXTENSION.get(extension) ?? null;
}

/** For messages: `xlsx, xlsm, pdf, …`. */
export function readableExtensions(): string {
  return Object.values(READABLE)
    .flatMap(({ extensions }) => extensions)
    .join(', ');
}
