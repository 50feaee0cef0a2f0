import { buyingCases } from './buyingCases.ts';
import { coxCases } from './coxCases.ts';
import { glmCases } from './glmCases.ts';
import { importanceCases } from './importanceCases.ts';
import { linearCases } from './linearCases.ts';
import { spendCases } from './spendCases.ts';
import type { StatsCase } from './statsCase.ts';
import { surveyCases } from './surveyCases.ts';
import { survivalCases } from './survivalCases.ts';

/** Every case, in the order of the table in worker/stats/README.md. */
export const statsCases: readonly StatsCase[] = [
  ...linearCases,
  ...importanceCases,
  ...glmCases,
  ...survivalCases,
  ...coxCases,
  ...surveyCases,
  ...spendCases,
  ...buyingCases,
];
