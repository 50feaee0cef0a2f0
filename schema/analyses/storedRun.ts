/** The jsonb columns of analyses and runs, as graph and worker agreed on them. Read leniently: a gap is a null, not an error. */
import { z } from 'zod';
import type { AnalysisKind } from '../../worker/queue.ts';
import { churnParameters } from './churn/storedChurn.ts';
import { clvParameters } from './clv/storedClv.ts';
import { driverParameters } from './drivers/storedDrivers.ts';
import { valueLoyaltyParameters } from './valueLoyalty/storedValueLoyalty.ts';

const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** By kind: what analysis.parameters and run.parameters hold. The keys of a kind that this version cannot create are unknown to it. */
const parameterParsers = {
  DRIVERS: driverParameters,
  CHURN: churnParameters,
  CLV: clvParameters,
  VALUE_LOYALTY: valueLoyaltyParameters,
} as const;
export type ParametersOf<Kind extends AnalysisKind> = z.infer<(typeof parameterParsers)[Kind]>;
export const parametersOf = <Kind extends AnalysisKind>(kind: Kind, stored: unknown) =>
  parameterParsers[kind].parse(stored) as ParametersOf<Kind>;

export const population = z.object({
  answered: z.array(z.object({ question: z.string(), min: optionalNumber, max: optionalNumber })).default([]),
  respondedFrom: optionalText,
  respondedUntil: optionalText,
});
export type Population = z.infer<typeof population>;

export const progress = z.object({
  stage: z.string().default('waiting'),
  rowsDone: optionalNumber,
  rowsTotal: optionalNumber,
  fraction: optionalNumber,
  estimatedSecondsLeft: optionalNumber,
});
export type Progress = z.infer<typeof progress>;

export const warnings = z.array(z.object({ code: z.string(), subject: optionalText, detail: z.string().default('') }));
export const counts = z.record(z.string(), z.number());
export const versions = z.record(z.string(), z.string());
