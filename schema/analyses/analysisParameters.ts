import type { AnalysisKind } from '../../worker/queue.ts';
import { builder } from '../builder.ts';
import { ChurnParameters } from './churn/churnParameters.ts';
import { ClvParameters } from './clv/clvParameters.ts';
import { DriverParameters } from './drivers/driverParameters.ts';
import { parametersOf } from './storedRun.ts';
import { ValueLoyaltyParameters } from './valueLoyalty/valueLoyaltyParameters.ts';

/** By kind, the type of its parameters in the graph. */
const types: Readonly<Partial<Record<AnalysisKind, string>>> = {
  DRIVERS: 'DriverParameters',
  CHURN: 'ChurnParameters',
  CLV: 'ClvParameters',
  VALUE_LOYALTY: 'ValueLoyaltyParameters',
};

const kindOf = Symbol('kind of the analysis');

export const AnalysisParameters = builder.unionType('AnalysisParameters', {
  description: 'What an analysis asks for, with every default as it was when it was created.',
  types: [DriverParameters, ChurnParameters, ClvParameters, ValueLoyaltyParameters],
  resolveType: (value) => types[(value as { [kindOf]?: AnalysisKind })[kindOf] ?? 'DRIVERS'],
});

/** The stored parameters of an analysis or a run, as the union takes them. */
export function readParameters({ kind, parameters }: { readonly kind: string; readonly parameters: unknown }) {
  return Object.assign(parametersOf(kind as 'DRIVERS', parameters), { [kindOf]: kind as AnalysisKind });
}
