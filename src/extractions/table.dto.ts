import { z } from 'zod';
import { pageQuery } from '../http/common.schemas.js';
import { TABLE_FORMATS } from './table-export.js';

export const tableRowSchema = z
  .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe('The values of a row, in the order of the columns')
  .meta({ id: 'TableRow', example: ['한빛상사', '2026-01-07', 12, 1234500, true, null] });

export const tableQuerySchema = z.object(pageQuery);

export const tableDownloadSchema = z.object({
  format: z.enum(TABLE_FORMATS).default('csv').describe('csv opens in Excel; ndjson is a JSON array a line'),
});
