import { open } from 'node:fs/promises';
import type { Entry } from 'yauzl';
import { DocumentFault } from '../../common/errors.js';
import type { ExtractionLimits } from '../extraction.types.js';
import { CellCounter } from './cell-counter.js';
import type { DateSystem } from './number-format.js';
import { dateSystemOf, chartSheetsOf, PartText } from './workbook-parts.js';
import { inspectZip, type PartVisitor } from './zip-package.js';

const COMPOUND_FILE = Buffer.from('D0CF11E0A1B11AE1', 'hex');
const WORKSHEET = /xl\/worksheets\/sheet\d+[.]xml/;

/** What is known of a workbook before it is opened. */
export interface PackageFacts {
  worksheetCount: number;
  /** Cells over all sheets that hold a value. */
  valueCount: number;
  /** Cells over all sheets, those that merely have a format among them. */
  cellCount: number;
  /** Whether a reader that goes through the file from front to back knows the formats before it meets the cells. */
  streamable: boolean;
  dates: DateSystem;
  /** The names of the sheets that are charts. */
  chartSheets: string[];
}

/** Checks the package and counts its cells. Throws ENCRYPTED_FILE, CORRUPT_FILE or LIMIT_EXCEEDED. */
export async function inspectPackage(path: string, limits: ExtractionLimits): Promise<PackageFacts> {
  await refuseCompoundFile(path);
  const counter = new CellCounter();
  const visitor = {
    add: (chunk: Buffer) => {
      counter.add(chunk);
      assertCells(counter.cells, limits);
    },
    end: () => {
      counter.endPart();
    },
  };
  const [workbook, relationships] = [new PartText(), new PartText()];
  const visitors: Partial<Record<string, PartVisitor>> = {
    'xl/workbook.xml': workbook,
    'xl/_rels/workbook.xml.rels': relationships,
  };
  const { entries } = await inspectZip(
    path,
    limits,
    'xl/workbook.xml',
    ({ fileName }) => visitors[fileName] ?? (WORKSHEET.test(fileName) ? visitor : null),
  );
  const worksheets = entries.filter(({ fileName }) => WORKSHEET.test(fileName));
  return {
    worksheetCount: worksheets.length,
    valueCount: counter.values,
    cellCount: counter.cells,
    streamable: isStreamable(entries, worksheets),
    dates: dateSystemOf(workbook.text),
    chartSheets: chartSheetsOf(workbook.text, relationships.text),
  };
}

/** Throws LIMIT_EXCEEDED. */
export function assertCells(count: number, { maxCells }: ExtractionLimits): void {
  if (count > maxCells) throw new DocumentFault('LIMIT_EXCEEDED', 'failure.limit_cells', { limit: maxCells });
}

/** An encrypted workbook is a compound file around the encrypted zip. */
async function refuseCompoundFile(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(COMPOUND_FILE.length));
    if (bytesRead === buffer.length && buffer.equals(COMPOUND_FILE)) {
      throw new DocumentFault('ENCRYPTED_FILE', 'failure.encrypted');
    }
  } finally {
    await file.close();
  }
}

function isStreamable(entries: readonly Entry[], worksheets: readonly Entry[]): boolean {
  const offsetOf = (name: string): number =>
    entries.find(({ fileName }) => fileName === name)?.relativeOffsetOfLocalHeader ?? Infinity;
  const styles = offsetOf('xl/styles.xml');
  // The streaming reader sets sheets aside until it has met both of these, and then does not wait for the formats.
  const ready = Math.max(offsetOf('xl/sharedStrings.xml'), offsetOf('xl/_rels/workbook.xml.rels'));
  return worksheets.every(({ relativeOffsetOfLocalHeader: at }) => at < ready || at > styles);
}
