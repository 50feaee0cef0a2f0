import { float64Column, int32Column } from '../growingColumn.ts';

/** When each customer was active: what silence is told by. The moments of one customer after those of another, each in time order. */
export interface ActivityMoments {
  /** Ids, ascending. */
  readonly customers: Float64Array;
  /** Where the moments of each begin, and behind the last where they end: one longer than `customers`. */
  readonly starts: Int32Array;
  /** Days since 1970-01-01T00:00Z. */
  readonly at: Float64Array;
}

/** Gathers activities as they are read: by customer, then time. */
export class ActivityColumns {
  readonly #customers = float64Column();
  readonly #starts = int32Column();
  readonly #at = float64Column();

  add(customer: number, at: number): void {
    if (this.#customers.last() !== customer) {
      this.#customers.push(customer);
      this.#starts.push(this.#at.length);
    }
    this.#at.push(at);
  }

  finish(): ActivityMoments {
    this.#starts.push(this.#at.length);
    return { customers: this.#customers.finish(), starts: this.#starts.finish(), at: this.#at.finish() };
  }
}

/** The activities of disjoint sets of customers together, as if they had been read at once. */
export function mergeActivities(parts: readonly ActivityMoments[]): ActivityMoments {
  const [first] = parts;
  if (first === undefined) throw new Error('there is no part to merge');
  if (parts.length === 1) return first;
  const count = parts.reduce((sum, { customers }) => sum + customers.length, 0);
  const merged = {
    customers: new Float64Array(count),
    starts: new Int32Array(count + 1),
    at: new Float64Array(parts.reduce((sum, { at }) => sum + at.length, 0)),
  };
  const heads = new Int32Array(parts.length); // the next customer of each part
  let moments = 0;
  for (let place = 0; place < count; place++) {
    const part = partWithSmallest(parts, heads);
    const { customers, starts, at } = parts[part] as ActivityMoments;
    const head = heads[part] ?? 0;
    const own = at.subarray(starts[head], starts[head + 1]);
    merged.customers[place] = customers[head] ?? 0;
    merged.starts[place] = moments;
    merged.at.set(own, moments);
    moments += own.length;
    heads[part] = head + 1;
  }
  merged.starts[count] = moments;
  return merged;
}

function partWithSmallest(parts: readonly ActivityMoments[], heads: Int32Array): number {
  let next = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let part = 0; part < parts.length; part++) {
    const id = parts[part]?.customers[heads[part] ?? 0] ?? Number.POSITIVE_INFINITY;
    if (id >= smallest) continue;
    next = part;
    smallest = id;
  }
  return next;
}
