import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository, type EntityManager } from 'typeorm';
import type { ExtractedField, ExtractedValidation } from '../extraction/extraction.types.js';
import { withOrdinals } from './corrections.js';
import { DocumentField } from './document-field.entity.js';
import { DocumentValidation } from './document-validation.entity.js';
import { toColumns, toFoundColumns, toStoredField } from './field-columns.js';
import { FieldCorrection } from './field-correction.entity.js';
import type { Correction, FieldChange, StoredField } from './field.types.js';

const BATCH = 500;
const NOTHING_FOUND = {
  label: null,
  value: null,
  text: null,
  amount: null,
  currency: null,
  date: null,
  confidence: null,
  rule: null,
  location: null,
};
const NOTHING_CORRECTED = {
  correctedValue: null,
  correctedText: null,
  correctedAmount: null,
  correctedCurrency: null,
  correctedDate: null,
  correctedBy: null,
  correctedAt: null,
};

export interface FieldOwner {
  id: string;
  userId: string;
}

@Injectable()
export class FieldsRepository {
  constructor(
    @InjectRepository(DocumentField) private readonly fields: Repository<DocumentField>,
    @InjectRepository(FieldCorrection) private readonly changes: Repository<FieldCorrection>,
  ) {}

  async list(documentId: string, manager: EntityManager = this.fields.manager): Promise<StoredField[]> {
    const rows = await manager.find(DocumentField, { where: { documentId }, order: { name: 'ASC', ordinal: 'ASC' } });
    return rows.map(toStoredField);
  }

  async listOf(documentIds: readonly string[]): Promise<Map<string, StoredField[]>> {
    const rows = await this.fields.find({
      where: { documentId: In([...documentIds]) },
      order: { name: 'ASC', ordinal: 'ASC' },
    });
    const byDocument = new Map<string, StoredField[]>();
    for (const row of rows) {
      byDocument.set(row.documentId, [...(byDocument.get(row.documentId) ?? []), toStoredField(row)]);
    }
    return byDocument;
  }

  /** What was found takes the place of what was found before; corrections stay. */
  async replaceFound(manager: EntityManager, owner: FieldOwner, fields: readonly ExtractedField[]): Promise<void> {
    const documentId = owner.id;
    await manager.delete(DocumentField, { documentId, correctedAt: IsNull() });
    await manager.update(DocumentField, { documentId, correctedAt: Not(IsNull()) }, NOTHING_FOUND);
    const rows = withOrdinals(fields).map(({ field, ordinal }) => ({
      documentId,
      userId: owner.userId,
      name: field.name,
      ordinal,
      ...toFoundColumns(field),
    }));
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH);
      await manager.upsert(DocumentField, batch, ['documentId', 'name', 'ordinal']);
    }
  }

  /** Null takes the correction back; a field that is nothing but a correction goes with it. */
  async correct(
    manager: EntityManager,
    owner: FieldOwner,
    { name, ordinal, type, found }: StoredField,
    correction: Correction | null,
  ): Promise<void> {
    const place = { documentId: owner.id, name, ordinal };
    if (correction) {
      const { text, amount, currency, date } = toColumns(type, correction.normalized);
      await manager.upsert(
        DocumentField,
        {
          ...place,
          userId: owner.userId,
          type,
          correctedValue: correction.value,
          correctedText: text,
          correctedAmount: amount,
          correctedCurrency: currency,
          correctedDate: date,
          correctedBy: correction.by,
          correctedAt: correction.at,
        },
        ['documentId', 'name', 'ordinal'],
      );
    } else if (found) await manager.update(DocumentField, place, NOTHING_CORRECTED);
    else await manager.delete(DocumentField, place);
  }

  async addChange(manager: EntityManager, documentId: string, change: FieldChange): Promise<void> {
    const { name, ordinal, value, normalized, by, at } = change;
    await manager.insert(FieldCorrection, {
      documentId,
      name,
      ordinal,
      value,
      normalized,
      correctedBy: by,
      correctedAt: at,
    });
  }

  /** Oldest first. */
  async listChanges(documentId: string): Promise<FieldChange[]> {
    const rows = await this.changes.find({ where: { documentId }, order: { id: 'ASC' } });
    return rows.map(({ name, ordinal, value, normalized, correctedBy, correctedAt }) => ({
      name,
      ordinal,
      value,
      normalized,
      by: correctedBy,
      at: correctedAt,
    }));
  }

  async replaceValidations(
    manager: EntityManager,
    owner: FieldOwner,
    validations: readonly ExtractedValidation[],
  ): Promise<void> {
    await manager.delete(DocumentValidation, { documentId: owner.id });
    const rows = validations.map((validation, ordinal) => ({
      documentId: owner.id,
      userId: owner.userId,
      ordinal,
      ...validation,
    }));
    for (let from = 0; from < rows.length; from += BATCH) {
      await manager.insert(DocumentValidation, rows.slice(from, from + BATCH));
    }
  }
}
