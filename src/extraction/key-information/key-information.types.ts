import type { FileType } from '../../common/media-types.js';
import type {
  DocumentMetadata,
  ExtractedBarcode,
  ExtractedEntity,
  ExtractedField,
  ExtractedPage,
  ExtractedTable,
  ExtractedValidation,
  ExtractionWarning,
} from '../extraction.types.js';
import type { PageLayout, SheetLayout } from '../layout/layout.types.js';

/** What the readers found: everything that key information is looked for in. */
export interface KeyInformationSource {
  fileType: FileType;
  /** The whole text in reading order, as far as it is kept. */
  text: string;
  pages: readonly ExtractedPage[];
  layouts: readonly PageLayout[];
  sheets: readonly SheetLayout[];
  tables: readonly ExtractedTable[];
  barcodes: readonly ExtractedBarcode[];
  metadata: DocumentMetadata;
  /** `YYYY-MM-DD`: what is after it lies in the future. */
  today: string;
}

export interface KeyInformation {
  /** ISO 639-1 code of most of the text; null when there is too little to tell. */
  language: string | null;
  fields: ExtractedField[];
  entities: ExtractedEntity[];
  keywords: { term: string; score: number }[];
  summary: string[];
  validations: ExtractedValidation[];
  warnings: ExtractionWarning[];
}
