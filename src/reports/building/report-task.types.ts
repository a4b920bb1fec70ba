import type { ReportSubject } from './report-builder.js';

/** The structure in the output directory. */
export const STRUCTURE_FILE = 'report.json';

export interface BuildInput {
  subject: ReportSubject;
  /** By the table's id, of files with a JSON array a line; a table without one has all its rows in the extraction. */
  rowPaths: Record<string, string>;
}

export interface BuildOutput {
  title: string;
  contentHash: string;
}
