import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLFieldMap,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** What may be kept of the answers to one document, and what they depend on. */
export interface CachePlan {
  /** Reads what runs computed. */
  readonly readsRuns: boolean;
  /** Reads the time of day: "until now", "two weeks ago". */
  readonly readsClock: boolean;
}

/** Fields of Query whose answers follow from what `readGraphState` reads, and from nothing else. */
export const keptFields: ReadonlySet<string> = new Set([
  'customer',
  'customers',
  'events',
  'featureCatalogue',
  'invitations',
  'joinCoverage',
  'journey',
  'metricCatalogue',
  'metrics',
  'order',
  'orders',
  'questions',
  'responders',
  'responses',
  'scoreChange',
  'spends',
  'subscription',
  'subscriptions',
  'survey',
  'surveys',
  'ticket',
  'tickets',
  'touchpoints',
  'visits',
]);

/** Fields that ask what time it is; so does every one that is given a filter of customers. */
const clockFields: ReadonlySet<string> = new Set([
  'Query.journey',
  'Query.metrics',
  'Query.responders',
  'Query.scoreChange',
  'Customer.lastActivityAt',
  'Customer.lastOrderAt',
]);
const clockInput = 'CustomerFilter';
/** Given one of these, a list goes by what runs said of customers, or may: filters and orders by scores. */
const runInputs: ReadonlySet<string> = new Set([clockInput, 'CustomerOrder']);

/** Types that can be reached from them and are about something else: answers that show one are not kept. */
const otherTypes: ReadonlySet<string> = new Set(['Analysis', 'Run', 'Import', 'Segment', 'Workspace', 'Schedule', 'Backfill']);

/** Types whose fields come from runs. */
const runTypes: ReadonlySet<string> = new Set([
  'CustomerValueResult',
  'CustomerRiskResult',
  'Freshness',
  'MetricsResult',
  'ScoreChange',
  'Responders',
  'Journey',
]);

/**
 * Null: answers to the document are not kept. That is so for everything but queries of `keptFields`: a field that is new to
 * Query is kept only once somebody has thought about it. The document is a valid one.
 */
export function cachePlan(schema: GraphQLSchema, document: DocumentNode): CachePlan | null {
  const query = schema.getQueryType()?.name;
  let isKept = true;
  let readsRuns = false;
  let readsClock = false;
  const look = (name: string) => {
    if (otherTypes.has(name)) isKept = false;
    if (runTypes.has(name)) readsRuns = true;
  };
  const walk = ({ selections }: SelectionSetNode, typeName: string): void => {
    look(typeName);
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue; // its definition is walked
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
        continue;
      }
      const name = selection.name.value;
      if (name === '__typename') continue;
      if (typeName === query && !keptFields.has(name)) isKept = false;
      if (clockFields.has(`${typeName}.${name}`)) readsClock = true;
      const field = fieldOf(schema, typeName, name);
      const given = new Set(selection.arguments?.map(({ name: { value } }) => value));
      const inputs = field?.args.filter((argument) => given.has(argument.name)).map(({ type }) => nameOf(type) ?? '') ?? [];
      if (inputs.includes(clockInput)) readsClock = true;
      if (inputs.some((input) => runInputs.has(input))) readsRuns = true;
      const shown = nameOf(field?.type);
      if (shown === null) isKept = false;
      else if (selection.selectionSet) walk(selection.selectionSet, shown);
      else look(shown);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) walk(definition.selectionSet, definition.typeCondition.name.value);
    else if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'query' && query)
      walk(definition.selectionSet, query);
    else isKept = false;
  }
  return isKept ? { readsRuns, readsClock } : null;
}

/** Null: of introspection. */
function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | null {
  const parent = schema.getType(typeName);
  return parent && 'getFields' in parent ? ((parent.getFields() as GraphQLFieldMap<unknown, unknown>)[name] ?? null) : null;
}

/** The name of a type without lists and "not null". By duck typing: a second copy of the library would make strangers of types. */
function nameOf(wrapped: unknown): string | null {
  let type = wrapped;
  while (type && typeof type === 'object' && 'ofType' in type) type = type.ofType;
  return (type as GraphQLNamedType | undefined)?.name ?? null;
}
