import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors.js';
import { translate, type Locale, type MessageKey } from '../common/messages/messages.js';
import { Transactions, type Transaction } from '../database/transactions.js';
import { documentStatus } from '../documents/document-status.js';
import type { Document } from '../documents/document.entity.js';
import { DocumentsService } from '../documents/documents.service.js';
import { findValueStyle, type ValueStyle } from '../extraction/key-information/values/value-style.js';
import { ExtractionsService, type StoredExtraction } from '../extractions/extractions.service.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { ReportsService } from '../reports/reports.service.js';
import { SearchIndexService } from '../search/search-index.service.js';
import { effective, searchableValues } from './corrections.js';
import { formOf, readInput, type InputForm } from './field-input.js';
import type { Correction, FieldChange, StoredField } from './field.types.js';
import { FieldsRepository } from './fields.repository.js';
import { needsReview, recheckCorrected } from './fields.service.js';
import { KNOWN_FIELDS, knownFieldType } from './known-fields.js';

const EXPECTED: Record<InputForm, MessageKey> = {
  date: 'invalid.field_date',
  amount: 'invalid.field_amount',
  number: 'invalid.field_number',
};

/** Which field, and what its user says it holds; null takes a correction back. */
export interface CorrectionRequest {
  name: string;
  ordinal: number;
  value: string | null;
}

export interface FieldWithHistory {
  field: StoredField;
  history: FieldChange[];
}

interface Subject {
  document: Document;
  extraction: StoredExtraction;
}

/** What users say of the fields of their documents. */
@Injectable()
export class FieldCorrectionsService {
  constructor(
    private readonly fields: FieldsRepository,
    private readonly documents: DocumentsService,
    private readonly extractions: ExtractionsService,
    private readonly reports: ReportsService,
    private readonly search: SearchIndexService,
    private readonly notifications: NotificationsService,
    private readonly transactions: Transactions,
  ) {}

  /** The fields of one's own document with all that was ever said of them; `CONFLICT` before there is anything. */
  async list(userId: string, documentId: string): Promise<FieldWithHistory[]> {
    assertExtracted(await this.documents.get(userId, documentId));
    const [fields, changes] = await Promise.all([this.fields.list(documentId), this.fields.listChanges(documentId)]);
    return withHistory(fields, changes);
  }

  /**
   * Writes a correction beside what was found, or takes it back; the last one counts. Search, checks and a new report
   * follow it. Throws `NOT_FOUND` for a field that neither the document has nor anybody knows, and `VALIDATION_ERROR`
   * for a value that is none of the field's type, explained in the language `saidIn`.
   */
  async correct(
    userId: string,
    documentId: string,
    request: CorrectionRequest,
    saidIn: Locale,
  ): Promise<FieldWithHistory> {
    const locale = await this.reports.languageOf(userId);
    await this.transactions.run(async (tx) => {
      const document = await this.documents.lock(tx, userId, documentId);
      assertExtracted(document);
      const extraction = await this.extractions.loadIn(tx, documentId);
      if (!extraction) throw notExtracted(document);
      if (!(await this.write(tx, { document, extraction }, request, saidIn))) return;
      await this.follow(tx, { document, extraction });
      await this.reports.order(tx, document, locale);
      await this.notifications.record(tx, userId, {
        type: 'document_corrected',
        document_id: documentId,
        field: request.name,
      });
    });
    const all = await this.list(userId, documentId);
    const found = all.find(({ field }) => field.name === request.name && field.ordinal === request.ordinal);
    return found ?? { field: emptyField(request), history: await this.historyOf(documentId, request) };
  }

  /** False when there was nothing to take back. */
  private async write(
    tx: Transaction,
    { document, extraction }: Subject,
    request: CorrectionRequest,
    saidIn: Locale,
  ): Promise<boolean> {
    const { name, ordinal, value } = request;
    const stored = await this.fields.list(document.id, tx.manager);
    const field = stored.find((other) => other.name === name && other.ordinal === ordinal) ?? emptyField(request);
    if (value === null && !field.corrected) return false;
    const at = new Date();
    const normalized =
      value === null
        ? null
        : read(field, value, { style: styleOf(extraction), currency: currencyOf(field, stored) }, saidIn);
    const correction: Correction | null =
      value === null || normalized === null ? null : { value, normalized, by: document.userId, at };
    await this.fields.correct(tx.manager, document, field, correction);
    const change = { name, ordinal, value, normalized, by: document.userId, at };
    await this.fields.addChange(tx.manager, document.id, change);
    return true;
  }

  /** Whatever depends on the values of the fields. */
  private async follow(tx: Transaction, { document, extraction }: Subject): Promise<void> {
    const stored = await this.fields.list(document.id, tx.manager);
    await this.search.replaceFields(tx, document, searchableValues(stored.map(effective)));
    const validations = recheckCorrected(extraction, stored);
    await this.fields.replaceValidations(tx.manager, document, validations);
    if (!document.summary) return;
    const summary = { ...document.summary, needs_review: needsReview(validations) };
    await this.documents.setSummary(tx, document.id, summary);
  }

  private async historyOf(documentId: string, { name, ordinal }: CorrectionRequest): Promise<FieldChange[]> {
    const changes = await this.fields.listChanges(documentId);
    return changes.filter((change) => change.name === name && change.ordinal === ordinal);
  }
}

function withHistory(fields: readonly StoredField[], changes: readonly FieldChange[]): FieldWithHistory[] {
  return fields.map((field) => ({
    field,
    history: changes.filter(({ name, ordinal }) => name === field.name && ordinal === field.ordinal),
  }));
}

/** A field that the machine did not find; only the first of a known name may be given by a user. */
function emptyField({ name, ordinal }: CorrectionRequest): StoredField {
  const type = ordinal === 0 ? knownFieldType(name) : null;
  if (type === null) {
    const params = { name: ordinal === 0 ? name : `${name} (${String(ordinal)})`, known: knownNames() };
    throw new AppError('NOT_FOUND', 'error.field_not_found', { params });
  }
  return { name, ordinal, type, found: null, corrected: null };
}

function knownNames(): string {
  return Object.keys(KNOWN_FIELDS).join(', ');
}

function read(
  { name, type }: StoredField,
  value: string,
  context: Parameters<typeof readInput>[2],
  saidIn: Locale,
): Correction['normalized'] {
  const normalized = readInput(type, value, context);
  if (normalized !== null) return normalized;
  const details = [{ field: 'value', message: translate(saidIn, EXPECTED[formOf(type) ?? 'number'], { field: name }) }];
  throw new AppError('VALIDATION_ERROR', 'error.validation', { details });
}

/** An amount that names no currency is in that of the field, else of the document. */
function currencyOf({ found }: StoredField, stored: readonly StoredField[]): string | null {
  const own = found?.normalized;
  if (own !== undefined && typeof own !== 'string' && own.currency !== null) return own.currency;
  const field = stored.find(({ name }) => name === 'currency');
  const currency = field && effective(field).normalized;
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

function styleOf({ text, language }: StoredExtraction): ValueStyle {
  return findValueStyle(text, { language, today: new Date().toISOString().slice(0, 10) });
}

function assertExtracted(document: Document): void {
  if (document.summary === null) throw notExtracted(document);
}

function notExtracted({ job }: Document): AppError {
  return new AppError('CONFLICT', 'error.not_extracted', { params: { status: documentStatus(job.status) } });
}
