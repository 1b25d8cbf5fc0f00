import { isObject } from '../../domain/json';
import { type Fault, fault, warning } from '../../domain/skill/check/fault';
import { nearest } from '../../domain/skill/check/suggest';
import { ALIASES, canBeTold, RECOGNISED } from './media-types';
import type { Place } from './places';

/** Upload fields that can't be, and types of files that nobody could send. */
export function uploadFaults({ schema, pointer, depth, isAlternative }: Place): Fault[] {
  const upload = schema['x-upload'];
  if (!isObject(upload)) return [];
  const at = `${pointer}/x-upload`;
  if (depth !== 1 || isAlternative || !/\/properties\/[^/]+$/.test(pointer)) {
    const message =
      "Files can't be sent here: an upload field is a property of the form itself, not of an object or a list in it. " +
      "'count' says how many files it takes.";
    return [fault('upload_misplaced', at, message)];
  }
  const types = Array.isArray(upload.mime) ? upload.mime : [];
  return types.flatMap((type, index) => mediaTypeFaults(String(type), `${at}/mime/${index}`));
}

function mediaTypeFaults(type: string, at: string): Fault[] {
  const registered = Object.hasOwn(ALIASES, type) ? ALIASES[type] : undefined;
  if (registered !== undefined) {
    const message = `'${type}' is no registered media type, so browsers don't offer such files. Did you mean '${registered}'?`;
    return [warning('media_type_alias', at, message)];
  }
  // Containers name types of their own, which may be near to others: 'asic-s' and 'asic-e' are two.
  const isOwn = RECOGNISED.has(type) || type.endsWith('+zip') || type.startsWith('application/vnd.');
  const near = isOwn ? undefined : nearest(type, RECOGNISED);
  if (near !== undefined)
    return [fault('media_type_unknown', at, `There is no media type '${type}'. Did you mean '${near}'?`)];
  if (canBeTold(type)) return [];
  const message =
    `No file can be told to be '${type}' by its content, so every file would be refused. ` +
    "Take 'application/pdf', or let a field of text stand for it.";
  return [fault('media_type_unknown', at, message)];
}
