/** Every place in the arguments of a field where something of a workspace can be named, and how it is written there. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

export interface InputLeaf {
  /** For example input.where.in CAMPAIGN. */
  readonly path: string;
  readonly kind: 'id' | 'cursor' | 'name';
  /** The arguments of the field with this value there: `(key: "…")`. */
  write(value: string): string;
}

/** Scalars that name nothing: numbers, moments. Of any other kind it has to be decided. */
const nameless = ['Int', 'Float', 'Boolean', 'DateTime', 'Decimal'];

/** What else an input needs for a value in it to be looked at. `$` is the value that is tried. */
const companions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AnswerFilter.question': { min: '0' },
  'ScoreFilter.analysis': { measure: 'TIER', tiers: '["$"]' },
  'ScoreFilter.tiers': { measure: 'TIER' },
  'MetricsInput.after': { by: '[{ dimension: CHANNEL }]', first: '1' },
  'MetricsInput.question': { measures: '[NPS]' },
  'MetricFilterInput.traitKey': { dimension: 'TRAIT' },
  'MetricGroupingInput.traitKey': { dimension: 'TRAIT' },
  'MetricFilterInput.segmentKey': { dimension: 'SEGMENT', in: '["IN"]' },
  'MetricGroupingInput.segmentKey': { dimension: 'SEGMENT' },
  'ScoreChangeInput.of': { against: '{ dimension: COHORT, in: ["2026-01"] }' },
  'ScoreChangeInput.against': { of: '{ dimension: COHORT, in: ["2026-01"] }' },
  'AnalysisInput.survey': { kind: 'DRIVERS' },
  'AnalysisInput.population': { kind: 'DRIVERS', survey: '"visit"' },
  'AnalysisInput.drivers': { kind: 'DRIVERS', survey: '"visit"' },
  'AnalysisInput.churn': { kind: 'CHURN' },
  'AnalysisInput.clv': { kind: 'CLV' },
  'AnalysisInput.valueLoyalty': { kind: 'VALUE_LOYALTY' },
  'ChurnGroupInput.trait': { by: 'TRAIT' },
  'HazardFeatureInput.trait': { feature: 'TRAIT' },
  'DriverComparisonInput.trait': { by: 'TRAIT' },
  'DriverComparisonInput.own': { by: 'BRAND' },
  'JoinedFeatureInput.event': { feature: 'EVENTS' },
  'ValueLoyaltyInput.question': { valueAnalysis: '"value-of-drivers"' },
  'ValueLoyaltyInput.churnAnalysis': { valueAnalysis: '"value-of-drivers"' },
  'TouchpointRuleInput.question': { fact: 'ANSWER', name: '"$"' },
};
/** What can be narrowed by a dimension, where that is not RESPONSES. */
const measureBy: Readonly<Record<string, string>> = {
  ...{ CAMPAIGN: 'VISITS', VISIT_SOURCE: 'VISITS', MEDIUM: 'VISITS', DEVICE: 'VISITS' },
  ...{ TICKET_KIND: 'FIRST_RESPONSE_HOURS', CATEGORY: 'FIRST_RESPONSE_HOURS', PRIORITY: 'FIRST_RESPONSE_HOURS' },
};
const meanBy: Readonly<Record<string, string>> = { VISITS: 'CONVERSION_RATE', FIRST_RESPONSE_HOURS: 'FIRST_RESPONSE_HOURS' };
/** Two periods, the later one with what is planted. */
const twoPeriods = {
  ...{ from: '"2026-02-15T00:00:00Z"', until: '"2026-03-01T00:00:00Z"' },
  ...{ referenceFrom: '"2026-01-01T00:00:00Z"', referenceUntil: '"2026-02-01T00:00:00Z"' },
};
/** Required where it is not what is tried. */
const otherwise: Readonly<Record<string, string>> = {
  'journey.from': '"2026-01-01T00:00:00Z"',
  'journey.until': '"2026-03-01T00:00:00Z"',
  'replayDeliveries.since': '"2020-01-01T00:00:00Z"',
  'createSignedUrl.dataset': '"orders"',
  'BackfillInput.from': '"2026-01-01"',
  'BackfillInput.to': '"2026-02-28"',
  'ScheduleInput.cron': '"0 6 * * *"',
  'AnalysisInput.name': '"made-$"',
  'SegmentInput.key': '"made-$"',
  'SegmentInput.filter': '{ acquired: { channels: ["x"] } }',
  'SurveyInput.key': '"made-$"',
  'SurveyInput.questions': '[{ key: "Q", label: "Q", kind: NPS }]',
  'QuestionInput.key': '"Q"',
  'SavedDocumentInput.name': '"made-$"',
  'SavedDocumentInput.document': '"{ workspace { key } }"',
  'WebhookInput.url': '"https://made-$.example.com/"',
  'DatasetParameter.name': '"columns"',
  'updateSegment.change': '{ name: "changed" }',
  'updateWebhook.change': '{ description: "changed" }',
  'TouchpointRuleInput.fact': 'ORDER',
  'MetricsInput.measures': '[RESPONSES]',
  'RespondersInput.measure': 'NPS',
  'ScoreChangeInput.measure': 'NPS',
};
/** Where neither is required and one is needed. */
const beside: Readonly<Record<string, string>> = {
  'runAnalysis.idempotencyKey': 'name: "drivers"',
};

export function leavesOf(field: GraphQLField<unknown, unknown>): InputLeaf[] {
  return field.args.flatMap((arg) =>
    within(arg.type, field.name, arg.name, []).map(({ path, kind, write }) => ({
      path,
      kind,
      write: (value) => {
        const others = field.args.flatMap((other) => (other === arg ? [] : required(field.name, other, value)));
        const extra = beside[`${field.name}.${arg.name}`] ?? (field.args.some(({ name }) => name === 'first') ? 'first: 3' : '');
        return `(${[`${arg.name}: ${write(value)}`, ...others, extra].join(' ')})`;
      },
    })),
  );
}

/** `write` here gives the value alone. */
function within(type: GraphQLInputType, owner: string, path: string, above: readonly string[]): InputLeaf[] {
  if (isNonNullType(type)) return within(type.ofType, owner, path, above);
  if (isListType(type)) return within(type.ofType, owner, path, above).map((leaf) => ({ ...leaf, write: (v) => `[${leaf.write(v)}]` }));
  if (isEnumType(type)) return [];
  if (isInputObjectType(type)) {
    if (above.includes(type.name)) return []; // a filter within a filter
    const fields = Object.values(type.getFields());
    return fields.flatMap((field) =>
      within(field.type, type.name, `${path}.${field.name}`, [...above, type.name]).flatMap((leaf) =>
        inObject(type.name, fields, field, leaf),
      ),
    );
  }
  if (nameless.includes(type.name)) return [];
  if (type.name !== 'ID' && type.name !== 'String')
    throw new Error(`${owner}: ${path} is a ${type.name}, and no attack knows what that may name`);
  const kind = type.name === 'ID' ? 'id' : path.endsWith('after') ? 'cursor' : 'name';
  return [{ path, kind, write: (value) => JSON.stringify(value) }];
}

function inObject(typeName: string, fields: readonly GraphQLInputField[], field: GraphQLInputField, leaf: InputLeaf): InputLeaf[] {
  const measure = measureBy[/ ([A-Z_]+)$/.exec(leaf.path)?.[1] ?? ''];
  const given: Record<string, string> = {
    ...companions[`${typeName}.${field.name}`],
    ...(typeName === 'MetricsInput' && measure && { measures: `[${measure}]` }),
    ...(typeName === 'ScoreChangeInput' && measure && { measure: meanBy[measure] ?? 'NPS' }),
    ...(typeName === 'ScoreChangeInput' && !['of', 'against'].includes(field.name) && twoPeriods),
  };
  const write = (choice: Readonly<Record<string, string>>) => (value: string) => {
    const others = fields.flatMap((other) => {
      if (other === field) return [];
      const text = given[other.name] ?? choice[other.name];
      return text ? [`${other.name}: ${text.replaceAll('$', value)}`] : required(typeName, other, value);
    });
    return `{ ${[`${field.name}: ${leaf.write(value)}`, ...others].join(', ')} }`;
  };
  const selector = fields.find((other) => other !== field && isNonNullType(other.type) && isEnumType(getNamedType(other.type)));
  if (typeName !== 'MetricFilterInput' || !selector || given[selector.name]) return [{ ...leaf, write: write({}) }];
  const type = getNamedType(selector.type);
  if (!isEnumType(type)) return [];
  return type.getValues().map(({ name }) => ({
    ...leaf,
    path: `${leaf.path} ${name}`,
    write: write({ [selector.name]: name, ...(name === 'TRAIT' && { traitKey: '"$"' }), ...(name === 'SEGMENT' && { segmentKey: '"$"' }) }),
  }));
}

function required(owner: string, input: GraphQLArgument | GraphQLInputField, value: string): string[] {
  const written = otherwise[`${owner}.${input.name}`];
  if (!isNonNullType(input.type) || input.defaultValue !== undefined) return [];
  return [`${input.name}: ${written?.replaceAll('$', value) ?? sample(input.type, value)}`];
}

function sample(type: GraphQLInputType, value: string): string {
  if (isNonNullType(type)) return sample(type.ofType, value);
  if (isListType(type)) return `[${sample(type.ofType, value)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  if (isInputObjectType(type))
    return `{ ${Object.values(type.getFields())
      .flatMap((field) => required(type.name, field, value))
      .join(', ')} }`;
  if (type.name === 'ID' || type.name === 'String') return JSON.stringify(value);
  return { Boolean: 'true', DateTime: '"2026-01-01T00:00:00Z"', Decimal: '"1"' }[type.name] ?? '1';
}
