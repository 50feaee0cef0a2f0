/** What customers did, as a driver beside what they said. Its meaning in SQL: worker/data/joinedFeatures.ts. */
import { builder } from '../builder.ts';
import { badUserInput } from '../errors.ts';
import { type RequestedFeature, joinedFeatures as stored } from './storedRun.ts';

const defaultWindowDays = 90;
const maxWindowDays = 3650;

export const JoinedFeature = builder.enumType('JoinedFeature', {
  description:
    'What a customer did, taken from a window that ends before the answer, under any identity of the customer. ' +
    'An answer without a date or without a customer has none, and is left out as MISSING.',
  values: {
    ORDERS: { description: 'Number of orders placed.' },
    REVENUE: {
      description:
        'Sum of the revenue of these orders as placed, whatever became of them later, in the currency of the workspace. ' +
        'Missing where the revenue of one is unknown.',
    },
    TICKETS: { description: 'Number of tickets opened.' },
    COMPLAINTS: { description: 'Number of tickets opened that are complaints.' },
    FIRST_RESPONSE_HOURS: {
      description:
        'Mean hours from opening to first response, of the tickets opened in the window and responded to before the answer. ' +
        'Missing where there is none.',
    },
    VISITS: { description: 'Number of visits begun.' },
    TENURE_DAYS: {
      description: 'Days from the acquisition of the customer to the answer, without a window. Missing where unknown or negative.',
    },
  } as const satisfies Record<(typeof stored)[number], unknown>,
});

export const JoinedFeatureInput = builder.inputType('JoinedFeatureInput', {
  description: 'A joined feature as a driver.',
  fields: (t) => ({
    feature: t.field({ type: JoinedFeature, required: true, description: 'What the customer did.' }),
    windowDays: t.int({
      description: `How long the window is that ends before the answer, in days of 24 hours, 1 to ${maxWindowDays}. Default: ${defaultWindowDays}. Not for TENURE_DAYS.`,
    }),
  }),
});

export const RequestedJoinedFeature = builder.objectRef<RequestedFeature>('RequestedJoinedFeature').implement({
  description: 'A joined feature as a driver.',
  fields: (t) => ({
    driver: t.string({ description: 'Its name in the results.', resolve: featureKey }),
    feature: t.expose('feature', { type: JoinedFeature, description: 'What the customer did.' }),
    windowDays: t.exposeInt('windowDays', {
      nullable: true,
      description: 'How long the window is that ends before the answer, in days of 24 hours. Null: there is none.',
    }),
  }),
});

/** The driver's key in the results; the worker that writes it knows the same rule, and a test holds the two together. */
export function featureKey({ feature, windowDays }: RequestedFeature): string {
  return windowDays === null ? feature.toLowerCase() : `${feature.toLowerCase()}_${windowDays}d`;
}

/** The feature behind a driver's key. Null: none has such a name. */
export function featureOfKey(key: string): RequestedFeature | null {
  const days = /_([0-9]+)d$/.exec(key)?.[1];
  const windowDays = days === undefined ? null : Number(days);
  const feature = stored.find(
    (known) => featureKey({ feature: known, windowDays }) === key && (known === 'TENURE_DAYS') === (windowDays === null),
  );
  return feature ? { feature, windowDays } : null;
}

/** As they are stored, with the default made explicit. `taken` are the keys of the questions chosen. */
export function checkFeatures(features: readonly (typeof JoinedFeatureInput.$inferInput)[], taken: readonly string[]): RequestedFeature[] {
  const checked: RequestedFeature[] = [];
  for (const [index, { feature, windowDays }] of features.entries()) {
    const argument = `input.drivers.features.${index}`;
    if (feature === 'TENURE_DAYS' && windowDays != null) throw badUserInput(`${argument}.windowDays`, 'TENURE_DAYS has no window');
    if (windowDays != null && !(windowDays >= 1 && windowDays <= maxWindowDays)) {
      throw badUserInput(`${argument}.windowDays`, `${windowDays} days are asked for, 1 to ${maxWindowDays} are possible`);
    }
    const requested = { feature, windowDays: feature === 'TENURE_DAYS' ? null : (windowDays ?? defaultWindowDays) };
    const key = featureKey(requested);
    if (taken.includes(key)) throw badUserInput(argument, `its name in the results is ${key}, as that of a question chosen here`);
    if (checked.some((other) => featureKey(other) === key)) throw badUserInput(argument, `${key} is there twice`);
    checked.push(requested);
  }
  return checked;
}
