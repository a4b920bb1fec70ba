/** The keys under which a document's bytes live. They name document and job, so that a late writer harms nobody. */
export const storageKeys = {
  document: (documentId: string): string => `documents/${documentId}`,
  original: (documentId: string): string => `documents/${documentId}/original`,
  job: (documentId: string, jobId: string): string => `documents/${documentId}/jobs/${jobId}`,
  extraction: (documentId: string, jobId: string): string => `documents/${documentId}/jobs/${jobId}/extraction.json`,
  tableRows: (documentId: string, jobId: string, tableId: string): string =>
    `documents/${documentId}/jobs/${jobId}/tables/${tableId}.ndjson`,
  tableIndex: (documentId: string, jobId: string, tableId: string): string =>
    `documents/${documentId}/jobs/${jobId}/tables/${tableId}.index.json`,
  report: (documentId: string, reportId: string, extension: string): string =>
    `documents/${documentId}/reports/${reportId}.${extension}`,
};
