import { createHash } from 'node:crypto';
import type { RunRequest } from './data/readRunRequest.ts';

/** What decides a result, beside the rows: the question put to the data. */
export type AskedOfRun = Pick<RunRequest, 'kind' | 'surveyId' | 'parameters' | 'population' | 'asOf' | 'seed'>;

export interface KeyParts {
  /** Of the domains that are read, by name, sorted. */
  readonly dataVersions: Readonly<Record<string, string>>;
  readonly engineVersion: string;
  /** Runs whose results are read, and what else of them the result depends on. */
  readonly sources: readonly string[];
}

/** Same key, same numbers: the versions of the data that were read, the question put to them, and the engine. */
export function runKey(
  { kind, surveyId, parameters, population, asOf, seed }: AskedOfRun,
  { dataVersions, engineVersion, sources }: KeyParts,
): string {
  const asked = [kind, `${surveyId}`, dataVersions, parameters, population, asOf?.toISOString() ?? null, engineVersion, seed, sources];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}
