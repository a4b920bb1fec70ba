import { z } from 'zod';
import { toStorableText } from '../common/text.js';
import { documentFilterQuery, documentSchema, toDocumentView, type DocumentView } from '../documents/document.dto.js';
import { pageQuery } from '../http/common.schemas.js';
import { requestLocale, say } from '../http/request-context.js';
import { SEARCH_SORTS } from './search-statement.js';
import { readQuery, type FoundDocument } from './search.service.js';
import type { Snippet } from './search.types.js';

const MAX_QUERY_CHARACTERS = 200;

export const searchQuerySchema = z.object({
  ...pageQuery,
  ...documentFilterQuery,
  q: z
    .string()
    .max(MAX_QUERY_CHARACTERS)
    .transform((text) => readQuery(toStorableText(text)))
    .refine((terms) => terms.length > 0, { error: () => say('invalid.search_words') })
    .meta({ type: 'string', description: 'Words that must all be there, in any order' }),
  sort: z.enum(SEARCH_SORTS).default('score').describe('score: the best first'),
});

export const searchHitSchema = z
  .object({
    document: documentSchema,
    score: z.number().min(0).max(1).describe('To be compared within one search'),
    snippets: z.array(
      z.object({
        text: z.string().describe('Plain text on one line: escape it before it becomes HTML'),
        highlights: z
          .array(z.tuple([z.int(), z.int()]))
          .describe('Hits as [start, end) in UTF-16 code units of text, as JavaScript and Java count'),
        source: z.enum(['filename', 'field', 'text']),
        field: z.string().optional().describe('The name of the field'),
        page: z.int().optional(),
        sheet: z.string().optional(),
      }),
    ),
  })
  .meta({
    id: 'SearchHit',
    example: {
      document: documentSchema.meta()?.example as DocumentView,
      score: 0.429,
      snippets: [{ text: '1 USB-C 허브 7포트 12 35,000', highlights: [[2, 5]], source: 'text', page: 1 }],
    },
  });

export interface SearchHitView {
  document: DocumentView;
  score: number;
  snippets: Snippet[];
}

export function toSearchHitView({ document, score, snippets }: FoundDocument): SearchHitView {
  return { document: toDocumentView(document, requestLocale()), score, snippets };
}
