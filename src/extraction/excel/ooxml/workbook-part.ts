import { posix } from 'node:path';
import type { SheetState } from '../sheet-source.js';
import { isTrue, parseXml, prefixedAttribute } from '../xml.js';
import { corrupt, type ZipPackage } from '../zip-package.js';
import { readRelationships, type Relationship } from './relationships.js';

const WORKBOOK_NAME = /(^|\/)workbook\d*\.xml$/i;
const STATES: Partial<Record<string, SheetState>> = { hidden: 'hidden', veryHidden: 'very_hidden' };

export interface SheetPart {
  name: string;
  state: SheetState;
  /** The name of the part, which may not exist. */
  part: string;
  /** The sheet is nothing but a chart. */
  isChart: boolean;
}

export interface WorkbookParts {
  sheets: SheetPart[];
  date1904: boolean;
  sharedStrings: string | null;
  styles: string | null;
  persons: string | null;
  coreProperties: string | null;
  extendedProperties: string | null;
}

/** Finds the parts of a workbook by their relationships. Throws CORRUPT_FILE when there is no workbook. */
export async function readWorkbookParts(zip: ZipPackage): Promise<WorkbookParts> {
  const ofPackage = await readRelationships(zip, '');
  const linked = targetOf(zip, ofPackage, 'officeDocument');
  const part = linked ?? zip.names.find((name) => WORKBOOK_NAME.test(name));
  if (part === undefined) throw corrupt();
  const ofWorkbook = await readRelationships(zip, part);
  const { listed, date1904 } = await readList(zip, part);
  return {
    sheets: listed.map((sheet, index) => toSheetPart(sheet, index, ofWorkbook)),
    date1904,
    sharedStrings: targetOf(zip, ofWorkbook, 'sharedStrings') ?? beside(zip, part, 'sharedStrings.xml'),
    styles: targetOf(zip, ofWorkbook, 'styles') ?? beside(zip, part, 'styles.xml'),
    persons: targetOf(zip, ofWorkbook, 'person'),
    coreProperties: targetOf(zip, ofPackage, 'core-properties'),
    extendedProperties: targetOf(zip, ofPackage, 'extended-properties'),
  };
}

function targetOf(zip: ZipPackage, relationships: readonly Relationship[], type: string): string | null {
  const found = relationships.find((link) => link.type === type && !link.external && zip.has(link.target));
  return found?.target ?? null;
}

/** Where everybody puts a part, for a workbook without the relationship to it. */
function beside(zip: ZipPackage, workbook: string, name: string): string | null {
  const part = posix.join(posix.dirname(workbook), name);
  return zip.has(part) ? part : null;
}

interface ListedSheet {
  name: string;
  state: SheetState;
  id: string | undefined;
}

async function readList(zip: ZipPackage, part: string): Promise<{ listed: ListedSheet[]; date1904: boolean }> {
  const listed: ListedSheet[] = [];
  let date1904 = false;
  await parseXml(zip.read(part), {
    open(element, attributes) {
      if (element === 'workbookPr') date1904 = isTrue(attributes.date1904);
      if (element !== 'sheet') return;
      const { name = '', state = '' } = attributes;
      listed.push({ name, state: STATES[state] ?? 'visible', id: prefixedAttribute(attributes, 'id') });
    },
  });
  return { listed, date1904 };
}

/** A workbook without relationships has its sheets where everybody puts them. */
function toSheetPart({ name, state, id }: ListedSheet, index: number, links: readonly Relationship[]): SheetPart {
  const link = links.find((candidate) => candidate.id === id);
  const part = link?.target ?? `xl/worksheets/sheet${index + 1}.xml`;
  return { name, state, part, isChart: link?.type === 'chartsheet' };
}
