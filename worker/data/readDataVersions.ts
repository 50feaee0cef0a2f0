import type { Transaction } from '../../prisma/sql.ts';

/**
 * The parts of the data that are versioned one by one: a change of one makes stale what was computed from it, and nothing else. All rise with a change
 * of the workspace's time zone or currency, by a trigger. `scores` are those of CLV and CHURN: which runs say them (prisma/raiseDataVersions.ts).
 */
export type Domain = 'feedback' | 'customers' | 'crm' | 'web' | 'journey' | 'scores';

/**
 * The versions of these domains in the snapshot of `tx`, by name, sorted. A domain that nothing was loaded into yet counts as
 * version 0: loading makes the run stale.
 */
export async function readDataVersions(
  tx: Transaction,
  workspaceId: number,
  domains: readonly Domain[],
): Promise<Readonly<Record<string, string>>> {
  const stored = await tx<{ domain: string; version: bigint }[]>`
    select domain, version from data_version where workspace_id = ${workspaceId} and domain = any(${[...domains]})`;
  const versions = new Map<string, string>(domains.map((domain) => [domain, '0']));
  for (const { domain, version } of stored) versions.set(domain, `${version}`);
  return Object.fromEntries([...versions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
