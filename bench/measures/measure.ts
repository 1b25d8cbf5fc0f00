import type { Place } from '../place';
import type { Findings } from '../result';

export interface Setting {
  seed: number;
  quick: boolean;
  say: (line: string) => void;
}

/** One thing that is measured. `own`: on a stack of its own, with these arms. */
export interface Measure {
  name: string;
  run(place: Place, setting: Setting): Promise<Partial<Findings>>;
  own?: boolean;
}
