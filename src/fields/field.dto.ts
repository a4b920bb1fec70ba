import { z } from 'zod';
import { toStorableText } from '../common/text.js';
import type { FieldWithHistory } from './field-corrections.service.js';
import { KNOWN_FIELDS } from './known-fields.js';

const MAX_VALUE_CHARACTERS = 2_000;
const MAX_ORDINAL = 10_000;

const normalizedSchema = z
  .union([z.string(), z.object({ amount: z.string(), currency: z.string().nullable() })])
  .describe('A date as 2026-01-07, an amount as a decimal string with its ISO 4217 currency, else the tidied text');

const changeSchema = z.object({
  value: z.string().nullable().describe('null: the correction was taken back'),
  normalized: normalizedSchema.nullable(),
  by: z.uuid(),
  at: z.iso.datetime(),
});

export const fieldSchema = z
  .object({
    name: z.string(),
    ordinal: z.int().min(0).describe('Counts fields of one name, from 0'),
    type: z.string(),
    found: z
      .object({
        label: z.string(),
        value: z.string(),
        normalized: normalizedSchema,
        confidence: z.number(),
        rule: z.string(),
        location: z.record(z.string(), z.unknown()),
      })
      .nullable()
      .describe('What was found; null for a field that only you gave'),
    corrected: z
      .object({ value: z.string(), normalized: normalizedSchema, by: z.uuid(), at: z.iso.datetime() })
      .nullable()
      .describe('What you say it holds; reports and search go by it'),
    history: z.array(changeSchema).describe('Every correction, oldest first'),
  })
  .meta({
    id: 'Field',
    example: {
      name: 'total',
      ordinal: 0,
      type: 'money',
      found: {
        label: '합계금액',
        value: '914,930원',
        normalized: { amount: '914930', currency: 'KRW' },
        confidence: 0.82,
        rule: 'label_right',
        location: { page: 1, bbox: [410, 620, 498, 634] },
      },
      corrected: {
        value: '914,980',
        normalized: { amount: '914980', currency: 'KRW' },
        by: '019a9d30-1111-7d2e-b9a4-2f6f0f6a4a01',
        at: '2026-01-07T03:25:00.000Z',
      },
      history: [
        {
          value: '914,980',
          normalized: { amount: '914980', currency: 'KRW' },
          by: '019a9d30-1111-7d2e-b9a4-2f6f0f6a4a01',
          at: '2026-01-07T03:25:00.000Z',
        },
      ],
    },
  });
export type FieldView = z.infer<typeof fieldSchema>;

export const fieldNameSchema = z
  .string()
  .max(64)
  .transform(toStorableText)
  .describe(`A field of the document, or one that can be added: ${Object.keys(KNOWN_FIELDS).join(', ')}`);

export const correctionSchema = z
  .strictObject({
    value: z
      .string()
      .transform((value) => toStorableText(value).trim())
      .pipe(z.string().min(1).max(MAX_VALUE_CHARACTERS))
      .nullable()
      .describe('As a person writes it; null takes the correction back'),
    ordinal: z.int().min(0).max(MAX_ORDINAL).default(0).describe('Which of several fields of this name'),
  })
  .meta({ id: 'FieldCorrection', example: { value: '914,980원' } });

export function toFieldView({ field, history }: FieldWithHistory): FieldView {
  const { name, ordinal, type, found, corrected } = field;
  return {
    name,
    ordinal,
    type,
    found: found && { ...found, location: { ...found.location } },
    corrected: corrected && { ...corrected, at: corrected.at.toISOString() },
    history: history.map(({ value, normalized, by, at }) => ({ value, normalized, by, at: at.toISOString() })),
  };
}
