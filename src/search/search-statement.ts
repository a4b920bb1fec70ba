import type { FileType } from '../common/media-types.js';
import { indexToken, type Scope } from './search-tokens.js';
import { toTermQuery, type Term } from './terms.js';

export const SEARCH_SORTS = ['score', 'created_at', '-created_at', 'filename', 'size_bytes'] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];

export interface SearchRequest {
  userId: string;
  /** The short number that the user's tokens begin with. */
  searchKey: number;
  terms: readonly Term[];
  sort: SearchSort;
  offset: number;
  limit: number;
}

export interface SearchFilter {
  status?: string | undefined;
  fileType?: FileType | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  needsReview?: boolean | undefined;
}

/** What a hit weighs: each of these adds to that of being a hit at all. */
const WEIGHTS = { match: 1, exact: 1, heading: 2, filename: 3 };
const MOST = Object.values(WEIGHTS).reduce((sum, weight) => sum + weight);

/** Ids are UUIDs of version 7: their order is that of creation. */
const ORDERS: Record<SearchSort, string> = {
  score: 'weight DESC, document_id DESC',
  created_at: 'document_id',
  '-created_at': 'document_id DESC',
  filename: 'filename, document_id',
  size_bytes: 'size_bytes, document_id',
};
const NEEDS_DOCUMENT: readonly SearchSort[] = ['filename', 'size_bytes'];

/** Collects the values of a statement and names them in it. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    return `$${String(this.values.push(value))}`;
  }
}

/**
 * One statement that finds, weighs, narrows, counts and pages: rows of `total, document_id, score`, or a single one
 * with the total alone when there are none on the page.
 */
export function searchStatement(request: SearchRequest, filter: SearchFilter): { sql: string; values: unknown[] } {
  const parameters = new Parameters();
  const { sort, limit, offset } = request;
  const weighed = weighedHits(request, parameters);
  const sql = `
    WITH weighed AS (${weighed}), found AS MATERIALIZED (
      SELECT weighed.document_id, weighed.weight ${narrow(filter, sort, parameters)}
    )
    SELECT count.total, page.document_id, page.weight::float / ${String(MOST)} AS score
    FROM (SELECT count(*) AS total FROM found) AS count
    LEFT JOIN LATERAL (
      SELECT * FROM found ORDER BY ${ORDERS[sort]} LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}
    ) AS page ON true`;
  return { sql, values: parameters.values };
}

/**
 * The documents with all the terms, and what each weighs. A document of which the tokens fill several entries has them
 * when its entries together do; those of its heading are in the first. Everything is asked of the index: to look into
 * the tokens of a row costs as much as to find a hundred rows.
 */
function weighedHits({ userId, searchKey, terms }: SearchRequest, parameters: Parameters): string {
  const owner = parameters.add(userId);
  const query = (tsquery: string): string => `${parameters.add(tsquery)}::tsquery`;
  const idsWhere = (condition: string): string =>
    `SELECT document_id FROM search_entries WHERE user_id = ${owner} AND ${condition}`;
  const anywhere = terms.map((term) => termQuery(searchKey, 'anywhere', term));
  const exact = terms.map((term) => exactQuery(searchKey, term));
  const inScope = (scope: Scope): string => query(terms.map((term) => termQuery(searchKey, scope, term)).join(' & '));
  const togetherHave = (all: string[]): string =>
    all.map((one) => `coalesce(bool_or(tokens @@ ${query(one)}), false)`).join(' AND ');
  return `
    SELECT hit.document_id, ${String(WEIGHTS.match)}
      + CASE WHEN hit.is_exact OR exact.document_id IS NOT NULL THEN ${String(WEIGHTS.exact)} ELSE 0 END
      + CASE WHEN heading.document_id IS NOT NULL THEN ${String(WEIGHTS.heading)} ELSE 0 END
      + CASE WHEN filename.document_id IS NOT NULL THEN ${String(WEIGHTS.filename)} ELSE 0 END AS weight
    FROM (
      SELECT document_id, false AS is_exact FROM search_entries
      WHERE user_id = ${owner} AND parts = 1 AND tokens @@ ${query(anywhere.join(' & '))}
      UNION ALL
      SELECT document_id, ${togetherHave(exact)} AS is_exact FROM search_entries
      WHERE user_id = ${owner} AND parts > 1 AND tokens @@ ${query(anywhere.join(' | '))}
      GROUP BY document_id HAVING ${togetherHave(anywhere)}
    ) AS hit
    LEFT JOIN (${idsWhere(`parts = 1 AND tokens @@ ${query(exact.join(' & '))}`)}) AS exact USING (document_id)
    LEFT JOIN (${idsWhere(`part = 0 AND tokens @@ ${inScope('heading')}`)}) AS heading USING (document_id)
    LEFT JOIN (${idsWhere(`part = 0 AND tokens @@ ${inScope('filename')}`)}) AS filename USING (document_id)`;
}

/** The columns to sort by, and the tables that these and the filter need. */
function narrow(filter: SearchFilter, sort: SearchSort, parameters: Parameters): string {
  const conditions: string[] = [];
  if (filter.status) conditions.push(`job.status = ${parameters.add(filter.status)}`);
  if (filter.fileType) conditions.push(`document.file_type = ${parameters.add(filter.fileType)}`);
  if (filter.createdFrom) conditions.push(`document.created_at >= ${parameters.add(filter.createdFrom)}`);
  if (filter.createdTo) conditions.push(`document.created_at <= ${parameters.add(filter.createdTo)}`);
  if (filter.needsReview !== undefined) {
    conditions.push(`document.summary->>'needs_review' = ${parameters.add(String(filter.needsReview))}`);
  }
  if (conditions.length === 0 && !NEEDS_DOCUMENT.includes(sort)) return 'FROM weighed';
  const job = filter.status ? 'JOIN jobs job ON job.id = document.job_id' : '';
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  return `, document.filename, document.size_bytes
    FROM weighed JOIN documents document ON document.id = weighed.document_id ${job} ${where}`;
}

/** The term as it was typed, from the beginning of a word. */
function exactQuery(key: number, term: Term): string {
  const { token, isPrefix } = toTermQuery(term).exact;
  return quote(indexToken(key, 'anywhere', token)) + (isPrefix ? ':*' : '');
}

/** A term as a `tsquery`. Terms are letters, marks and digits alone, so that nothing in them can be an operator. */
function termQuery(key: number, scope: Scope, term: Term): string {
  const all = toTermQuery(term).all.map(
    (forms) => `(${forms.map((form) => `${quote(indexToken(key, scope, form))}:*`).join(' | ')})`,
  );
  return `(${all.join(' & ')})`;
}

function quote(token: string): string {
  return `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
