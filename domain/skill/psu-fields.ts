import { isObject, type Json } from '../json';
import { parsePointer, references } from '../pointer';
import type { SkillDefinition } from './definition';

/** What operations of every catalog call the user's name at the bank. */
const PSU_ID = 'psu_id';

/**
 * The fields in which users say who they are at their bank, by step: those that the definition hands on to operations
 * as `psu_id`.
 */
export function psuFields(definition: SkillDefinition): Map<string, string> {
  const fields = new Map<string, string>();
  const note = (template: Json): void => {
    for (const { pointer } of references(template, '')) {
      const [place, step, field] = parsePointer(pointer) ?? [];
      if (place === 'steps' && step !== undefined && field !== undefined) fields.set(step, field);
    }
  };
  const look = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        if (name === PSU_ID) note(member);
        look(member);
      }
    }
  };
  look(definition.steps as unknown as Json);
  return fields;
}
