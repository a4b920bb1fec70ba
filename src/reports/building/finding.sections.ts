import type { ExtractedEntity } from '../../extraction/extraction.types.js';
import type { CorrectedExtraction, EffectiveField } from '../../fields/field.types.js';
import { namedLabel } from '../report-labels.js';
import type { FieldsSection, ReportField, ReportValue, TableSection, ValidationsSection } from '../report.types.js';
import { validationMessage } from './found-messages.js';
import { REPORT_LIMITS } from './report-limits.js';
import { toReportLine } from './report-text.js';
import { partNote, placeOf, withNote, type SectionContext } from './section-context.js';

const { cellCharacters, nameCharacters } = REPORT_LIMITS;
const MAX_PLACES = 3;
/** ISO 4217. */
const CURRENCY = /^[A-Z]{3}$/;

export function fieldSections({ fields }: CorrectedExtraction, context: SectionContext): FieldsSection[] {
  if (fields.length === 0) return [];
  const shown = fields.slice(0, REPORT_LIMITS.fields);
  return [
    {
      kind: 'fields',
      title: context.label('fields'),
      fields: shown.map((field) => toReportField(field, context)),
      ...withNote(partNote('entries_part', shown.length, fields.length, context)),
    },
  ];
}

function toReportField(field: EffectiveField, context: SectionContext): ReportField {
  const { name, label, value, confidence, location } = field;
  return {
    name: toReportLine(name, nameCharacters),
    label: namedLabel(context.locale, 'field', name) ?? toReportLine(label || name, nameCharacters),
    ...valueOf(field, context),
    text: toReportLine(value, cellCharacters),
    confidence,
    corrected: field.corrected ?? false,
    place: location && placeOf(location, context),
  };
}

/** Amounts become numbers, as long as a number holds them. */
function valueOf({ name, normalized, type, value }: EffectiveField, { locale }: SectionContext): ReportValue {
  if (name === 'document_type' && typeof normalized === 'string') {
    const label = namedLabel(locale, 'document_type', normalized);
    if (label !== null) return { value: label, type: 'text' };
  }
  if (typeof normalized === 'string') return { value: toReportLine(normalized, cellCharacters), type };
  const amount = Number(normalized.amount);
  if (!Number.isFinite(amount)) return { value: toReportLine(value, cellCharacters), type: 'text' };
  const { currency } = normalized;
  return { value: amount, type, ...(currency !== null && CURRENCY.test(currency) && { currency }) };
}

export function validationSections(
  { validations }: CorrectedExtraction,
  context: SectionContext,
): ValidationsSection[] {
  if (validations.length === 0) return [];
  const shown = validations.slice(0, REPORT_LIMITS.fields);
  return [
    {
      kind: 'validations',
      title: context.label('validations'),
      validations: shown.map((validation) => ({
        rule: toReportLine(validation.rule, nameCharacters),
        label: ruleLabel(validation.rule, context),
        status: validation.status,
        message: toReportLine(validationMessage(validation, context.locale), cellCharacters),
      })),
      ...withNote(partNote('entries_part', shown.length, validations.length, context)),
    },
  ];
}

function ruleLabel(rule: string, { locale }: SectionContext): string {
  return namedLabel(locale, 'rule', rule) ?? toReportLine(rule.replaceAll('_', ' '), nameCharacters);
}

/** What was found anywhere in the text, the most frequent of each kind first, and the barcodes. */
export function entitySections(extraction: CorrectedExtraction, context: SectionContext): TableSection[] {
  return [...entityTable(extraction, context), ...barcodeTable(extraction, context)];
}

function entityTable({ entities }: CorrectedExtraction, context: SectionContext): TableSection[] {
  if (entities.length === 0) return [];
  const { label, locale } = context;
  const shown = entities.slice(0, REPORT_LIMITS.entities);
  return [
    {
      kind: 'table',
      title: label('entities'),
      columns: [
        { name: label('type'), type: 'text' },
        { name: label('value'), type: 'text' },
        { name: label('count'), type: 'integer' },
        { name: label('place'), type: 'text' },
      ],
      rows: shown.map((entity) => [
        namedLabel(locale, 'entity', entity.type) ?? toReportLine(entity.type, nameCharacters),
        toReportLine(entity.text || entity.value, cellCharacters),
        entity.count,
        placesOf(entity, context),
      ]),
      totals_rows: [],
      row_count: entities.length,
      place: null,
      ...withNote(partNote('entries_part', shown.length, entities.length, context)),
    },
  ];
}

function placesOf({ locations }: ExtractedEntity, context: SectionContext): string {
  const places = [...new Set(locations.slice(0, 20).map((location) => placeOf(location, context)))];
  return places.slice(0, MAX_PLACES).join(' · ') + (places.length > MAX_PLACES ? ' …' : '');
}

function barcodeTable({ barcodes }: CorrectedExtraction, context: SectionContext): TableSection[] {
  if (barcodes.length === 0) return [];
  const { label } = context;
  const shown = barcodes.slice(0, REPORT_LIMITS.entities);
  return [
    {
      kind: 'table',
      title: label('barcodes'),
      columns: [
        { name: label('format'), type: 'text' },
        { name: label('content'), type: 'text' },
        { name: label('place'), type: 'text' },
      ],
      rows: shown.map(({ format, value, location }) => [
        toReportLine(format, nameCharacters),
        toReportLine(value, cellCharacters),
        placeOf(location, context),
      ]),
      totals_rows: [],
      row_count: barcodes.length,
      place: null,
      ...withNote(partNote('entries_part', shown.length, barcodes.length, context)),
    },
  ];
}
