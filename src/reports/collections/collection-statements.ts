import type { Grouping } from './collection-report.types.js';

/*
 * Every statement takes the ids of the documents as $1 and begins with the same two tables: `subject`, a row for each
 * document that was read, with what its fields say (corrections first), and `ranked`, the groups in their order.
 */

/** Corrections first, see the table `document_fields`; of several fields of one name the first. */
const FIELD_NAMES = [
  'document_type',
  'issuer',
  'issuer_registration_number',
  'document_number',
  'issue_date',
  'date',
  'currency',
  'subtotal',
  'tax',
  'total',
];

function text(name: string): string {
  return `max(effective_text) FILTER (WHERE name = '${name}')`;
}

function date(name: string): string {
  return `max(effective_date) FILTER (WHERE name = '${name}')`;
}

/** An amount and the currency it names itself. */
function money(name: string): string {
  return `max(effective_amount) FILTER (WHERE name = '${name}') AS ${name},
    max(effective_currency) FILTER (WHERE name = '${name}') AS ${name}_currency`;
}

/** A currency that a user gave to the document goes for all its amounts. */
const FOUND = `
  SELECT document.id, document.filename, document.file_type, document.created_at,
    ${text('document_type')} AS document_type,
    ${text('issuer')} AS issuer_name,
    ${text('issuer_registration_number')} AS issuer_number,
    ${text('document_number')} AS document_number,
    coalesce(${date('issue_date')}, ${date('date')}) AS issued,
    max(upper(btrim(corrected_text)))
      FILTER (WHERE name = 'currency' AND upper(btrim(corrected_text)) ~ '^[A-Z]{3}$') AS given_currency,
    max(effective_text) FILTER (WHERE name = 'currency' AND effective_text ~ '^[A-Z]{3}$') AS named_currency,
    ${money('subtotal')},
    ${money('tax')},
    ${money('total')}
  FROM unnest($1::uuid[]) AS chosen (id)
  JOIN documents document ON document.id = chosen.id
  LEFT JOIN document_fields field ON field.document_id = document.id AND field.ordinal = 0
    AND field.name IN (${FIELD_NAMES.map((name) => `'${name}'`).join(', ')})
  WHERE document.summary IS NOT NULL
  GROUP BY document.id`;

/**
 * Issuers are the same when their names are, whatever their spaces, width and case and wherever they say that they are
 * a stock company ("(주)", "㈜", "주식회사"); nameless ones when their registration numbers are.
 */
const ISSUER_KEY = `coalesce(
  nullif(regexp_replace(lower(regexp_replace(normalize(issuer_name, NFKC), '\\s+', '', 'g')),
    '^(\\(주\\)|주식회사)|(\\(주\\)|주식회사)$', '', 'g'), ''),
  nullif(regexp_replace(issuer_number, '\\D', '', 'g'), ''), '')`;

/** An amount that is in another currency than its document is left out: nothing is ever added across currencies. */
function ownAmount(name: string): string {
  return `CASE WHEN ${isOwn(name)} THEN ${name} END AS ${name}`;
}

function isOwn(name: string): string {
  return `(given_currency IS NOT NULL OR ${name}_currency IS NULL OR ${name}_currency = currency)`;
}

const SUBJECT = `
  SELECT id, filename, file_type, created_at, document_type, issued, currency,
    coalesce(issuer_name, issuer_number) AS issuer, ${ISSUER_KEY} AS issuer_key,
    document_number, upper(regexp_replace(normalize(document_number, NFKC), '\\s+', '', 'g')) AS number_key,
    ${ownAmount('subtotal')}, ${ownAmount('tax')}, ${ownAmount('total')},
    (subtotal IS NOT NULL AND NOT ${isOwn('subtotal')}) OR (tax IS NOT NULL AND NOT ${isOwn('tax')}) AS is_mixed
  FROM (SELECT *, coalesce(given_currency, total_currency, named_currency, subtotal_currency, tax_currency, '')
    AS currency FROM found) AS found`;

/** How groups are told apart, and which come first. A key that is empty stands for none, and comes last. */
const GROUPS: Record<Grouping, { key: string; label?: string; order: string }> = {
  issuer: {
    key: 'issuer_key',
    label: 'mode() WITHIN GROUP (ORDER BY issuer)',
    order: `group_key = '', count(*) DESC, group_key`,
  },
  month: { key: `coalesce(to_char(issued, 'YYYY-MM'), '')`, order: 'group_key DESC' },
  currency: { key: 'currency', order: `group_key = '', count(*) DESC, group_key` },
  file_type: { key: 'file_type', order: 'count(*) DESC, group_key' },
  document_type: { key: `coalesce(document_type, '')`, order: `group_key = '', count(*) DESC, group_key` },
};

/** The tables that all statements begin with. */
function withSubjects(groupBy: Grouping): string {
  const { key, label = 'group_key', order } = GROUPS[groupBy];
  return `
  WITH found AS (${FOUND}),
  subject AS MATERIALIZED (SELECT *, ${key} AS group_key FROM (${SUBJECT}) AS subject),
  ranked AS MATERIALIZED (
    SELECT group_key, ${label} AS label, count(*)::int AS documents, min(issued) AS first, max(issued) AS last,
      row_number() OVER (ORDER BY ${order})::int AS place
    FROM subject GROUP BY group_key
  )`;
}

const DAY = `'YYYY-MM-DD'`;
const LINE = `id, filename, document_type AS "documentType", issuer, document_number AS "documentNumber",
  to_char(issued, ${DAY}) AS issued, nullif(currency, '') AS currency, total::text AS total`;
/** Amounts of an unknown currency may be of several. */
const SUMS = `
  CASE WHEN currency <> '' THEN sum(subtotal)::text END AS subtotal,
  CASE WHEN currency <> '' THEN sum(tax)::text END AS tax,
  CASE WHEN currency <> '' THEN sum(total)::text END AS total`;

/** One row. */
export function overviewStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT count(*)::int AS documents, to_char(min(issued), ${DAY}) AS first, to_char(max(issued), ${DAY}) AS last,
    count(*) FILTER (WHERE issued IS NULL)::int AS undated, count(*) FILTER (WHERE is_mixed)::int AS mixed
  FROM subject`;
}

export function fileTypesStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT file_type AS "fileType", count(*)::int AS documents FROM subject GROUP BY file_type ORDER BY 2 DESC, 1`;
}

/** $2: how many; `currencyCount` is of all. The unknown one is never left out. */
export function currenciesStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT nullif(currency, '') AS currency, count(*)::int AS documents, count(total)::int AS "withTotal", ${SUMS},
    count(*) OVER ()::int AS "currencyCount"
  FROM subject WHERE currency <> '' OR total IS NOT NULL
  GROUP BY currency ORDER BY currency <> '', count(*) DESC, currency LIMIT $2`;
}

/** $2: how many groups have a place of their own. The others stand together in the next one, and "none" comes last. */
const PLACE = `CASE WHEN group_key = '' THEN $2::int + 2 ELSE least(place, $2::int + 1) END`;

export function groupsStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT ${PLACE} AS place, nullif(min(label), '') AS key, count(*)::int AS groups,
    sum(documents)::int AS documents, to_char(min(first), ${DAY}) AS first, to_char(max(last), ${DAY}) AS last
  FROM ranked GROUP BY 1 ORDER BY 1`;
}

/** $2 as for groups; $3: the currencies. */
export function groupTotalsStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT ${PLACE} AS place, currency, count(*)::int AS documents, ${SUMS}
  FROM subject JOIN ranked USING (group_key)
  WHERE currency = ANY($3::text[]) GROUP BY 1, currency ORDER BY 1, currency`;
}

/** $2: how many of the latest months. */
export function monthsStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)},
  months AS (
    SELECT to_char(issued, 'YYYY-MM') AS month, currency, count(*)::int AS documents, ${SUMS}
    FROM subject WHERE issued IS NOT NULL GROUP BY 1, currency
  ),
  placed AS (SELECT *, dense_rank() OVER (ORDER BY month DESC)::int AS place FROM months)
  SELECT month, nullif(currency, '') AS currency, documents, total, (SELECT max(place) FROM placed) AS "monthCount"
  FROM placed WHERE place <= $2 ORDER BY month, currency`;
}

/** $2: how many lines. */
export function duplicatesStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)},
  same AS (
    SELECT issuer_key, number_key, currency, total, row_number() OVER (ORDER BY min(created_at), issuer_key, number_key)::int AS set
    FROM subject WHERE issuer_key <> '' AND number_key <> '' AND total IS NOT NULL
    GROUP BY issuer_key, number_key, currency, total HAVING count(*) > 1
  )
  SELECT ${LINE}, set, count(*) OVER ()::int AS "lineCount", count(*) OVER ()::int AS "documentCount",
    (SELECT count(*)::int FROM same) AS sets
  FROM subject JOIN same USING (issuer_key, number_key, currency, total)
  ORDER BY set, created_at, id LIMIT $2`;
}

/** $2: how many lines; $3 and $4: kinds of documents, and beside each a field that it should have. */
export function missingStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT ${LINE}, array_agg(required.name ORDER BY required.ordinal) AS fields,
    count(*) OVER ()::int AS "lineCount", count(*) OVER ()::int AS "documentCount"
  FROM subject
  JOIN unnest($3::text[], $4::text[]) WITH ORDINALITY AS required (document_type, name, ordinal) USING (document_type)
  WHERE NOT EXISTS (
    SELECT 1 FROM document_fields field
    WHERE field.document_id = subject.id AND field.name = required.name AND btrim(coalesce(field.effective_text, '')) <> '')
  GROUP BY ${SUBJECT_COLUMNS} ORDER BY issued DESC NULLS LAST, id LIMIT $2`;
}

/** $2: how many lines. */
export function failedStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT ${LINE}, rule, message, validation.key, params, count(*) OVER ()::int AS "lineCount",
    (SELECT count(DISTINCT id)::int FROM subject JOIN document_validations ON document_id = id WHERE status = 'fail')
      AS "documentCount"
  FROM subject JOIN document_validations validation ON validation.document_id = subject.id
  WHERE status = 'fail' ORDER BY rule, subject.issued DESC NULLS LAST, id, ordinal LIMIT $2`;
}

/** $2: how many lines. */
export function listStatement(groupBy: Grouping): string {
  return `${withSubjects(groupBy)}
  SELECT ${LINE}, count(*) OVER ()::int AS "lineCount", count(*) OVER ()::int AS "documentCount"
  FROM subject JOIN ranked USING (group_key)
  ORDER BY place, subject.issued DESC NULLS LAST, id LIMIT $2`;
}

const SUBJECT_COLUMNS = 'id, filename, document_type, issuer, document_number, issued, currency, total';

/** The documents that were not read, by how their job stands. */
export const UNREAD = `
  SELECT job.status, count(*)::int AS documents
  FROM unnest($1::uuid[]) AS chosen (id)
  JOIN documents document ON document.id = chosen.id JOIN jobs job ON job.id = document.job_id
  WHERE document.summary IS NULL GROUP BY job.status ORDER BY job.status`;
