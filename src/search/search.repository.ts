import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { offsetOf, type PageRequest } from '../common/pagination.js';
import { jobStatusOf, type DocumentStatus } from '../documents/document-status.js';
import { searchStatement, type SearchFilter, type SearchSort } from './search-statement.js';
import type { Passage } from './search.types.js';
import { sought, type Term } from './terms.js';

export interface Hit {
  documentId: string;
  score: number;
}

/** As many passages of a document are looked at for its snippets. */
const PASSAGES_PER_DOCUMENT = 12;

@Injectable()
export class SearchRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** A page of the user's documents that hold all the terms, and how many there are. */
  find(
    userId: string,
    terms: readonly Term[],
    filter: Omit<SearchFilter, 'status'> & { status?: DocumentStatus | undefined },
    sort: SearchSort,
    page: PageRequest,
  ): Promise<{ hits: Hit[]; total: number }> {
    return this.dataSource.transaction(async (manager) => {
      const searchKey = await this.prepare(manager, userId);
      const status = filter.status && jobStatusOf(filter.status);
      const { sql, values } = searchStatement(
        { userId, searchKey, terms, sort, offset: offsetOf(page), limit: page.pageSize },
        { ...filter, status },
      );
      const rows = await manager.query<{ total: string; document_id: string | null; score: number }[]>(sql, values);
      return {
        hits: rows.flatMap(({ document_id: documentId, score }) =>
          documentId === null ? [] : [{ documentId, score }],
        ),
        total: Number(rows[0]?.total ?? 0),
      };
    });
  }

  /** The first passages of each document that seem to hold one of the terms, in their order. */
  async passagesWith(documentIds: readonly string[], terms: readonly Term[]): Promise<Map<string, Passage[]>> {
    const rows = await this.dataSource.query<(Passage & { document_id: string })[]>(PASSAGES, [
      documentIds,
      terms.filter(({ kind }) => kind !== 'number').map(sought),
      terms.filter(({ kind }) => kind === 'number').map(({ text }) => text),
      PASSAGES_PER_DOCUMENT,
    ]);
    const found = new Map<string, Passage[]>();
    for (const { document_id: id, ...passage } of rows) found.set(id, [...(found.get(id) ?? []), passage]);
    return found;
  }

  /**
   * The short number that the tokens of a user begin with. The settings end with the transaction: the planner takes
   * looking into every row's tokens for cheap, but they stand aside from the rows; and for statements of so short a
   * time compiling them or sharing them among processes costs more than it gains.
   */
  private async prepare(manager: EntityManager, userId: string): Promise<number> {
    const [row] = await manager.query<{ search_key: number }[]>(
      `SELECT search_key, set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
         set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '32MB', true)
       FROM users WHERE id = $1`,
      [userId],
    );
    return row?.search_key ?? 0;
  }
}

/** Lower case for ASCII alone, whatever the locale: a text that needs more than that has its folded form beside it. */
const PASSAGES = `
  SELECT document.id AS document_id, passage.page, passage.sheet, passage.text
  FROM unnest($1::uuid[]) AS document (id)
  CROSS JOIN LATERAL (
    SELECT ordinal, page, sheet, text
    FROM search_passages, LATERAL (SELECT coalesce(folded, lower(text COLLATE "C")) AS folded_text) AS form
    WHERE document_id = document.id AND (
      EXISTS (SELECT 1 FROM unnest($2::text[]) AS term WHERE strpos(folded_text, term) > 0)
      OR EXISTS (SELECT 1 FROM unnest($3::text[]) AS digits
        WHERE strpos(regexp_replace(folded_text, '([0-9])[-./,:](?=[0-9])', '\\1', 'g'), digits) > 0))
    ORDER BY ordinal LIMIT $4
  ) AS passage
  ORDER BY document.id, passage.ordinal`;
