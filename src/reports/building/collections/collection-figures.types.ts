import type { FileType } from '../../../common/media-types.js';
import type { Locale, MessageParams } from '../../../common/messages/messages.js';
import type { JobStatus } from '../../../jobs/job.entity.js';
import type { Grouping } from '../../collections/collection-report.types.js';

/** Amounts of one currency, added up by the database: decimal strings, null where no document gives any. */
export interface Sums {
  subtotal: string | null;
  tax: string | null;
  total: string | null;
}

/** What the documents of one currency come to. Amounts whose currency nobody knows are counted, never added. */
export interface CurrencyTotal extends Sums {
  /** ISO 4217; null where it is not known. */
  currency: string | null;
  documents: number;
  /** How many of them have a total. */
  withTotal: number;
}

/** The documents that a group holds; the last place may stand for all groups that had no place of their own. */
export interface GroupCount {
  place: number;
  /** As it is compared and, where there is one, as it is written; null of documents that belong to none. */
  key: string | null;
  /** How many groups this stands for: more than one in the last place. */
  groups: number;
  documents: number;
  /** ISO dates of issue. */
  first: string | null;
  last: string | null;
}

export interface GroupTotal extends Sums {
  place: number;
  currency: string;
  documents: number;
}

export interface MonthTotal {
  /** As `2026-01`. */
  month: string;
  currency: string | null;
  documents: number;
  total: string | null;
}

/** A document in a line of the report. */
export interface DocumentLine {
  id: string;
  filename: string;
  /** Of the kinds that the service tells apart, or whatever a user called it. */
  documentType: string | null;
  issuer: string | null;
  documentNumber: string | null;
  issued: string | null;
  currency: string | null;
  total: string | null;
}

export interface DuplicateLine extends DocumentLine {
  /** From 1; documents of one number seem to be the same. */
  set: number;
}

export interface MissingLine extends DocumentLine {
  fields: string[];
}

export interface FailedLine extends DocumentLine {
  rule: string;
  /** In English; `key` and `params` are what it takes to say it in another language, where that is known. */
  message: string;
  key: string | null;
  params: MessageParams | null;
}

/** The first of many lines. `total` is how many there are, `documents` how many documents they are about. */
export interface Lines<T> {
  shown: T[];
  total: number;
  documents: number;
}

/** What was asked for and is not told of. */
export interface LeftOut {
  /** Not read yet, or not readable, by how their job stands. */
  unread: { status: JobStatus; documents: number }[];
  /** Deleted since the report was ordered. */
  deleted: number;
  /** Older ones, beyond as many as a report tells of. */
  beyondLimit: number;
}

/** All that a report across documents says, before it is put into words. */
export interface CollectionFigures {
  /** ISO 8601: all figures are of this moment. */
  asOf: string;
  groupBy: Grouping;
  documents: number;
  fileTypes: { fileType: FileType; documents: number }[];
  first: string | null;
  last: string | null;
  /** Documents without a date of issue. */
  undated: number;
  /** Documents that name another currency for a part of their amounts: that part is not added. */
  mixed: number;
  leftOut: LeftOut;
  /** By number of documents, the unknown one last. */
  currencies: CurrencyTotal[];
  /** Of all currencies. */
  currencyCount: number;
  groups: GroupCount[];
  /** In order of place, then currency. */
  groupTotals: GroupTotal[];
  /** Oldest first, at most as many months as a chart shows. */
  months: MonthTotal[];
  /** Of all months with documents. */
  monthCount: number;
  duplicates: Lines<DuplicateLine> & { sets: number };
  missing: Lines<MissingLine>;
  failed: Lines<FailedLine>;
  list: Lines<DocumentLine>;
}

/** What the report is, beside its figures. */
export interface CollectionSubject {
  id: string;
  locale: Locale;
  /** ISO 8601. */
  createdAt: string;
}
