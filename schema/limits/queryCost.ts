import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import { limitExceeded } from '../errors.ts';
import { queryLimits } from './queryLimits.ts';
import { type QueryCost, SelectionCost } from './selectionCost.ts';

export type { QueryCost };

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

const ofConstants = new WeakMap<DocumentNode, QueryCost>();

/**
 * What an operation comes to with its fragments and variables put in, before anything of it is executed. Null where execution will refuse it anyway:
 * no such operation, variables that are not of their types. The document is a valid one.
 */
export function queryCost({ schema, document, operationName, variables }: Operation): QueryCost | null {
  const known = ofConstants.get(document);
  if (known) return known;
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return null;
  const fragments = document.definitions.filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION);
  try {
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], { ...variables });
    if (coerced.errors) return null;
    const { cost, ...size } = new SelectionCost(schema, fragments, coerced.variableValues).of(operation.selectionSet, root);
    const whole = { ...size, cost: Math.ceil(cost) };
    // Without variables it is the same every time; with several operations it depends on which.
    if (!operation.variableDefinitions?.length && document.definitions.length === 1 + fragments.length) ofConstants.set(document, whole);
    return whole;
  } catch (error) {
    if ((error as Error).name === 'GraphQLError') return null; // of the coercion of arguments
    throw error;
  }
}

/** What is too much of it; null where nothing is. */
export function overLimit({ cost, depth, breadth }: QueryCost): GraphQLError | null {
  if (depth > queryLimits.depth)
    return limitExceeded(`The query is ${depth} levels deep, at most ${queryLimits.depth} are allowed`, { depth });
  if (breadth > queryLimits.breadth)
    return limitExceeded(`The query selects ${breadth} fields, at most ${queryLimits.breadth} are allowed`, { breadth });
  if (cost > queryLimits.cost) {
    const hint = 'ask for smaller pages (`first`) or fewer fields';
    return limitExceeded(`The query costs ${cost}, at most ${queryLimits.cost} is allowed: ${hint}`, { cost });
  }
  return null;
}
