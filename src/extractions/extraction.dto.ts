import { z } from 'zod';
import { FILE_TYPES } from '../common/media-types.js';

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const locationSchema = z
  .union([
    z.object({ page: z.int(), bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional() }),
    z.object({ sheet: z.string(), cell: z.string() }),
    z.object({ sheet: z.string(), range: z.string() }),
  ])
  .describe('Page and box (origin top left, in the unit of the page), or sheet and cell or range');

/** What a sentence speaks of, to say it in another language. */
const messageParams = z.record(z.string(), z.union([z.string(), z.number()]));

const pageSchema = z.object({
  number: z.int(),
  width: z.number(),
  height: z.number(),
  unit: z.enum(['pt', 'px']),
  rotation: z.number(),
  text: z.string(),
  source: z.enum(['text', 'ocr']),
  confidence: z.number(),
});
const sheetSchema = z.object({
  index: z.int(),
  name: z.string(),
  hidden: z.boolean(),
  very_hidden: z.literal(true).optional(),
  row_count: z.int(),
  column_count: z.int(),
  tables: z.array(z.string()),
  merged_cells: z.array(z.string()).optional().describe('Ranges, at most 1,000'),
  hyperlinks: z
    .array(z.object({ cell: z.string(), target: z.string() }))
    .optional()
    .describe('At most 1,000; places in the workbook begin with #'),
  comments: z
    .array(z.object({ cell: z.string(), author: z.string().nullable(), text: z.string() }))
    .optional()
    .describe('At most 1,000'),
});
const tableSchema = z.object({
  id: z.string(),
  location: locationSchema,
  title: z.string().nullable(),
  confidence: z.number(),
  row_count: z.int(),
  rows: z.array(z.array(cellSchema)).describe('The first 50 rows'),
  totals_rows: z.array(z.int()).describe('Rows that add up others, as indexes from 0'),
  cells: z
    .array(
      z.object({
        row: z.int().describe('Index into rows; below 0 for the header'),
        column: z.int(),
        page: z.int(),
        bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        row_span: z.int().optional(),
        column_span: z.int().optional(),
      }),
    )
    .optional()
    .describe('Of tables on pages: where their cells stand'),
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      null_count: z.int(),
      distinct_count: z.int(),
      min: cellSchema,
      max: cellSchema,
      sum: z.number().nullable(),
      mean: z.number().nullable(),
      examples: z.array(cellSchema),
    }),
  ),
});
const fieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  value: z.string(),
  normalized: z.union([z.string(), z.object({ amount: z.string(), currency: z.string().nullable() })]),
  type: z.string(),
  confidence: z.number(),
  rule: z.string(),
  location: locationSchema,
  items: z
    .array(
      z.object({
        description: z.string(),
        quantity: z.string().nullable(),
        unit_price: z.string().nullable(),
        amount: z.string().nullable(),
        tax: z.string().nullable(),
      }),
    )
    .optional()
    .describe('Of `line_items`; numbers are decimal strings'),
});

const correctionSchema = z.object({
  value: z.string(),
  normalized: fieldSchema.shape.normalized,
  by: z.uuid(),
  at: z.iso.datetime(),
});

const EXTRACTION_EXAMPLE = {
  document_id: '019a9d30-7b0a-7d2e-b9a4-2f6f0f6a4a01',
  job_id: '019a9d30-7b0a-7d2e-b9a4-33d1f2b7c602',
  schema_version: 1 as const,
  file_type: 'pdf' as const,
  media_type: 'application/pdf',
  engine: [{ name: '@embedpdf/pdfium', version: '2.15.1' }],
  language: 'ko',
  metadata: { title: '세금계산서', created_at: '2026-01-07T03:00:00.000Z' },
  text: '세금계산서\n공급가액 1,000,000',
  text_length: 20,
  text_truncated: false,
  pages: [
    {
      number: 1,
      width: 595,
      height: 842,
      unit: 'pt' as const,
      rotation: 0,
      text: '세금계산서\n공급가액 1,000,000',
      source: 'text' as const,
      confidence: 1,
    },
  ],
  sheets: [],
  tables: [],
  fields: [],
  added_fields: [],
  entities: [],
  keywords: [],
  summary: [],
  barcodes: [],
  validations: [],
  warnings: [],
  timings: { total_ms: 412, stages: { parse: 380, assemble: 32 } },
};

/** Documentation only: what is answered is what the sandbox wrote. */
export const extractionSchema = z
  .object({
    document_id: z.uuid(),
    job_id: z.uuid(),
    schema_version: z.literal(1),
    file_type: z.enum(FILE_TYPES),
    media_type: z.string(),
    engine: z.array(z.object({ name: z.string(), version: z.string() })),
    language: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    text: z.string().describe('In reading order, at most 1 MiB'),
    text_length: z.int(),
    text_truncated: z.boolean(),
    pages: z.array(pageSchema),
    sheets: z.array(sheetSchema),
    tables: z.array(tableSchema),
    fields: z.array(
      fieldSchema.extend({ corrected: correctionSchema.nullable().describe('What you say it holds, beside the find') }),
    ),
    added_fields: z
      .array(z.object({ name: z.string(), type: z.string(), corrected: correctionSchema }))
      .describe('Fields that you gave and that were not found'),
    entities: z.array(
      z.object({
        type: z.string(),
        value: z.string(),
        text: z.string(),
        count: z.int(),
        locations: z.array(locationSchema),
      }),
    ),
    keywords: z.array(z.object({ term: z.string(), score: z.number() })),
    summary: z.array(z.string()),
    barcodes: z.array(
      z.object({
        format: z.string(),
        value: z.string(),
        content: z.object({ standard: z.string(), fields: z.record(z.string(), z.string()) }).nullable(),
        location: locationSchema,
      }),
    ),
    validations: z.array(
      z.object({
        rule: z.string(),
        status: z.enum(['pass', 'fail', 'skipped']),
        message: z.string(),
        key: z.string().optional(),
        params: messageParams.optional(),
        fields: z.array(z.string()),
      }),
    ),
    warnings: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        params: messageParams.optional(),
        location: locationSchema.optional(),
      }),
    ),
    timings: z.object({ total_ms: z.number(), stages: z.record(z.string(), z.number()) }),
  })
  .meta({ id: 'Extraction', example: EXTRACTION_EXAMPLE });
