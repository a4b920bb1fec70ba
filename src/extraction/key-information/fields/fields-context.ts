import type { ExtractedBarcode, ExtractedTable } from '../../extraction.types.js';
import type { LabelIndex } from '../labels/label-index.js';
import type { FoundLabel } from '../labels/find-labels.js';
import type { LabelledField, LabelMeaning, LabelStrength } from '../labels/labels.types.js';
import type { TextPlane } from '../plane/text-plane.js';
import type { ValueStyle } from '../values/value-style.js';
import type { PartySides } from './party-sides.js';
import type { LabelMap } from './value-places.js';

/** What all rules work with. */
export interface FieldsContext {
  planes: readonly TextPlane[];
  labels: LabelMap;
  index: LabelIndex;
  style: ValueStyle;
  sides: PartySides;
  tables: readonly ExtractedTable[];
  barcodes: readonly ExtractedBarcode[];
  language: string | null;
}

export interface FieldLabel {
  label: FoundLabel;
  strength: LabelStrength;
}

/** The labels that may lead to a field. */
export function labelsOfField({ labels }: Pick<FieldsContext, 'labels'>, name: LabelledField): FieldLabel[] {
  return labels.labels.flatMap((label) => {
    const meaning = label.meanings.find((one) => one.kind === 'field' && one.name === name);
    return meaning?.kind === 'field' ? [{ label, strength: meaning.strength }] : [];
  });
}

/** The labels that have a meaning of a kind, with that meaning. */
export function labelsOfKind<K extends LabelMeaning['kind']>(
  labels: readonly FoundLabel[],
  kind: K,
): { label: FoundLabel; meaning: Extract<LabelMeaning, { kind: K }> }[] {
  return labels.flatMap((label) =>
    label.meanings.flatMap((meaning) =>
      meaning.kind === kind ? [{ label, meaning: meaning as Extract<LabelMeaning, { kind: K }> }] : [],
    ),
  );
}
