/**
 * What a report across documents shows at most, so that it is built and rendered in bounded time and memory however many
 * documents it is about. Figures are of all documents; every section says what it left out.
 */
export const COLLECTION_LIMITS = {
  /** With a place of their own; all others share one. */
  groups: 50,
  currencies: 12,
  /** Currencies with charts. */
  chartCurrencies: 3,
  bars: 10,
  months: 36,
  duplicates: 150,
  missing: 150,
  failed: 150,
  list: 300,
  /** Of a name in a line. */
  nameCharacters: 60,
  messageCharacters: 200,
} as const;
