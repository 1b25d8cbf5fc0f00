/** Why a file can't be used: the code of its fault in a problem document. */
export type FileFault = 'unreadable' | 'locked' | 'no_pages' | 'too_small' | 'too_many_pixels' | 'too_costly';

/** The result of an inspection: the file's media type, of those that were allowed, or what is wrong with it. */
export type Inspection = { media_type: string } | { fault: FileFault | 'empty' | 'media_type' };

/** Sentences for the user, one a fault. */
export const FAULT_SENTENCES: Readonly<Record<FileFault, string>> = {
  unreadable: 'The file is damaged or cut off and can’t be opened. Choose it again, or make a new one.',
  locked: 'The file needs a password to be opened. Save it without one and send it again.',
  no_pages: 'The document has no pages.',
  too_small: 'The picture is too small to show anything. Take or choose a larger one.',
  too_many_pixels: 'The picture has more pixels than can be handled. Save it smaller and send it again.',
  too_costly: 'The file takes too long or too much memory to open. Save it in a simpler form and send it again.',
};

/** Bytes of a string in Latin-1, to be found in a file. */
export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
