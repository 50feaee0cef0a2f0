/** What one check found: a line for people, an element of the array of --json. */

export const statuses = ['ok', 'warning', 'problem'] as const;

export interface Finding {
  /** Stable: scripts select by it. */
  readonly check: CheckName;
  readonly status: (typeof statuses)[number];
  readonly found: string;
  /** Null where there is nothing to do. */
  readonly remedy: string | null;
}

/** In the order in which they are told. */
export const checkNames = [
  'node',
  'settings',
  'database',
  'pooler',
  'owner',
  'clock',
  'schema',
  'role',
  'policies',
  'statistics',
  'releases',
  'connections',
  'queue',
  'worker',
  'jobs',
  'leases',
  'analyses',
  'schedules',
  'webhooks',
  'disk',
  'api',
] as const;
export type CheckName = (typeof checkNames)[number];

export const ok = (check: CheckName, found: string): Finding => ({ check, status: 'ok', found, remedy: null });
export const warning = (check: CheckName, found: string, remedy: string): Finding => ({ check, status: 'warning', found, remedy });
export const problem = (check: CheckName, found: string, remedy: string): Finding => ({ check, status: 'problem', found, remedy });

/** `1 run`, `2 runs`; `2 analyses`. */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string => `${count} ${count === 1 ? noun : nouns}`;

/** A span in the unit that a person would choose. */
export function spanText(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const unit = units.find(([, size]) => seconds >= 2 * size);
  return unit ? counted(Math.floor(seconds / unit[1]), unit[0]) : counted(Math.max(0, Math.round(seconds)), 'second');
}
