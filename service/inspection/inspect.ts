import { imageFault } from './image';
import type { FileFault, Inspection } from './inspection';
import { mediaTypesOf } from './media-types';
import { pdfFault } from './pdf';

/**
 * Inspects a whole file: whether its content is of an allowed type, and whether it can be opened. It runs in a process
 * of its own, since decoders meet what strangers have made.
 */
export async function inspect(bytes: Buffer, allowed: readonly string[]): Promise<Inspection> {
  if (bytes.length === 0) return { fault: 'empty' };
  const types = await mediaTypesOf(bytes);
  const media_type = types.find((type) => allowed.includes(type));
  if (media_type === undefined) return { fault: 'media_type' };
  const fault = await openingFault(types, bytes);
  return fault ? { fault } : { media_type };
}

const PICTURES = /^image\/(?:jpeg|png|gif|webp|tiff|avif|heic|heif)(?:-sequence)?$/;

async function openingFault(types: readonly string[], bytes: Buffer): Promise<FileFault | undefined> {
  if (types.includes('application/pdf')) return pdfFault(bytes);
  return types.some((type) => PICTURES.test(type)) ? imageFault(bytes) : undefined;
}
