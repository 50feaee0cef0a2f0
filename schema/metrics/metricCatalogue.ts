import { builder } from '../builder.ts';
import { metricDimensions } from './metricDimensions.ts';
import { Dimension, Measure, MetricUnitEnum } from './metricEnums.ts';
import { type MeasureName, measureCatalogue, metricMeasures } from './metricMeasures.ts';
import { isGroupable } from './metricsPlan.ts';

const MetricDefinition = builder.objectRef<MeasureName>('MetricDefinition').implement({
  description: 'What a measure is and how it may be grouped.',
  fields: (t) => ({
    measure: t.field({ type: Measure, description: 'Its name.', resolve: (name) => name }),
    label: t.string({ description: 'What people read.', resolve: (name) => measureCatalogue[name].label }),
    description: t.string({ description: 'What it means.', resolve: (name) => measureCatalogue[name].description }),
    unit: t.field({ type: MetricUnitEnum, description: 'Of its numbers.', resolve: (name) => measureCatalogue[name].unit }),
    domain: t.string({
      description: 'The part of the data that it is read from: feedback, customers, crm, web or journey.',
      resolve: (name) => measureCatalogue[name].domain,
    }),
    isEstimate: t.boolean({
      description: 'Whether it has an error and an interval. Else it is counted, and a fact.',
      resolve: (name) => {
        const { estimate } = measureCatalogue[name];
        return estimate.kind === 'SCORE' || (estimate.kind === 'PER' && estimate.isOfCustomers);
      },
    }),
    groupings: t.field({
      type: [Dimension],
      description: 'What it can be grouped and narrowed by; time only by grouping.',
      resolve: (name) => metricDimensions.filter((dimension) => isGroupable(name, { dimension })),
    }),
  }),
});

builder.queryField('metricCatalogue', (t) =>
  t.field({ type: [MetricDefinition], description: 'All measures that `metrics` knows.', resolve: () => [...metricMeasures] }),
);
