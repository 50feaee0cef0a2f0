import type { RowTemplate } from './rowTemplate.ts';

/** How many templates of a kind of rows may have a statement of their own, which every connection keeps prepared. */
const mostStatements = 24;

/** Lets the first templates pass that are asked for; whoever makes up more is answered row by row. */
export class KnownStatements {
  readonly #known = new Set<string>();

  admit(template: RowTemplate | null): RowTemplate | null {
    if (!template) return null;
    if (!this.#known.has(template.statement) && this.#known.size >= mostStatements) return null;
    this.#known.add(template.statement);
    return template;
  }
}
