import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderedFormat, ReportStructure } from '../report.types.js';
import { renderHtml } from './html.renderer.js';
import { renderMarkdown } from './markdown.renderer.js';
import { renderPdf } from './pdf.renderer.js';
import { renderingFile } from './rendering-file.js';
import { renderXlsx } from './xlsx.renderer.js';

export interface RenderInput {
  /** Of a file with the report's structure as JSON. */
  structurePath: string;
  formats: RenderedFormat[];
}

export const RENDERERS: Record<RenderedFormat, (report: ReportStructure) => Promise<Buffer | string> | string> = {
  pdf: renderPdf,
  xlsx: renderXlsx,
  html: renderHtml,
  md: renderMarkdown,
};

/** Renders a report and leaves a file of each format in the output directory. */
export async function run(
  { structurePath, formats }: RenderInput,
  { outputDirectory }: { outputDirectory: string },
): Promise<void> {
  const report = JSON.parse(await readFile(structurePath, 'utf8')) as ReportStructure;
  for (const format of formats) {
    await writeFile(join(outputDirectory, renderingFile(format)), await RENDERERS[format](report));
  }
}
