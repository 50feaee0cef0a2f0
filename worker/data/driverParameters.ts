import { z } from 'zod';
import { hasWindow, joinedFeatures } from '../featureCatalogue.ts';

const requestedFeature = z
  .object({
    feature: z.enum(joinedFeatures),
    windowDays: z.int().min(1).max(3650).nullish(),
    event: z.string().min(1).nullish(),
  })
  .transform(({ feature, windowDays, event }) => ({ feature, windowDays: windowDays ?? null, event: event ?? null }))
  .refine(({ feature, windowDays }) => (windowDays !== null) === hasWindow(feature), 'windowDays is not that of a feature with a window')
  .refine(({ feature, event }) => (event !== null) === (feature === 'EVENTS'), 'EVENTS and no other feature names an event');

/** What the customer did within so many days after the answer: the outcome of a logistic model. */
const behaviour = z.object({
  kind: z.enum(['REPURCHASE', 'CHURN']),
  withinDays: z.int().min(1).max(3650),
  /** CONTRACTUAL: no active subscription for more than 30 days. SILENT: no order for withinDays. Null for REPURCHASE. */
  churn: z.enum(['CONTRACTUAL', 'SILENT']).nullable(),
});
export type Behaviour = z.infer<typeof behaviour>;

/** Groups whose drivers are held against each other: levels of a trait, touchpoints, or brands of one sample source. */
const comparison = z.object({
  by: z.enum(['TRAIT', 'TOUCHPOINT', 'BRAND']),
  trait: z.string().nullable(),
  /** The brand that the others are compared with; null: every pair is compared. */
  own: z.string().nullable(),
  /** Of brands: only answers from this source. */
  sampleSource: z.enum(['OWN_LIST', 'PANEL', 'INTERCEPT']).nullable(),
});
export type Comparison = z.infer<typeof comparison>;

/** Where the lines of the quadrants lie. */
const quadrant = z.object({
  /** Of what no number is given for: at the mean or the median of the drivers. */
  at: z.enum(['MEAN', 'MEDIAN']),
  /** A share of importance. */
  importance: z.number().nullable(),
  /** In the unit in which the questions are compared: see comparablePerformance. */
  performance: z.number().nullable(),
});
export type Quadrant = z.infer<typeof quadrant>;
export const meanQuadrant: Quadrant = { at: 'MEAN', importance: null, performance: null };

/** run.parameters of a DRIVERS run, written by the graph when the analysis was made. What an older analysis lacks has its default. */
export const driverParameters = z
  .object({
    /** Null: a behaviour is explained. */
    outcome: z.string().nullable(),
    behaviour: behaviour.nullable().default(null),
    drivers: z.array(z.string()),
    features: z.array(requestedFeature).default([]),
    /** Customer traits as categories. */
    traits: z.array(z.string()).default([]),
    model: z.enum(['LINEAR', 'LOGISTIC', 'ORDINAL']).default('LINEAR'),
    /** LOGISTIC for a question: answers from here on are the event. */
    eventFrom: z.number().nullable().default(null),
    missing: z.enum(['LISTWISE', 'AVAILABLE', 'EM']).default('LISTWISE'),
    /** Draws of the bootstrap; null: as many as defaultDraws gives. */
    draws: z.int().min(0).nullable().default(null),
    /** CX forces, by drivers. */
    forces: z.array(z.object({ name: z.string(), drivers: z.array(z.string()) })).default([]),
    compare: comparison.nullable().default(null),
    quadrant: quadrant.default(meanQuadrant),
    confidenceLevel: z.number().gt(0).lt(1).default(0.95),
  })
  .refine(({ drivers, features, traits }) => drivers.length + features.length + traits.length > 0, 'there is no driver')
  .refine(({ outcome, behaviour: asked }) => (outcome === null) !== (asked === null), 'outcome is a question or a behaviour');
export type DriverParameters = z.infer<typeof driverParameters>;

/** run.population: which responses take part, before rows with a missing value are dropped. */
export const population = z.object({
  /** Only those that answered this question with a value from min to max. */
  answered: z.array(z.object({ question: z.string(), min: z.number().nullish(), max: z.number().nullish() })).default([]),
  respondedFrom: z.iso.datetime({ offset: true }).nullish(),
  respondedUntil: z.iso.datetime({ offset: true }).nullish(), // exclusive
});
export type Population = z.infer<typeof population>;
