/** What a run may take: imports nothing, for the graph refuses what a worker would not give. */

export interface Limits {
  /** Of one attempt. */
  readonly timeoutSeconds: number;
  /** Of the thread: its heap and its columns of numbers together. */
  readonly memoryMegabytes: number;
}
/** Of an analysis, as its runs were asked for. Null: the worker's. */
export type OwnLimits = { readonly [Name in keyof Limits]: number | null };

/** Between what a limit may lie, whoever sets it. The queue gives up a job after a day, and V8 a heap beyond its ceiling (pool.ts). */
export const limitBounds = {
  timeoutSeconds: { least: 1, most: 86_000 },
  memoryMegabytes: { least: 64, most: 16_000 },
} as const satisfies { [Name in keyof Limits]: { least: number; most: number } };

/** The smaller of the two: an analysis may ask for less than the operator of a machine gives, never for more. */
export function limitsOf(host: Limits, own: OwnLimits): Limits {
  return {
    timeoutSeconds: Math.min(own.timeoutSeconds ?? host.timeoutSeconds, host.timeoutSeconds),
    memoryMegabytes: Math.min(own.memoryMegabytes ?? host.memoryMegabytes, host.memoryMegabytes),
  };
}

/** Which limit a run met, and who can raise it: where the two are equal, raising the analysis's own would change nothing. */
export function limitMessage(code: 'TIMEOUT' | 'OUT_OF_MEMORY', limits: Limits, host: Limits): string {
  const isTime = code === 'TIMEOUT';
  const name = isTime ? 'timeoutSeconds' : 'memoryMegabytes';
  const isOwn = limits[name] < host[name];
  const met = isTime ? `took longer than ${limits[name]} s` : `needs more than ${limits[name]} MB`;
  const remedy = isOwn
    ? 'raise that by earshot analyses limits or setRunLimits'
    : `its operator may raise ${isTime ? 'EARSHOT_RUN_TIMEOUT_SECONDS' : 'EARSHOT_RUN_MEMORY_MB'}`;
  return `${met}, the limit of its ${isOwn ? 'analysis' : 'worker'}: ${isTime ? '' : 'narrow what it reads, or '}${remedy}`;
}
