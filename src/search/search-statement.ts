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

/** What a hit weighs by its place and by whether the word is there as it was typed. */
const WEIGHTS = { anywhere: 1, exact: 1, field: 2, filename: 3 };
const BEST = WEIGHTS.exact + WEIGHTS.field + WEIGHTS.filename;
/** Of more words than these the others must be there too, but make no difference to the order. */
const MAX_WEIGHED_TERMS = 6;

/** Ids are UUIDs of version 7: their order is that of creation. */
const ORDERS: Record<SearchSort, string> = {
  score: 'score DESC, document_id DESC',
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
  const { terms, sort, limit, offset } = request;
  const most = WEIGHTS.anywhere + BEST * Math.min(terms.length, MAX_WEIGHED_TERMS);
  const narrowed = narrow(filter, sort, parameters);
  const sql = `
    WITH weighed AS (
      SELECT document_id, sum(weight) AS weight FROM (${hits(request, parameters)}) AS hits
      GROUP BY document_id HAVING bool_or(is_match)
    ), found AS MATERIALIZED (
      SELECT weighed.document_id, least(weighed.weight / ${String(most)}.0, 1)::float AS score ${narrowed}
    )
    SELECT count.total, page.document_id, page.score
    FROM (SELECT count(*) AS total FROM found) AS count
    LEFT JOIN LATERAL (
      SELECT * FROM found ORDER BY ${ORDERS[sort]} LIMIT ${parameters.add(limit)} OFFSET ${parameters.add(offset)}
    ) AS page ON true`;
  return { sql, values: parameters.values };
}

/**
 * Documents with all the terms, and what adds to their weight. A document of which the tokens fill several entries
 * matches when its entries together have all the terms.
 */
function hits({ userId, searchKey, terms }: SearchRequest, parameters: Parameters): string {
  const owner = parameters.add(userId);
  const query = (tsquery: string): string => `${parameters.add(tsquery)}::tsquery`;
  const entries = (weight: number, isMatch: boolean, condition: string): string =>
    `SELECT document_id, ${String(weight)} AS weight, ${String(isMatch)} AS is_match
     FROM search_entries WHERE user_id = ${owner} AND ${condition}`;
  const each = terms.map((term) => termQuery(searchKey, 'anywhere', term));
  const inAll = each.map((one) => `bool_or(tokens @@ ${query(one)})`).join(' AND ');
  const weighed = terms.slice(0, MAX_WEIGHED_TERMS).flatMap((term) => weights(searchKey, term));
  return [
    entries(WEIGHTS.anywhere, true, `parts = 1 AND tokens @@ ${query(each.join(' & '))}`),
    `${entries(WEIGHTS.anywhere, true, `parts > 1 AND tokens @@ ${query(each.join(' | '))}`)}
     GROUP BY document_id HAVING ${inAll}`,
    ...weighed.map(([tsquery, weight]) => entries(weight, false, `tokens @@ ${query(tsquery)}`)),
  ].join('\nUNION ALL\n');
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

function weights(key: number, term: Term): [tsquery: string, weight: number][] {
  const { token, isPrefix } = toTermQuery(term).exact;
  return [
    [quote(indexToken(key, 'anywhere', token)) + (isPrefix ? ':*' : ''), WEIGHTS.exact],
    [termQuery(key, 'field', term), WEIGHTS.field],
    [termQuery(key, 'filename', term), WEIGHTS.filename],
  ];
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
