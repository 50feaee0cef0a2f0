/** Which loads end the pages of metrics. */
import { expect, it } from 'vitest';
import type { MetricDimension } from '../../../schema/metrics/metricDimensions.ts';
import type { MeasureName } from '../../../schema/metrics/metricMeasures.ts';
import { domainsOf } from '../../../schema/metrics/metricsVersion.sql.ts';

const of = (measure: MeasureName, dimension?: MetricDimension) =>
  domainsOf({ measures: [measure], by: dimension ? [{ dimension, traitKey: null, segmentKey: null }] : [], where: [] });

it.each([
  ['VISITS', undefined, ['customers', 'web']],
  ['NPS', 'TOUCHPOINT', ['customers', 'feedback', 'journey']],
  ['TICKETS', 'STAGE', ['crm', 'customers', 'feedback', 'journey']],
  ['VISITS', 'TOUCHPOINT', ['crm', 'customers', 'feedback', 'journey', 'web']], // where the visitor was heard last: by answers and tickets
  ['VISITS', 'STAGE', ['crm', 'customers', 'feedback', 'journey', 'web']],
  ['NPS', 'PLAN', ['crm', 'customers', 'feedback']],
] as const)('%s by %s: those that it is read from', (measure, dimension, domains) => expect(of(measure, dimension)).toEqual(domains));
