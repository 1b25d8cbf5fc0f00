import { getDocumentProxy } from 'unpdf';
import type { FileFault } from './inspection';

/**
 * Opens a PDF as a reader does. A password that only restricts printing or changing doesn't keep anybody from reading,
 * so such a document is fine.
 */
export async function pdfFault(bytes: Buffer): Promise<FileFault | undefined> {
  if (isCutOff(bytes)) return 'unreadable';
  try {
    // A copy, for the library takes the memory that it is given.
    const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, disableFontFace: true });
    const fault = await pagesFault(document);
    await document.loadingTask.destroy();
    return fault;
  } catch (error) {
    return isLocked(error) ? 'locked' : 'unreadable';
  }
}

async function pagesFault(document: Awaited<ReturnType<typeof getDocumentProxy>>): Promise<FileFault | undefined> {
  if (document.numPages < 1) return 'no_pages';
  const { view } = await document.getPage(1);
  await document.getPage(document.numPages);
  const [left = 0, bottom = 0, right = 0, top = 0] = view;
  return right - left > 0 && top - bottom > 0 ? undefined : 'no_pages';
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'PasswordException' || /encrypt|password/i.test(error.message));

/**
 * Whether the end is missing. Readers repair such a document silently and show the pages that they find. A whole one
 * says after its last object where its table is; a linearized one does so at its beginning as well.
 */
function isCutOff(bytes: Buffer): boolean {
  const lastObject = Math.max(bytes.lastIndexOf(' obj'), bytes.lastIndexOf('endobj'));
  return lastObject > bytes.lastIndexOf('startxref');
}
