import type { GraphQLResolveInfo } from 'graphql';
import { WrittenJson, writeJson } from './writtenJson.ts';

type Path = GraphQLResolveInfo['path'];
type Parent = Record<string | number, unknown>;

/**
 * The parts of one answer that were written as JSON beside its execution. The executor of GraphQL takes values only, so it is given an empty list in the
 * place of each, and they are put in when it is done: a thousand rows then cost it nothing.
 */
export class WrittenParts {
  readonly #parts: { readonly parent: Path; readonly key: string; readonly json: WrittenJson }[] = [];

  /** The field `key` of the object at `parent`. */
  put(parent: Path, key: string, json: Buffer): void {
    this.#parts.push({ parent, key, json: new WrittenJson(json) });
  }

  /** Puts them into the data of the answer; a part whose object is not there (a field beside it failed, and took it away) belongs nowhere. */
  fill(data: unknown): void {
    for (const { parent, key, json } of this.#parts) {
      const object = objectAt(data, parent);
      if (object && key in object) object[key] = json;
    }
  }

  /** The data of the answer as JSON: as bytes where parts of it are. */
  write(data: unknown): string | Buffer {
    return this.#parts.length === 0 ? JSON.stringify(data) : writeJson(data);
  }
}

function objectAt(data: unknown, path: Path | undefined): Parent | null {
  const object = path === undefined ? data : objectAt(data, path.prev)?.[path.key];
  return typeof object === 'object' && object !== null ? (object as Parent) : null;
}
