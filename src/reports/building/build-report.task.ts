import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLines } from '../../common/lines.js';
import type { CellValue, ExtractedTable } from '../../extraction/extraction.types.js';
import { contentHash } from './content-hash.js';
import { buildReport } from './report-builder.js';
import { type BuildInput, type BuildOutput, STRUCTURE_FILE } from './report-task.types.js';

/** Builds the structure of a report and leaves it in the output directory. */
export async function run(
  { subject, rowPaths }: BuildInput,
  { outputDirectory }: { outputDirectory: string },
): Promise<BuildOutput> {
  const rowsOf = (table: ExtractedTable): AsyncIterable<CellValue[]> | CellValue[][] => {
    const path = rowPaths[table.id];
    return path === undefined ? table.rows : readRows(path);
  };
  const report = await buildReport(subject, rowsOf);
  await writeFile(join(outputDirectory, STRUCTURE_FILE), JSON.stringify(report, null, 2));
  return { title: report.title, contentHash: contentHash(report) };
}

async function* readRows(path: string): AsyncGenerator<CellValue[]> {
  for await (const line of readLines(createReadStream(path))) yield JSON.parse(line) as CellValue[];
}
