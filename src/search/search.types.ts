/** A piece of a document's text, and where it stands. */
export interface Passage {
  page: number | null;
  sheet: string | null;
  text: string;
}

/** What a document says of itself beside its text. */
export interface SearchableField {
  name: string;
  /** As it is to be found and shown: corrected where somebody corrected it. */
  value: string;
  page: number | null;
  sheet: string | null;
}

/** A piece of text with hits. `highlights` are `[start, end)` in UTF-16 code units of `text`. */
export interface Snippet {
  text: string;
  highlights: [number, number][];
  source: 'filename' | 'field' | 'text';
  field?: string;
  page?: number;
  sheet?: string;
}
