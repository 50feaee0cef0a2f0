/** What analysis.parameters and run.parameters hold of DRIVERS, as graph and worker agreed on it. Read leniently: a gap is a default. */
import { z } from 'zod';
import { joinedFeatures } from '../../../worker/featureCatalogue.ts';

const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

export const behaviours = ['REPURCHASE', 'CHURN'] as const;
export const churnRules = ['CONTRACTUAL', 'SILENT'] as const;
export const driverModels = ['LINEAR', 'LOGISTIC', 'ORDINAL'] as const;
export const missingTreatments = ['LISTWISE', 'AVAILABLE', 'EM'] as const;
export const groupings = ['TRAIT', 'TOUCHPOINT', 'BRAND'] as const;
export const quadrantLines = ['MEAN', 'MEDIAN'] as const;

const requestedFeature = z.object({ feature: z.enum(joinedFeatures), windowDays: optionalNumber, event: optionalText });

export const driverParameters = z.object({
  outcome: optionalText,
  behaviour: z
    .object({ kind: z.enum(behaviours), withinDays: z.number(), churn: z.enum(churnRules).nullable() })
    .nullable()
    .default(null),
  drivers: z.array(z.string()),
  features: z.array(requestedFeature).default([]),
  traits: z.array(z.string()).default([]),
  model: z.enum(driverModels).default('LINEAR'),
  eventFrom: optionalNumber,
  missing: z.enum(missingTreatments).default('LISTWISE'),
  draws: optionalNumber,
  forces: z.array(z.object({ name: z.string(), drivers: z.array(z.string()) })).default([]),
  compare: z
    .object({ by: z.enum(groupings), trait: optionalText, own: optionalText, sampleSource: optionalText })
    .nullable()
    .default(null),
  quadrant: z
    .object({ at: z.enum(quadrantLines).default('MEAN'), importance: optionalNumber, performance: optionalNumber })
    .default({ at: 'MEAN', importance: null, performance: null }),
  confidenceLevel: z.number().default(0.95),
});
export type DriverParameters = z.infer<typeof driverParameters>;

/** driver_model.thresholds */
export const thresholds = z.array(
  z.object({ name: z.string(), estimate: z.number(), stdErr: optionalNumber, ciLow: optionalNumber, ciHigh: optionalNumber }),
);
export type Threshold = z.infer<typeof thresholds>[number];
