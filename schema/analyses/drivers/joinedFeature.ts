/** What customers did, as a driver beside what they said. Its meaning in SQL: worker/data/joinedFeatures.ts. */
import {
  type CatalogueEntry,
  featureCatalogue,
  featureKey,
  hasWindow,
  type JoinedFeature as JoinedFeatureName,
  joinedFeatures,
  type RequestedFeature,
} from '../../../worker/featureCatalogue.ts';
import { builder } from '../../builder.ts';
import { badUserInput } from '../../errors.ts';

const defaultWindowDays = 90;
const maxWindowDays = 3650;
const maxEventName = 200;

export const JoinedFeature = builder.enumType('JoinedFeature', {
  description:
    'What a customer did, taken from a window that ends before the answer, under any identity of the customer. ' +
    'An answer without a date or without a customer has none, and is left out as MISSING.',
  values: Object.fromEntries(joinedFeatures.map((name) => [name, { description: featureCatalogue[name].description }])) as Record<
    JoinedFeatureName,
    { description: string }
  >,
});

export const JoinedFeatureInput = builder.inputType('JoinedFeatureInput', {
  description: 'A joined feature as a driver.',
  fields: (t) => ({
    feature: t.field({ type: JoinedFeature, required: true, description: 'What the customer did.' }),
    windowDays: t.int({
      description: `How long the window is that ends before the answer, in days of 24 hours, 1 to ${maxWindowDays}. Default: ${defaultWindowDays}. Not for RECENCY_DAYS and TENURE_DAYS.`,
    }),
    event: t.string({ description: 'Name of the events to be counted. For EVENTS, which needs one.' }),
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
    event: t.exposeString('event', { nullable: true, description: 'Name of the events that are counted. Null for every other feature.' }),
  }),
});

const FeatureWindow = builder.enumType('FeatureWindow', {
  description: 'Which facts a feature is taken from. None of them is at the answer or later.',
  values: {
    BEFORE_ANSWER: { description: 'Of windowDays times 24 hours that end before the answer.' },
    ALL_BEFORE_ANSWER: { description: 'Of all time before the answer.' },
    AT_ANSWER: { description: 'As it stood at the answer.' },
  } as const satisfies Record<CatalogueEntry['window'], unknown>,
});

const CatalogueFeature = builder.objectRef<CatalogueEntry & { readonly key: JoinedFeatureName }>('CatalogueFeature').implement({
  description: 'A feature that an analysis of drivers can take beside the answers.',
  fields: (t) => ({
    key: t.expose('key', { type: JoinedFeature, description: 'Its name in an analysis.' }),
    label: t.exposeString('label', { description: 'What it is.' }),
    unit: t.exposeString('unit', { description: 'Of its values; an effect is per one of them.' }),
    window: t.expose('window', { type: FeatureWindow, description: 'Which facts it is taken from.' }),
    defaultWindowDays: t.int({
      nullable: true,
      description: 'Length of the window unless another is asked for, in days of 24 hours. Null: it has none.',
      resolve: ({ key }) => (hasWindow(key) ? defaultWindowDays : null),
    }),
    domain: t.exposeString('domain', { description: 'Of the data that it is read from: customers, crm or web.' }),
    description: t.exposeString('description', { description: 'What it counts, and what no fact means.' }),
  }),
});

builder.queryField('featureCatalogue', (t) =>
  t.field({
    type: [CatalogueFeature],
    description: 'What customers did that can be a driver beside what they said. Traits of customers can, too, as categories.',
    resolve: () => joinedFeatures.map((key) => ({ key, ...featureCatalogue[key] })),
  }),
);

/** As they are stored, with the default made explicit. `taken` are the keys of the questions chosen. */
export function checkFeatures(features: readonly (typeof JoinedFeatureInput.$inferInput)[], taken: readonly string[]): RequestedFeature[] {
  const checked: RequestedFeature[] = [];
  for (const [index, { feature, windowDays, event }] of features.entries()) {
    const argument = `input.drivers.features.${index}`;
    if (!hasWindow(feature) && windowDays != null) throw badUserInput(`${argument}.windowDays`, `${feature} has no window`);
    if (windowDays != null && !(windowDays >= 1 && windowDays <= maxWindowDays)) {
      throw badUserInput(`${argument}.windowDays`, `${windowDays} days are asked for, 1 to ${maxWindowDays} are possible`);
    }
    if (feature === 'EVENTS' && !event?.trim()) throw badUserInput(`${argument}.event`, 'EVENTS needs the name of the events');
    if (feature !== 'EVENTS' && event != null) throw badUserInput(`${argument}.event`, `${feature} counts no events`);
    if (event != null && event.length > maxEventName)
      throw badUserInput(`${argument}.event`, `at most ${maxEventName} characters are possible`);
    const requested = { feature, windowDays: hasWindow(feature) ? (windowDays ?? defaultWindowDays) : null, event: event ?? null };
    const key = featureKey(requested);
    if (taken.includes(key)) throw badUserInput(argument, `its name in the results is ${key}, as that of a question chosen here`);
    if (checked.some((other) => featureKey(other) === key)) throw badUserInput(argument, `${key} is there twice`);
    checked.push(requested);
  }
  return checked;
}
