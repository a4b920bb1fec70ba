import type { ExtractedEntity, ExtractionWarning, Location } from '../../extraction.types.js';
import { createWarning } from '../../warnings.js';
import type { KeyInformationSource } from '../key-information.types.js';
import type { ValueStyle } from '../values/value-style.js';
import { ENTITY_TYPES, type EntityContext, type EntityFinder, type FoundEntity } from './entity.types.js';
import { findIbans } from './iban.finder.js';
import { findInternetAddresses } from './internet.finder.js';
import { findBusinessNumbers, findCorporateNumbers } from './korean-number.finder.js';
import { type Passage, passagesOf } from './passage.js';
import { findPhones } from './phone.finder.js';
import { regionOf } from './region.js';
import { findSensitiveNumbers } from './sensitive-numbers.js';
import { findDateEntities, findMoney, findPercentEntities } from './value.finders.js';

/** Of one type; each with so many places. */
export const MAX_ENTITIES = 1_000;
export const MAX_LOCATIONS = 20;
/** Characters that are looked at; twice what a document's text may hold. */
const MAX_CHARACTERS = 2 * 1024 * 1024;
const MAX_AMBIGUOUS_DATES = 10;

/** What is found first keeps its place: a date inside an address or a number is none. */
const FINDERS: readonly EntityFinder[] = [
  findInternetAddresses,
  findIbans,
  findSensitiveNumbers,
  findCorporateNumbers,
  findBusinessNumbers,
  findDateEntities,
  findMoney,
  findPercentEntities,
  findPhones,
];

export interface Entities {
  entities: ExtractedEntity[];
  warnings: ExtractionWarning[];
}

/**
 * Everything in a document that is known by its form or its checksum alone, by type and then in the order of the
 * document. What goes over a bound is cut with a warning.
 */
export function findEntities(source: KeyInformationSource, style: ValueStyle): Entities {
  const collection = new EntityCollection();
  const context: EntityContext = {
    style,
    region: regionOf(style),
    onCut: (type) => {
      collection.cut(type);
    },
  };
  let left = MAX_CHARACTERS;
  let cut = false;
  for (const passage of passagesOf(source)) {
    cut ||= passage.text.length > left;
    for (const entity of findInText(passage.text.slice(0, left), context)) collection.add(entity, passage);
    left -= Math.min(left, passage.text.length);
    if (left === 0) break;
  }
  const warnings = collection.warnings();
  if (cut) warnings.push(createWarning('warning.entities_not_searched', { limit: MAX_CHARACTERS }));
  return { entities: collection.list(), warnings };
}

/** The entities of one text in the order of the text; none overlaps another. */
export function findInText(text: string, context: EntityContext): FoundEntity[] {
  return FINDERS.reduce<FoundEntity[]>((taken, find) => {
    const free = withoutOverlaps(find(text, context), taken);
    return free.length === 0 ? taken : [...taken, ...free].sort((a, b) => a.start - b.start);
  }, []);
}

/** Those that overlap none of `taken`; both are in the order of the text, so that one walk does. */
function withoutOverlaps(found: FoundEntity[], taken: readonly FoundEntity[]): FoundEntity[] {
  let next = 0;
  return found.filter(({ start, end }) => {
    while ((taken[next]?.end ?? Infinity) <= start) next += 1;
    return (taken[next]?.start ?? Infinity) >= end;
  });
}

class EntityCollection {
  private readonly byType = new Map<string, Map<string, ExtractedEntity>>();
  private readonly cutTypes = new Set<string>();
  private readonly ambiguous = new Map<string, ExtractionWarning>();

  add(entity: FoundEntity, passage: Passage): void {
    const entities = this.entitiesOf(entity.type);
    const known = entities.get(entity.value);
    if (!known && entities.size >= MAX_ENTITIES) {
      this.cutTypes.add(entity.type);
      return;
    }
    if (known && known.locations.length >= MAX_LOCATIONS) {
      known.count += 1;
      return;
    }
    const location = passage.locate(entity.start, entity.end);
    this.noteAmbiguous(entity, location);
    if (!known) {
      const { type, value, text } = entity;
      entities.set(value, { type, value, text, count: 1, locations: [location] });
      return;
    }
    known.count += 1;
    known.locations.push(location);
  }

  /** Not all of this type is in the collection. */
  cut(type: string): void {
    this.cutTypes.add(type);
  }

  list(): ExtractedEntity[] {
    return ENTITY_TYPES.flatMap((type) => [...(this.byType.get(type)?.values() ?? [])]);
  }

  warnings(): ExtractionWarning[] {
    const cut = [...this.cutTypes].map((type) => createWarning('warning.entities_cut', { type, limit: MAX_ENTITIES }));
    return [...this.ambiguous.values(), ...cut];
  }

  private entitiesOf(type: string): Map<string, ExtractedEntity> {
    const entities = this.byType.get(type) ?? new Map<string, ExtractedEntity>();
    this.byType.set(type, entities);
    return entities;
  }

  private noteAmbiguous({ value, text, alternatives }: FoundEntity, location: Location): void {
    const other = alternatives?.join(', ');
    if (other === undefined || this.ambiguous.has(text) || this.ambiguous.size >= MAX_AMBIGUOUS_DATES) return;
    this.ambiguous.set(text, createWarning('warning.ambiguous_date', { text, chosen: value, other }, location));
  }
}
