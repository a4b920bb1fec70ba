import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transactions.js';
import type { Extraction, ExtractedValidation } from '../extraction/extraction.types.js';
import { addedTo, besideCorrections, effective, searchableValues, withCorrections } from './corrections.js';
import type { CorrectedExtraction, Correction, EffectiveField, StoredField } from './field.types.js';
import { FieldsRepository, type FieldOwner } from './fields.repository.js';
import { recheck } from './recheck.js';

/** An extraction as it was stored, with every correction beside the field it concerns. */
export type AnnotatedExtraction<T extends Extraction> = Omit<T, 'fields'> & {
  fields: (T['fields'][number] & { corrected: Correction | null })[];
  /** Given by users and found by nobody. */
  added_fields: { name: string; type: string; corrected: Correction }[];
};

/** What the database knows of the fields of documents. */
@Injectable()
export class FieldsService {
  constructor(private readonly fields: FieldsRepository) {}

  /**
   * Notes what an extraction found, with the transaction that finishes it, and what its checks say with the
   * corrections that users made before. Returns what the document can be found by.
   */
  async store(
    tx: Transaction,
    owner: FieldOwner,
    extraction: Extraction,
  ): Promise<{ searchable: string[]; needsReview: boolean }> {
    await this.fields.replaceFound(tx.manager, owner, extraction.fields);
    const stored = await this.fields.list(owner.id, tx.manager);
    const validations = recheckCorrected(extraction, stored);
    await this.fields.replaceValidations(tx.manager, owner, validations);
    return { searchable: searchableValues(stored.map(effective)), needsReview: needsReview(validations) };
  }

  /** The extraction with every correction beside what was found. */
  async annotate<T extends Extraction & { document_id: string }>(extraction: T): Promise<AnnotatedExtraction<T>> {
    const [stored, validations] = await this.load(extraction);
    return {
      ...extraction,
      fields: besideCorrections(extraction, stored).map(({ field, corrected }) => ({ ...field, corrected })),
      added_fields: addedTo(extraction, stored).flatMap(({ name, type, corrected }) =>
        corrected ? [{ name, type, corrected }] : [],
      ),
      validations,
    };
  }

  /** The extraction with corrections in place of what was found: what a report is made from. */
  async correct<T extends Extraction & { document_id: string }>(extraction: T): Promise<CorrectedExtraction<T>> {
    const [stored, validations] = await this.load(extraction);
    return { ...withCorrections(extraction, stored), validations };
  }

  /** The fields of these documents with the values that count. For what shows them; it asks for no user. */
  async listOf(documentIds: readonly string[]): Promise<Map<string, EffectiveField[]>> {
    const all = await this.fields.listOf(documentIds);
    return new Map([...all].map(([id, fields]) => [id, fields.map(effective)]));
  }

  private async load(
    extraction: Extraction & { document_id: string },
  ): Promise<[StoredField[], ExtractedValidation[]]> {
    const stored = await this.fields.list(extraction.document_id);
    return [stored, recheckCorrected(extraction, stored)];
  }
}

/** What the checks say once corrections count. */
export function recheckCorrected(extraction: Extraction, stored: readonly StoredField[]): ExtractedValidation[] {
  const names = new Set(stored.flatMap(({ name, corrected }) => (corrected ? [name] : [])));
  if (names.size === 0) return extraction.validations;
  return recheck(withCorrections(extraction, stored), names, new Date().toISOString().slice(0, 10));
}

export function needsReview(validations: readonly ExtractedValidation[]): boolean {
  return validations.some(({ status }) => status === 'fail');
}
