/** What `earshot fit logit` and `earshot fit ordinal` are asked for, read from their options. */

import { type DriverForce, type LikelihoodSeType, MCFADDEN_EXACT_PLAYERS } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { countOption } from '../countOption.ts';
import { forcesOption } from './driverRequest.ts';
import { type RegressionData, regressionOptions, seTypeOption } from './regressionData.ts';

export const likelihoodOptions = {
  ...regressionOptions,
  forces: { type: 'string', value: 'F=A,B;G=C', help: 'groups of drivers whose importance is asked for together' },
  importance: { type: 'boolean', help: 'importance also where it takes long: it fits a model for every set of drivers' },
  'no-importance': { type: 'boolean', help: 'no importance' },
  seed: {
    type: 'string',
    value: '1',
    help: `of the bootstrap, and of the orders that importance draws beyond ${MCFADDEN_EXACT_PLAYERS} drivers (default 1)`,
  },
  se: {
    type: 'string',
    value: 'KIND',
    help: 'classical or cluster (default: by cluster with --cluster, linearised with --weights, else classical)',
  },
  missing: { type: 'string', value: 'listwise', help: 'listwise only: rows with a missing cell are left out' },
  bootstrap: {
    type: 'string',
    value: 'N',
    help: 'errors and percentile intervals from N draws of rows, or of clusters, instead (importance stays without: too many fits)',
  },
} as const satisfies OptionTable;

export interface LikelihoodRequest {
  readonly seType: LikelihoodSeType | undefined;
  /** of the bootstrap; null = none */
  readonly draws: number | null;
  readonly seed: number;
  readonly forces: readonly DriverForce[];
  /** null: where it takes seconds */
  readonly importance: boolean | null;
}

interface LikelihoodValues {
  readonly se?: string;
  readonly cluster?: string;
  readonly weights?: string;
  readonly categorical?: string;
  readonly forces?: string;
  readonly importance?: boolean;
  readonly 'no-importance'?: boolean;
  readonly seed?: string;
  readonly missing?: string;
  readonly bootstrap?: string;
}

/** What only the linear models can do. Asked before the file is read. @throws UsageError */
export function refuseLinearOptions(model: string, { missing = 'listwise', se, ...values }: LikelihoodValues): void {
  if (missing !== 'listwise')
    throw new UsageError(`--missing ${missing} is not for ${model}`, 'listwise is what it does; earshot fit drivers takes the others');
  if (se !== undefined && values.bootstrap !== undefined)
    throw new UsageError(`--se ${se} is not for --bootstrap: its errors come from the draws`, 'say one of them');
  if (se === 'hc3') throw new UsageError(`--se hc3 is for ols, not for ${model}`, '--se takes classical, cluster');
  if (values.importance === true && values['no-importance'] === true)
    throw new UsageError('--importance and --no-importance exclude each other', 'say one of them');
}

/** @throws UsageError */
export function likelihoodRequest(values: LikelihoodValues, { drivers }: RegressionData): LikelihoodRequest {
  const names = drivers.map(({ name }) => name);
  const categorical = values.categorical?.split(',').map((name) => name.trim()) ?? [];
  return {
    seType: likelihoodSeType(seTypeOption(values)),
    draws: values.bootstrap === undefined ? null : countOption('bootstrap', values.bootstrap, { least: 100 }),
    seed: countOption('seed', values.seed ?? '1', { least: 0 }),
    forces: forcesOption(values.forces, names, categorical),
    importance: values['no-importance'] === true ? false : (values.importance ?? null),
  };
}

function likelihoodSeType(asked: ReturnType<typeof seTypeOption>): LikelihoodSeType | undefined {
  return asked === 'HC3' || asked === 'BOOTSTRAP' ? undefined : asked; // refuseLinearOptions has said so
}
