import type { CustomTableLayout, StyleDictionary } from 'pdfmake/interfaces.js';
import { CELL_PADDING } from './pdf-table-plan.js';

export const PDF_COLOURS = {
  ink: '#1f2933',
  soft: '#5b6875',
  line: '#d5dce3',
  rule: '#8fa1b2',
  head: '#eef2f6',
  total: '#f3f6f9',
  accent: '#2f6690',
  good: '#1f7a4d',
  bad: '#b3261e',
} as const;

export const PDF_STYLES: StyleDictionary = {
  title: { fontSize: 20, bold: true, lineHeight: 0.95 },
  meta: { fontSize: 9, color: PDF_COLOURS.soft },
  heading: { fontSize: 13, bold: true, color: PDF_COLOURS.ink },
  note: { fontSize: 8, color: PDF_COLOURS.soft },
  body: { fontSize: 9.5, lineHeight: 1.1 },
  head: { bold: true, color: PDF_COLOURS.ink },
  label: { color: PDF_COLOURS.soft },
};

/** Thin lines between rows, a stronger one below the header; nothing upright. The first row is the section's title. */
export function tableLayout(headerRows: number): CustomTableLayout {
  return {
    hLineWidth: (index, { table }) => {
      if (index < headerRows - 1) return 0;
      return index <= headerRows || index === table.body.length ? 0.7 : 0.4;
    },
    hLineColor: (index) => (index <= headerRows ? PDF_COLOURS.rule : PDF_COLOURS.line),
    vLineWidth: () => 0,
    paddingLeft: () => CELL_PADDING / 2,
    paddingRight: () => CELL_PADDING / 2,
    paddingTop: (index) => (index < headerRows - 1 ? 0 : 2.5),
    paddingBottom: (index) => (index < headerRows - 1 ? 1 : 2.5),
  };
}
