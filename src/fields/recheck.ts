import type { ExtractedEntity, ExtractedValidation } from '../extraction/extraction.types.js';
import { validate } from '../extraction/key-information/validations/validations.js';
import type { EffectiveField } from './field.types.js';

interface Checked {
  fields: readonly EffectiveField[];
  entities: readonly ExtractedEntity[];
  validations: readonly ExtractedValidation[];
}

/**
 * The validations once corrections count: those that concern a field in `changed` are made anew with the values that
 * count, the others stay as they were. `today` is `YYYY-MM-DD`.
 */
export function recheck(
  { fields, entities, validations }: Checked,
  changed: ReadonlySet<string>,
  today: string,
): ExtractedValidation[] {
  const concerns = (validation: ExtractedValidation): boolean => validation.fields.some((name) => changed.has(name));
  // Checks look at values, not at places, which a field that a user gave does not have.
  const placed = fields.map((field) => ({ ...field, location: field.location ?? { page: 1 } }));
  const anew = validate(placed, entities, today);
  const kept = validations.map((validation) => {
    const again = anew.find(({ rule }) => rule === validation.rule);
    return again && (concerns(validation) || concerns(again)) ? again : validation;
  });
  const rules = new Set(validations.map(({ rule }) => rule));
  return [...kept, ...anew.filter((validation) => !rules.has(validation.rule) && concerns(validation))];
}
