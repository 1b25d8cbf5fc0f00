import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { OUR_FAULT } from '../../domain/connector';
import { isObject } from '../../domain/json';

/** Types of failures that say nothing of us alone: nobody answered, or nothing is decided yet. */
const OTHERS = new Set(['unavailable', 'pending']);

/** Whether the last attempt at a call failed for a fault of ours: an unexpected error, or a call that no worker knows. */
export function isFaulty({ lastFailure }: temporal.api.workflow.v1.IPendingActivityInfo): boolean {
  const { type, details } = lastFailure?.applicationFailureInfo ?? {};
  if (!type) return false;
  if (!OTHERS.has(type)) return true;
  const [payload] = details?.payloads ?? [];
  const detail: unknown = payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
  return isObject(detail) && detail[OUR_FAULT] === true;
}
