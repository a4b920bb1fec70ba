import type { FileType } from '../common/media-types.js';
import type { JobStatus } from '../jobs/job.entity.js';
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
  status?: JobStatus | undefined;
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
  const weighed = weighedHits(request, filter, parameters);
  const found = NEEDS_DOCUMENT.includes(sort)
    ? `SELECT weighed.*, document.filename, document.size_bytes
       FROM (${weighed}) AS weighed JOIN documents document ON document.id = weighed.document_id`
    : weighed;
  const sql = `
    WITH found AS MATERIALIZED (${found})
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
 * the tokens of a row costs as much as to find a hundred rows. The sets are asked for membership, not joined: that is
 * one table of hashes each, however few rows the planner expects, where a join may become a search per hit.
 */
function weighedHits(request: SearchRequest, filter: SearchFilter, parameters: Parameters): string {
  const { searchKey, terms } = request;
  const within = narrow(request, filter, parameters);
  const idsWhere = (condition: string, tsquery: string): string =>
    `SELECT document_id FROM search_entries
     WHERE ${within} AND ${condition} AND tokens @@ ${parameters.add(tsquery)}::tsquery`;
  const anywhere = terms.map((term) => termQuery(searchKey, 'anywhere', term));
  const exact = terms.map((term) => exactQuery(searchKey, term));
  const withAll = (tsqueries: string[]): string => `
    ${idsWhere('parts = 1', tsqueries.join(' & '))}
    UNION ALL (SELECT DISTINCT * FROM (${tsqueries.map((one) => idsWhere('parts > 1', one)).join(' INTERSECT ')}) AS parted)`;
  const inScope = (scope: Scope): string =>
    idsWhere('part = 0', terms.map((term) => termQuery(searchKey, scope, term)).join(' & '));
  const weightAmong = (ids: string, weight: number): string =>
    `CASE WHEN document_id IN (${ids}) THEN ${String(weight)} ELSE 0 END`;
  return `
    SELECT document_id, ${String(WEIGHTS.match)}
      + ${weightAmong(withAll(exact), WEIGHTS.exact)}
      + ${weightAmong(inScope('heading'), WEIGHTS.heading)}
      + ${weightAmong(inScope('filename'), WEIGHTS.filename)} AS weight
    FROM (${withAll(anywhere)}) AS hit
    ${hasStatus(request, filter, parameters)}`;
}

/** Whose entries, and of what documents. */
function narrow({ userId }: SearchRequest, filter: SearchFilter, parameters: Parameters): string {
  const conditions = [`user_id = ${parameters.add(userId)}`];
  if (filter.fileType) conditions.push(`file_type = ${parameters.add(filter.fileType)}`);
  if (filter.createdFrom) conditions.push(`created_at >= ${parameters.add(filter.createdFrom)}`);
  if (filter.createdTo) conditions.push(`created_at <= ${parameters.add(filter.createdTo)}`);
  if (filter.needsReview !== undefined) conditions.push(`needs_review = ${parameters.add(filter.needsReview)}`);
  return conditions.join(' AND ');
}

/**
 * Nearly all documents are completed, so that those with another status are looked up, whichever is asked for.
 * `IS TRUE` keeps the planner from making a join of it.
 */
function hasStatus({ userId }: SearchRequest, { status }: SearchFilter, parameters: Parameters): string {
  if (!status) return '';
  const isCompleted = status === 'succeeded';
  return `WHERE (document_id IN (
      SELECT document.id FROM jobs job JOIN documents document ON document.job_id = job.id
      WHERE job.user_id = ${parameters.add(userId)} AND job.kind = 'extraction' AND job.status <> 'succeeded'
        AND ${isCompleted ? 'true' : `job.status = ${parameters.add(status)}`}
    )) IS ${isCompleted ? 'FALSE' : 'TRUE'}`;
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
