import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** Stands for a payload that can't be decoded. No guard takes it for a message. */
const UNDECODABLE = Object.freeze({ $undecodable: true });

/** Whether a value stands for a payload that can't be decoded. */
export const isUndecodable = (value: unknown): boolean => value === UNDECODABLE;

/**
 * The workflow's payload converter: the default one, but a payload that it can't decode is no error. Anybody who may
 * write to the engine can signal a session, and an error while a signal is decoded fails its workflow task for ever.
 */
export const payloadConverter: Readonly<PayloadConverter> = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return UNDECODABLE as T;
    }
  },
};
