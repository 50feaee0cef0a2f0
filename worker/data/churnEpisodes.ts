/**
 * Customers' lives as episodes: from a start to churn, or to where observation ends. What curves, cohorts and hazards are made of.
 *
 * Columns of one length, one row an episode, ordered by customer id, then start. Days are days of 24 hours since
 * 1970-01-01T00:00Z, with fractions.
 */
export interface ChurnEpisodes {
  /** Distinct, ascending. */
  readonly customerIds: BigInt64Array;
  /** Index into customerIds. */
  readonly customer: Int32Array;
  /** Origin of time: start of the first subscription, or first activity, of the episode. */
  readonly start: Float64Array;
  /** Under observation after it, >= start: delayed entry where it is later. */
  readonly entry: Float64Array;
  /** Churn, or where observation ends. Above entry; equal to it only for churn at the very start. */
  readonly end: Float64Array;
  /** 0 = censored, else index + 1 into causes. */
  readonly cause: Uint8Array;
  readonly causes: readonly string[];
  /** 1 = the customer's first, 2 = after the first return … */
  readonly episode: Uint8Array;
  /** Monthly recurring revenue of the subscriptions running at the start, and at the end. NaN: not known, or none (SILENT). */
  readonly startMrr: Float64Array;
  readonly endMrr: Float64Array;
  /** What the customer was at the start. */
  readonly groups: readonly EpisodeGroup[];
  /** Nothing later is known. */
  readonly asOf: number;
  /** Where the clock of those who are still there stops: asOf, or asOf - N where silence is dated at the last activity. */
  readonly followUpEnd: number;
}

export interface EpisodeGroup {
  /** plan, billing_interval, acquisition_channel or trait:<key> */
  readonly key: string;
  /** The last two are `(other)` and `(unknown)`. */
  readonly levels: readonly string[];
  /** By episode, index into levels. */
  readonly codes: Uint8Array;
}

/** Level of what is too rare to have one of its own, and of what is not known. */
export const otherLevel = '(other)';
export const unknownLevel = '(unknown)';

/**
 * The episodes of disjoint sets of customers together: the same bits as if they had been read at once.
 *
 * @throws Error without a part
 */
export function mergeEpisodes(parts: readonly ChurnEpisodes[]): ChurnEpisodes {
  const [first] = parts;
  if (first === undefined) throw new Error('there is no part to merge');
  if (parts.length === 1) return first;
  const order = customersInOrder(parts);
  const customers = order.part.length;
  const rows = parts.reduce((sum, { customer }) => sum + customer.length, 0);
  const merged = {
    ...first,
    customerIds: new BigInt64Array(customers),
    customer: new Int32Array(rows),
    start: new Float64Array(rows),
    entry: new Float64Array(rows),
    end: new Float64Array(rows),
    cause: new Uint8Array(rows),
    episode: new Uint8Array(rows),
    startMrr: new Float64Array(rows),
    endMrr: new Float64Array(rows),
    groups: first.groups.map(({ key, levels }) => ({ key, levels, codes: new Uint8Array(rows) })),
  };
  const columns = ['start', 'entry', 'end', 'cause', 'episode', 'startMrr', 'endMrr'] as const;
  const heads = new Int32Array(parts.length); // the next row of each part: rows lie in the order of its customers
  let row = 0;
  for (let place = 0; place < customers; place++) {
    const part = order.part[place] ?? 0;
    const index = order.index[place] ?? 0;
    const source = parts[part] as ChurnEpisodes;
    merged.customerIds[place] = source.customerIds[index] ?? 0n;
    let head = heads[part] ?? 0;
    for (; source.customer[head] === index; head++, row++) {
      merged.customer[row] = place;
      for (const column of columns) merged[column][row] = source[column][head] ?? 0;
      for (const [g, { codes }] of merged.groups.entries()) codes[row] = source.groups[g]?.codes[head] ?? 0;
    }
    heads[part] = head;
  }
  return merged;
}

/** Of each customer, in the order of ids: the part, and the place in it. */
function customersInOrder(parts: readonly ChurnEpisodes[]): { part: Uint8Array; index: Int32Array } {
  const count = parts.reduce((sum, { customerIds }) => sum + customerIds.length, 0);
  const order = { part: new Uint8Array(count), index: new Int32Array(count) };
  const heads = new Int32Array(parts.length);
  for (let place = 0; place < count; place++) {
    let next = 0;
    let smallest: bigint | undefined;
    for (let part = 0; part < parts.length; part++) {
      const id = parts[part]?.customerIds[heads[part] ?? 0];
      if (id !== undefined && (smallest === undefined || id < smallest)) {
        next = part;
        smallest = id;
      }
    }
    order.part[place] = next;
    order.index[place] = heads[next] ?? 0;
    heads[next] = (heads[next] ?? 0) + 1;
  }
  return order;
}
