import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { code, codes, table } from './markdown';

/** One row of `.dependency-cruiser.cjs`: a top folder or an entry point, and what it may import. */
export interface Room {
  room: string;
  what: string;
  /** Folders (`domain/`) and files (`runtime/paths.ts`); a string stands for more than a list can say. */
  imports: readonly string[] | string;
  packages?: { only?: readonly string[]; not?: readonly string[] };
}

/** The rows by which dependency-cruiser judges, in their order. */
export const rooms = (): readonly Room[] =>
  (require(path.join(projectRoot(), '.dependency-cruiser.cjs')) as { rooms: readonly Room[] }).rooms;

/** The table of who may import whom. */
export const roomTable = (rows: readonly Room[]): string =>
  table(
    ['room', 'what it is', 'may import'],
    rows.map(({ room, what, imports, packages }) => [code(nameOf(room)), what, mayImport(imports, packages)]),
  );

/** As a reader writes it: a folder with its slash, a file with its ending. */
const nameOf = (room: string): string => (room.includes('.') ? room : `${room}/`);

function mayImport(imports: Room['imports'], { only, not }: Room['packages'] & object = {}): string {
  const ours = typeof imports === 'string' ? imports : codes(imports.map(asModule));
  const packages = only ? codes([...only]) : not ? `no ${codes([...not])}` : undefined;
  if (packages === undefined) return ours || 'nothing of ours';
  return [ours, packages].filter((part) => part !== '').join('; packages: ') || 'nothing';
}

/** A folder without its slash, a module without its ending. */
const asModule = (imported: string): string => imported.replace(/\/$/, '').replace(/(?<=\/.*)\.ts$/, '');
