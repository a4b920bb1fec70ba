import { bodyText } from '../layout/body-text.js';
import { findEntities } from './entities/find-entities.js';
import { maskSensitive, maskSensitiveJson } from './entities/mask.js';
import { findFields } from './fields/find-fields.js';
import type { FieldsContext } from './fields/fields-context.js';
import { PartySides } from './fields/party-sides.js';
import { LabelMap } from './fields/value-places.js';
import type { KeyInformation, KeyInformationSource } from './key-information.types.js';
import { findLabels } from './labels/find-labels.js';
import type { LabelIndex } from './labels/label-index.js';
import { buildPlanes } from './plane/build-planes.js';
import { findKeywords } from './prose/keywords.js';
import { detectLanguage } from './prose/language.js';
import { MAX_PROSE_CHARACTERS } from './prose/words.js';
import { summarise } from './prose/summary.js';
import { validate } from './validations/validations.js';
import { findValueStyle } from './values/value-style.js';

const SUMMARY_SENTENCES = 3;

/**
 * Finds what a document says: deterministic and offline; the same source, labels and day give the same result. Fields
 * are looked for by the labels of `index`.
 */
export async function findKeyInformation(source: KeyInformationSource, index: LabelIndex): Promise<KeyInformation> {
  const language = await detectLanguage(source.text);
  const context = toContext(source, index, language);
  const { fields, warnings } = findFields(context, source.metadata);
  const found = findEntities(source, context.style);
  const prose = source.pages.length > 0 ? bodyText(source.pages, MAX_PROSE_CHARACTERS) : source.text;
  return {
    language,
    fields: maskSensitiveJson(fields),
    entities: found.entities,
    keywords: findKeywords(prose, language),
    summary: summarise(prose, language, { maxSentences: SUMMARY_SENTENCES }).map(maskSensitive),
    validations: maskSensitiveJson(validate(fields, found.entities, source.today)),
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
