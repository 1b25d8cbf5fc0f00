import type { Arm, Chat, Operation } from '../arms/arm';
import type { ArmName, Place } from '../place';
import { type Comparison, compare } from '../result';
import { type Contender, FULL, interleave, type Pace, patiently, QUICK, several, type Task, warmUp } from '../run';
import type { Kind } from '../skills';
import type { Measure } from './measure';

interface Cell {
  name: string;
  kind: Kind;
  operation: Operation | 'create';
  arms: readonly ArmName[];
  /**
   * For an operation that takes so long that the usual number of rounds would take an hour, and nobody notices cold
   * caches.
   */
  pace?: Partial<Pace>;
}

const CLIENTS = [1, 16, 64];
const CELLS: readonly Cell[] = [
  {
    name: 'create',
    kind: 'talk',
    operation: 'create',
    arms: ['us', 'floor', 'bare service', 'express', 'naive', 'restate'],
  },
  {
    name: 'step',
    kind: 'talk',
    operation: 'step',
    arms: ['us', 'floor', 'bare service', 'update floor', 'express', 'naive', 'restate'],
  },
  {
    name: 'call',
    kind: 'quote',
    operation: 'call',
    arms: ['us', 'floor', 'bare service', 'update floor', 'naive', 'restate'],
  },
  {
    name: 'read',
    kind: 'talk',
    operation: 'read',
    arms: ['us', 'floor', 'bare service', 'express', 'naive', 'restate'],
  },
  { name: 'refused', kind: 'talk', operation: 'refused', arms: ['us', 'express'] },
  {
    name: 'upload',
    kind: 'files',
    operation: 'upload',
    arms: ['us', 'express', 'naive'],
    pace: { rounds: 3, runIn: 0 },
  },
];

/**
 * ms that each arm runs before anything is measured: some thousand operations, but for those that are bounded by a disk
 * or a bank.
 */
const WARM: Record<Cell['operation'], number> = {
  create: 15_000,
  step: 20_000,
  call: 8_000,
  read: 5_000,
  refused: 3_000,
  upload: 1_000,
};
const WARM_CLIENTS = 16;

/** Every arm at the same operation, by how many clients there are. */
export const GRID: readonly Measure[] = CELLS.map((cell) => ({
  name: cell.name,
  async run(place, { seed, quick, say }) {
    const pace = { ...(quick ? QUICK : FULL), ...cell.pace };
    const comparisons: Comparison[] = [];
    say(`${cell.name}: warming up`);
    await warmUp(
      cell.arms.flatMap((name) => contender(place, name, cell, WARM_CLIENTS)),
      quick ? 500 : WARM[cell.operation],
    );
    for (const clients of quick ? CLIENTS.slice(0, 2) : CLIENTS) {
      say(`${cell.name}, ${clients} ${clients === 1 ? 'client' : 'clients'}`);
      const contenders = cell.arms.flatMap((name) => contender(place, name, cell, clients));
      comparisons.push(compare(cell.name, clients, await interleave(contenders, pace), seed));
    }
    return { comparisons };
  },
}));

function contender(place: Place, name: ArmName, { kind, operation }: Cell, clients: number): Contender[] {
  const arm = place.arms.get(name);
  if (!arm) return [];
  if (operation === 'create') return [{ name, prepare: async () => creating(arm, kind, clients) }];
  let chats: Chat[] | undefined;
  return [
    {
      name,
      async prepare(): Promise<Task[]> {
        // One client takes so many steps in a round that its next round gets a conversation of its own; so does an
        // upload.
        if (!chats || clients === 1 || operation === 'upload') chats = await several(clients, () => ready(arm, kind));
        return chats.map((chat) => chat[operation] as Task);
      },
    },
  ];
}

/** ms: what was only started still has to be taken note of, which may take a worker longer than a caller is held. */
const PATIENCE = 120_000;

/**
 * Sessions that were only started still cost the engine something: what is behind is waited for before the next one
 * begins.
 */
async function creating(arm: Arm, kind: Kind, clients: number): Promise<Task[]> {
  await ready(arm, kind);
  const task = async () => void (await arm.begin(kind));
  return Array.from({ length: clients }, () => task);
}

/** A conversation that a worker has in memory. */
export async function ready(arm: Arm, kind: Kind): Promise<Chat> {
  const chat = await arm.begin(kind);
  await patiently(async () => chat.read?.(), PATIENCE);
  return chat;
}
