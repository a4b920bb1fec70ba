import type { Reader } from '../reader.js';

const OFFICE_OPEN_XML = async (): Promise<Reader> => (await import('./xlsx.reader.js')).readXlsx;
const LEGACY = async (): Promise<Reader> => (await import('./legacy.reader.js')).readLegacyWorkbook;
const OPEN_DOCUMENT = async (): Promise<Reader> => (await import('./ods.reader.js')).readOds;
const DELIMITED = async (): Promise<Reader> => (await import('./delimited.reader.js')).readDelimited;

/** Loaded when first needed, as each brings a library of its own. Office Open XML is what is not named here. */
const READERS: Partial<Record<string, () => Promise<Reader>>> = {
  'application/vnd.ms-excel': LEGACY,
  'application/vnd.ms-excel.sheet.binary.macroEnabled.12': LEGACY,
  'application/vnd.oasis.opendocument.spreadsheet': OPEN_DOCUMENT,
  'text/csv': DELIMITED,
  'text/tab-separated-values': DELIMITED,
};

/** Reads spreadsheets of every format with the reader made for it. */
export const readSpreadsheet: Reader = async (file, context) => {
  const read = await (READERS[file.mediaType] ?? OFFICE_OPEN_XML)();
  return read(file, context);
};
