import { unprepared } from '../../prisma/sql.ts';
import type { RowTemplate } from './rowTemplate.ts';

/** How many templates of a kind of rows may have a statement that every connection keeps prepared; those of whoever makes up more are planned each time. */
const most = 24;

/** A template, and whether its statement is kept. */
export interface StatementTemplate extends RowTemplate {
  readonly isKept: boolean;
}

/** Which statements of a kind of rows are kept: the first that are asked for. */
export class KeptStatements {
  readonly #kept = new Set<string>();

  of(template: RowTemplate): StatementTemplate {
    const statement = template.cells.map(({ property, as }) => `${property} ${as}`).join();
    const isKept = this.#kept.has(statement) || this.#kept.size < most;
    if (isKept) this.#kept.add(statement);
    return { ...template, isKept };
  }
}

export const keptAs = <Statement extends object>({ isKept }: StatementTemplate, statement: Statement): Statement =>
  isKept ? statement : unprepared(statement);
