import { unprepared } from '../prisma/sql.ts';

/** How many texts of a kind a connection keeps prepared; those of whoever makes up more are planned each time. */
const most = 24;

/**
 * Which of the statements of a kind, whose texts follow what somebody asked for, are kept prepared: the first that are asked for. A connection keeps
 * them for ever; one that is not kept costs a round trip and its parsing each time.
 */
export class KeptTexts {
  readonly #kept = new Set<string>();

  /** @param shape the same for the same text, and for no other */
  keeps(shape: string): boolean {
    const isKept = this.#kept.has(shape) || this.#kept.size < most;
    if (isKept) this.#kept.add(shape);
    return isKept;
  }

  prepared<Statement extends object>(shape: string, statement: Statement): Statement {
    return this.keeps(shape) ? statement : unprepared(statement);
  }
}
