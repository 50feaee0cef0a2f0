import { z } from 'zod';

/** run.parameters of a DRIVERS run, written by the graph when the analysis was made. */
export const driverParameters = z.object({
  outcome: z.string(),
  drivers: z.array(z.string()).min(1),
  confidenceLevel: z.number().gt(0).lt(1).default(0.95),
});
export type DriverParameters = z.infer<typeof driverParameters>;

/** run.population: which responses take part, before rows with a missing value are dropped. */
export const population = z.object({
  /** Only those that answered this question with a value from min to max. */
  answered: z.array(z.object({ question: z.string(), min: z.number().nullish(), max: z.number().nullish() })).default([]),
  respondedFrom: z.iso.datetime({ offset: true }).nullish(),
  respondedUntil: z.iso.datetime({ offset: true }).nullish(), // exclusive
});
export type Population = z.infer<typeof population>;
