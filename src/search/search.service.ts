import { Injectable } from '@nestjs/common';
import { Page, type PageRequest } from '../common/pagination.js';
import type { Document } from '../documents/document.entity.js';
import { DocumentsService, type DocumentFilter } from '../documents/documents.service.js';
import type { EffectiveField } from '../fields/field.types.js';
import { FieldsService } from '../fields/fields.service.js';
import { fold } from './folding.js';
import type { SearchSort } from './search-statement.js';
import { SearchRepository } from './search.repository.js';
import type { SearchableField, Snippet } from './search.types.js';
import { makeSnippets } from './snippets.js';
import { scan, type Term } from './terms.js';

export interface FoundDocument {
  document: Document;
  /** 0–1, to be compared within one search. */
  score: number;
  snippets: Snippet[];
}

/** The different terms of what somebody typed; none when it has no letter and no digit. */
export function readQuery(text: string): Term[] {
  const terms = new Map<string, Term>();
  for (const term of scan(fold(text).folded)) terms.set(`${term.kind} ${term.text}`, term);
  return [...terms.values()];
}

/** Finds one's own documents by what stands in them. */
@Injectable()
export class SearchService {
  constructor(
    private readonly searches: SearchRepository,
    private readonly documents: DocumentsService,
    private readonly fields: FieldsService,
  ) {}

  /** The documents that hold all the terms, the best first unless another order is asked for. */
  async search(
    userId: string,
    terms: readonly Term[],
    filter: Omit<DocumentFilter, 'filename'>,
    sort: SearchSort,
    page: PageRequest,
  ): Promise<Page<FoundDocument>> {
    const { hits, total } = await this.searches.find(userId, terms, filter, sort, page);
    const ids = hits.map(({ documentId }) => documentId);
    const [documents, passages, fields] = await Promise.all([
      this.documents.listByIds(userId, ids),
      this.searches.passagesWith(ids, terms),
      this.fields.listOf(ids),
    ]);
    const scores = new Map(hits.map(({ documentId, score }) => [documentId, score]));
    const found = documents.map((document) => ({
      document,
      score: Math.round((scores.get(document.id) ?? 0) * 1_000) / 1_000,
      snippets: makeSnippets(
        {
          filename: document.filename,
          fields: (fields.get(document.id) ?? []).map(toSearchable),
          passages: passages.get(document.id) ?? [],
        },
        terms,
      ),
    }));
    return new Page(found, total, page);
  }
}

function toSearchable({ name, value, location }: EffectiveField): SearchableField {
  return {
    name,
    value,
    page: location && 'page' in location ? location.page : null,
    sheet: location && 'sheet' in location ? location.sheet : null,
  };
}
