import type { RenderedFormat } from '../report.types.js';

/** The name of a rendering in the output directory. */
export function renderingFile(format: RenderedFormat): string {
  return `report.${format}`;
}
