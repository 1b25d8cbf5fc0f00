import type { Json, JsonObject } from '../../../domain/json';
import { duration } from '../../../domain/skill/duration';
import type { Graph } from '../../../domain/skill/graph';
import { Drive } from '../../domain/drive';

/**
 * A session that is told what a documented conversation says, line by line, and says in the page's words where it is
 * then.
 */
export class Conversation {
  private readonly drive: Drive;
  private heard = false;

  constructor(graph: Graph) {
    this.drive = new Drive(graph);
  }

  /** `undefined`: the session has just been created. */
  hear(line: string | undefined): { where: string; started: string } {
    if (line !== undefined) this.tell(line);
    else if (this.heard) throw new Error('only the first line creates the session');
    this.heard = true;
    const started = this.drive.fresh.flatMap((effect) =>
      effect.do === 'call' ? [`\`${effect.operation.operation}\``] : [],
    );
    const { status, step } = this.drive.session;
    return { where: `\`${status}\` at \`${step}\``, started: started.join(', ') || '–' };
  }

  private tell(line: string): void {
    const { drive } = this;
    const [, submitted] = /^submit (.*)$/.exec(line) ?? [];
    if (submitted) return void drive.submit(JSON.parse(submitted) as JsonObject);
    const [, operation, how, rest = ''] = /^(\S+\.\S+) (returns|fails) (.*)$/.exec(line) ?? [];
    if (operation) {
      if (drive.running().operation.operation !== operation) throw new Error(`${operation} is not what runs`);
      return void (how === 'returns' ? drive.yields(JSON.parse(rest) as Json) : drive.fails(rest));
    }
    const [, time] = /^(P\S+) passes$/.exec(line) ?? [];
    if (time) return void drive.pass(Number(duration(time)));
    if (line === 'the user is back') return void drive.back('ok');
    if (line === 'cancel') return void drive.cancel();
    throw new Error(`nobody knows how to do '${line}'`);
  }

  isOver = (): boolean => this.drive.session.waiting.kind === 'closed';
}
