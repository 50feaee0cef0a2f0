import type { ColumnMapping } from './columnMapping.ts';
import { ImportInputError } from './importInputError.ts';

/** Where a field's text comes from in a row. */
export type CellReader = (cells: readonly string[]) => string;

export interface BoundColumn {
  readonly read: CellReader;
  readonly format: string | null;
}

/** The header of one file: finds columns by name, however many there are, and remembers which were used. */
export class Columns {
  readonly names: readonly string[];
  readonly #used = new Set<number>();
  readonly #byName: Places;
  readonly #byLetters: Places;
  readonly #byField: Places;

  constructor(names: readonly string[]) {
    this.names = names;
    this.#byName = placesBy(names, (name) => name);
    this.#byLetters = placesBy(names, (name) => name.toLowerCase());
    this.#byField = placesBy(names, asField);
  }

  /** Finds a field: by its mapping when there is one, else by each of the names in turn; null when no column has it. */
  bind(names: readonly string[], mapping: ColumnMapping | undefined): BoundColumn | null {
    if (mapping === undefined) {
      for (const name of names) {
        const index = this.#find(name);
        if (index !== null) return { read: this.#use(index), format: null };
      }
      return null;
    }
    if (typeof mapping === 'string') return { read: this.#require(mapping), format: null };
    if ('template' in mapping) return { read: this.#template(mapping.template), format: mapping.format ?? null };
    return { read: this.#require(mapping.column), format: mapping.format ?? null };
  }

  /**
   * The column whose name is one of these but for blanks and hyphens, where only one can be meant. For fields: of questions, Q1_1 and Q1 1 may be two.
   */
  spelled(names: readonly string[]): string | undefined {
    const found = names.map((name) => this.#byField.get(name)).find((places) => places !== undefined);
    return found?.length === 1 ? this.names[found[0] ?? -1] : undefined;
  }

  /** Columns named `attributes.x`, as x; each is meant, so none may be there twice. Those of names that are taken stay unused. */
  prefixed(prefix: string, isTaken: (name: string) => boolean): { readonly name: string; readonly read: CellReader }[] {
    return this.names.flatMap((name, index) => {
      if (!name.startsWith(prefix) || name.length === prefix.length || isTaken(name.slice(prefix.length))) return [];
      only(name, this.#byName.get(name));
      return [{ name: name.slice(prefix.length), read: this.#use(index) }];
    });
  }

  ignored(): string[] {
    return this.unused().map(({ name, index }) => name || `column ${index + 1} (without a name)`);
  }

  unused(): { readonly name: string; readonly index: number }[] {
    return this.names.map((name, index) => ({ name, index })).filter(({ index }) => !this.#used.has(index));
  }

  #find(name: string): number | null {
    return only(name, this.#byName.get(name)) ?? only(name, this.#byLetters.get(name.toLowerCase()));
  }

  #require(name: string): CellReader {
    const index = this.#find(name.trim());
    if (index !== null) return this.#use(index);
    throw new ImportInputError(
      'UNKNOWN_COLUMN',
      `the mapping names the column ${JSON.stringify(name)}, which the file does not have; it has ${list(this.names)}`,
    );
  }

  #use(index: number): CellReader {
    this.#used.add(index);
    return (cells) => cells[index] ?? '';
  }

  /** "2017-05-{INTDATE}": text with columns by name. Empty when one of them is. */
  #template(template: string): CellReader {
    const parts = template.split(/\{([^{}]*)\}/);
    const readers = parts.map((part, place) => (place % 2 === 1 ? this.#require(part) : null));
    return (cells) => {
      let text = '';
      for (const [place, reader] of readers.entries()) {
        const piece = reader ? reader(cells).trim() : (parts[place] ?? '');
        if (reader && piece === '') return '';
        text += piece;
      }
      return text;
    };
  }
}

/** Places in the header, in its order, by what the name there is made into. */
export type Places = ReadonlyMap<string, readonly number[]>;

export function placesBy(names: readonly string[], made: (name: string) => string): Places {
  return Map.groupBy(names.keys(), (place) => made(names[place] ?? ''));
}

/** Two columns of one name are no fault until one of them is meant. */
function only(name: string, places: readonly number[] = []): number | null {
  if (places.length < 2) return places[0] ?? null;
  throw new ImportInputError(
    'DUPLICATE_COLUMN',
    `the header names ${JSON.stringify(name)} more than once (columns ${places.map((place) => place + 1).join(' and ')}): rename all but one`,
  );
}

/** Names of fields as headers for people write them: "Response ID" is response_id, "E-Mail" email. */
const asField = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '_')
    .replace(/^e_mail$/, 'email');

/** Names for a message: enough to recognise the file by. */
export function list(names: readonly string[]): string {
  const shown = names
    .slice(0, 20)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
