/** The words in which an analysis of drivers is asked for and shown. */
import { builder } from '../../builder.ts';
import type { behaviours, churnRules, driverModels, groupings, missingTreatments, quadrantLines } from './storedDrivers.ts';

export const DriverModelKind = builder.enumType('DriverModelKind', {
  description: 'Which model explains the outcome.',
  values: {
    LINEAR: { description: 'Least squares: effects in points of the outcome, importance as shares of R squared.' },
    LOGISTIC: { description: 'Of an event: effects on its log odds, importance as shares of McFadden’s R squared.' },
    ORDINAL: { description: 'Proportional odds: answers as an order, not a distance. Importance as shares of McFadden’s R squared.' },
  } as const satisfies Record<(typeof driverModels)[number], unknown>,
});

export const QuadrantLine = builder.enumType('QuadrantLine', {
  description: 'Where a line of the quadrants of importance and performance lies that no number is given for.',
  values: {
    MEAN: { description: 'At the mean of the drivers.' },
    MEDIAN: { description: 'At their median: half of them lie on either side, however far the outer ones are out.' },
  } as const satisfies Record<(typeof quadrantLines)[number], unknown>,
});

export const CustomerBehaviour = builder.enumType('CustomerBehaviour', {
  description: 'What customers do after an answer.',
  values: {
    REPURCHASE: { description: 'They order again.' },
    CHURN: { description: 'They leave.' },
  } as const satisfies Record<(typeof behaviours)[number], unknown>,
});

export const BehaviourChurnRule = builder.enumType('BehaviourChurnRule', {
  description: 'When a customer has left.',
  values: {
    CONTRACTUAL: {
      description: 'No active subscription for more than 30 days; dated at the decision where it is known. A change of plan is none.',
    },
    SILENT: { description: 'No order within the days asked for, of those who had ordered within as many days before the answer.' },
  } as const satisfies Record<(typeof churnRules)[number], unknown>,
});

export const MissingTreatment = builder.enumType('MissingTreatment', {
  description: 'What becomes of answers that lack a value.',
  values: {
    LISTWISE: { description: 'They are left out.' },
    AVAILABLE: {
      description:
        'Each pair of columns from who has both; a question that does not apply gets a column "used" of its own. Errors from draws alone.',
    },
    EM: {
      description:
        'Maximum likelihood under a joint normal distribution, for what is blank; who skipped a question that does not apply is left out. Errors from draws alone.',
    },
  } as const satisfies Record<(typeof missingTreatments)[number], unknown>,
});

export const DriverGrouping = builder.enumType('DriverGrouping', {
  description: 'What makes the groups whose drivers are compared.',
  values: {
    TRAIT: { description: 'Levels of a customer trait.' },
    TOUCHPOINT: { description: 'The contact that an answer is about.' },
    BRAND: { description: 'The brand that an answer is about, within one survey and one source of answers.' },
  } as const satisfies Record<(typeof groupings)[number], unknown>,
});

export const DriverForceMembers = builder
  .objectRef<{ readonly name: string; readonly drivers: readonly string[] }>('DriverForceMembers')
  .implement({
    description: 'A force of customer experience, as drivers.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Its name.' }),
      drivers: t.stringList({ description: 'Its drivers.', resolve: ({ drivers }) => [...drivers] }),
    }),
  });
