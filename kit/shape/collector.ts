import type { ShapeFault } from './shape-fault';

/** Faults of one document that are kept: more help nobody, and each has a pointer that may be long. */
const MOST_FAULTS = 1_000;

/** Collects faults, one a mistake. */
export class Collector {
  private readonly faults: ShapeFault[] = [];
  private readonly known = new Set<string>();

  get isEmpty(): boolean {
    return this.faults.length === 0;
  }

  get size(): number {
    return this.faults.length;
  }

  /** Adds a fault, unless its place has been found wrong in the same way: schemas overlap. */
  add(fault: ShapeFault): void {
    if (this.faults.length >= MOST_FAULTS) return;
    const key = `${fault.code} ${fault.about ?? ''} ${fault.pointer}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    this.faults.push(fault);
  }

  addAll({ faults }: Collector): void {
    for (const fault of faults) this.add(fault);
  }

  /** All faults. What is missing because its name is misspelled is one mistake: the name's. */
  list(): ShapeFault[] {
    const misspelled = new Set(
      this.faults.flatMap(({ code, pointer, about }) =>
        code === 'member_unknown' && about !== undefined ? [`${parentOf(pointer)} ${about}`] : [],
      ),
    );
    return this.faults.filter(
      ({ code, pointer, about }) => code !== 'member_missing' || !misspelled.has(`${pointer} ${about}`),
    );
  }
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));
