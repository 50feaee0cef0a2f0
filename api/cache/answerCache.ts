import { createHash } from 'node:crypto';
import type { Principal } from '../../schema/context.ts';
import { BoundedMap } from '../limits/boundedMap.ts';

/** One answer by what was asked and by whom. Null for a part that nobody asked. */
export interface AnswerKey {
  readonly principal: Principal;
  readonly document: string;
  readonly operationName: string | null;
  readonly variables: unknown;
}

interface Kept {
  readonly state: string;
  readonly data: string | Buffer;
}

/** Of an answer, what all together may take up: one that is larger is not kept. */
const largestShare = 1 / 16;
const entryBytes = 400; // key and bookkeeping

/**
 * Data of answers as JSON, by principal: what one was shown is shown to nobody else, though both might see the same. An answer holds
 * for one state of what it was read from; a newer one takes its place.
 */
export class AnswerCache {
  readonly #kept: BoundedMap<Kept>;
  readonly #largest: number;

  constructor(bytes: number) {
    this.#kept = new BoundedMap<Kept>(bytes, (_digest, { state, data }) => state.length + bytesOf(data) + entryBytes);
    this.#largest = bytes * largestShare;
  }

  get(key: AnswerKey, state: string): string | Buffer | null {
    const kept = this.#kept.get(digestOf(key));
    return kept?.state === state ? kept.data : null;
  }

  set(key: AnswerKey, state: string, data: string | Buffer): void {
    if (bytesOf(data) > this.#largest) return;
    this.#kept.set(digestOf(key), { state, data: typeof data === 'string' ? data : ownCopy(data) });
  }
}

/** That it takes in memory: V8 holds a text in one byte a character, in two if one of them is beyond Latin-1. */
function bytesOf(data: string | Buffer): number {
  return typeof data === 'string' && /[^\0-\xff]/.test(data) ? 2 * data.length : data.length;
}

/** Small buffers share a block of 64 KiB: kept as it is, one of a few bytes would keep all of that. */
function ownCopy(data: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(data.length);
  data.copy(own);
  return own;
}

function digestOf({ principal, document, operationName, variables }: AnswerKey): string {
  const { workspaceId, kind, id, scopes } = principal;
  const parts = [workspaceId, kind, String(id), [...scopes].toSorted(), document, operationName, variables];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
