import { unprepared } from '../../prisma/sql.ts';
import { KeptTexts } from '../keptTexts.ts';
import type { RowTemplate } from './rowTemplate.ts';

/** A template, and whether its statement is kept. */
export interface StatementTemplate extends RowTemplate {
  readonly isKept: boolean;
}

/** Which statements of a kind of rows are kept: the first that are asked for. */
export class KeptStatements {
  readonly #kept = new KeptTexts();

  of(template: RowTemplate): StatementTemplate {
    const statement = template.cells.map(({ property, as }) => `${property} ${as}`).join();
    return { ...template, isKept: this.#kept.keeps(statement) };
  }
}

export const keptAs = <Statement extends object>({ isKept }: StatementTemplate, statement: Statement): Statement =>
  isKept ? statement : unprepared(statement);
