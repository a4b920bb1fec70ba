import { findEntities } from './entities/find-entities.js';
import { findFields } from './fields/find-fields.js';
import type { FieldsContext } from './fields/fields-context.js';
import { PartySides } from './fields/party-sides.js';
import { LabelMap } from './fields/value-places.js';
import type { KeyInformation, KeyInformationSource } from './key-information.types.js';
import { findLabels } from './labels/find-labels.js';
import type { LabelIndex } from './labels/label-index.js';
import { buildPlanes } from './plane/build-planes.js';
import { validate } from './validations/validations.js';
import { findValueStyle } from './values/value-style.js';

/**
 * Finds what a document says: deterministic and offline; the same source, labels and day give the same result. Fields
 * are looked for by the labels of `index`.
 */
export function findKeyInformation(source: KeyInformationSource, index: LabelIndex): KeyInformation {
  const language = /[가-힣]/.test(source.text) ? 'ko' : null;
  const context = toContext(source, index, language);
  const { fields, warnings } = findFields(context, source.metadata);
  const found = findEntities(source, context.style);
  const validations = validate(fields, found.entities, source.today);
  return {
    language,
    fields,
    entities: found.entities,
    keywords: [],
    summary: [],
    validations,
    warnings: [...warnings, ...found.warnings],
  };
}

function toContext(source: KeyInformationSource, index: LabelIndex, language: string | null): FieldsContext {
  const recognised = new Set(source.pages.filter((page) => page.source === 'ocr').map(({ number }) => number));
  const planes = buildPlanes(source.layouts, source.sheets, recognised);
  const labels = findLabels(planes, index);
  return {
    planes,
    labels: new LabelMap(labels),
    index,
    style: findValueStyle(source.text, { language, today: source.today }),
    sides: new PartySides(planes, labels, index),
    tables: source.tables,
    barcodes: source.barcodes,
    language,
  };
}
