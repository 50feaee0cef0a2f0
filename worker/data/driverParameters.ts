import { z } from 'zod';

/** What customers did, as a driver beside what they said: see joinedFeatures.ts. */
export const joinedFeatures = ['ORDERS', 'REVENUE', 'TICKETS', 'COMPLAINTS', 'FIRST_RESPONSE_HOURS', 'VISITS', 'TENURE_DAYS'] as const;
export type JoinedFeature = (typeof joinedFeatures)[number];

const requestedFeature = z
  .object({
    feature: z.enum(joinedFeatures),
    /** Length of the window that ends at the answer, in days of 24 hours; null for a feature that has none. */
    windowDays: z.int().min(1).max(3650).nullish(),
  })
  .transform(({ feature, windowDays }) => ({ feature, windowDays: windowDays ?? null }))
  .refine(({ feature, windowDays }) => (windowDays === null) === (feature === 'TENURE_DAYS'), 'only TENURE_DAYS has no windowDays');
export type RequestedFeature = z.infer<typeof requestedFeature>;

/** run.parameters of a DRIVERS run, written by the graph when the analysis was made. */
export const driverParameters = z
  .object({
    outcome: z.string(),
    drivers: z.array(z.string()),
    confidenceLevel: z.number().gt(0).lt(1).default(0.95),
    features: z.array(requestedFeature).default([]), // of a run that is older than features: none
  })
  .refine(({ drivers, features }) => drivers.length + features.length > 0, 'there is no driver');
export type DriverParameters = z.infer<typeof driverParameters>;

/** run.population: which responses take part, before rows with a missing value are dropped. */
export const population = z.object({
  /** Only those that answered this question with a value from min to max. */
  answered: z.array(z.object({ question: z.string(), min: z.number().nullish(), max: z.number().nullish() })).default([]),
  respondedFrom: z.iso.datetime({ offset: true }).nullish(),
  respondedUntil: z.iso.datetime({ offset: true }).nullish(), // exclusive
});
export type Population = z.infer<typeof population>;
