/** Why a file can't be used: the code of its fault in a problem document. */
export type FileFault = 'unreadable' | 'locked' | 'no_pages' | 'too_small' | 'too_many_pixels' | 'too_costly';

/** The result of an inspection: the file's media type, of those that were allowed, or what is wrong with it. */
export type Inspection = { media_type: string } | { fault: FileFault | 'empty' | 'media_type' };

/** Bytes of a string in Latin-1, to be found in a file. */
export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
