/**
 * What a report shows at most: enough to be read by people, little enough that every format can be made of it in bounded
 * time and memory. The data itself holds the rest, and every section says what it left out.
 */
export const REPORT_LIMITS = {
  tables: 30,
  /** Of one table. */
  rows: 1_000,
  columns: 200,
  /** Of all tables together. */
  cells: 12_000,
  cellCharacters: 1_000,
  nameCharacters: 120,
  fields: 200,
  entities: 100,
  warnings: 100,
  textCharacters: 20_000,
  highlights: 10,
  keywords: 12,
  statistics: 200,
  charts: 8,
  /** Rows of one table that are looked at for its charts. */
  chartRows: 200_000,
} as const;
