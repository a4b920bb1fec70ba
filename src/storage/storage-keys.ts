/**
 * The keys under which bytes live. They name document and job, or content, so that a late writer harms nobody.
 */
export const storageKeys = {
  document: (documentId: string): string => `documents/${documentId}`,
  original: (documentId: string): string => `documents/${documentId}/original`,
  job: (documentId: string, jobId: string): string => `documents/${documentId}/jobs/${jobId}`,
  extraction: (documentId: string, jobId: string): string => `documents/${documentId}/jobs/${jobId}/extraction.json`,
  pageImage: (documentId: string, jobId: string, page: number): string =>
    `documents/${documentId}/jobs/${jobId}/pages/${page}.webp`,
  tableRows: (documentId: string, jobId: string, tableId: string): string =>
    `documents/${documentId}/jobs/${jobId}/tables/${tableId}.ndjson`,
  tableIndex: (documentId: string, jobId: string, tableId: string): string =>
    `documents/${documentId}/jobs/${jobId}/tables/${tableId}.index.json`,
  report: (documentId: string, reportId: string): string => `documents/${documentId}/reports/${reportId}.json`,
  reportRendering: (documentId: string, rendering: string, extension: string): string =>
    `documents/${documentId}/renderings/${rendering}.${extension}`,
  collectionReport: (reportId: string): string => `reports/${reportId}`,
  collectionReportRendering: (reportId: string, rendering: string, extension: string): string =>
    `reports/${reportId}/${rendering}.${extension}`,
};
