/**
 * What a selection comes to: each field what it says of itself, and what is below it once for every item of the lists above. Fields declare it as
 * @pothos/plugin-complexity has it (`complexity`; a list that says nothing has ten items). Its own walk lets a list know its own arguments only, so that
 * a page whose size is said further up, in an input, was ten rows whatever was asked for: such a field tells with `listsBelow` what its arguments make of them.
 */
import { getMappedArgumentValues } from '@pothos/core';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldMap,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type SelectionSetNode,
  type VariableValues,
} from 'graphql';

export interface QueryCost {
  readonly cost: number;
  readonly depth: number;
  readonly breadth: number;
}

/** How many items lists have, by `Type.field`. */
export type ListSizes = Readonly<Record<string, number>>;

/** For `extensions` of a field: sizes of lists below it, by its arguments. */
export const listsBelow = <Args>(sizes: (args: Args) => ListSizes): { readonly listsBelow: (args: Args) => ListSizes } => ({
  listsBelow: sizes,
});

type Declared = number | { readonly field?: number; readonly multiplier?: number };
interface CostExtensions {
  readonly complexity?: Declared | ((args: unknown, context: object, field: unknown) => Declared);
  readonly listsBelow?: (args: unknown) => ListSizes;
}

const usualSize = 10;
const nothing: QueryCost = { cost: 0, depth: 0, breadth: 0 };

export class SelectionCost {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variableValues: VariableValues;
  /** A fragment that is put in many times is counted once, as long as lists below it have the same sizes. */
  readonly #known = new Map<ListSizes, Map<SelectionSetNode, Map<GraphQLNamedType, QueryCost>>>();

  constructor(schema: GraphQLSchema, fragments: readonly FragmentDefinitionNode[], variableValues: VariableValues) {
    this.#schema = schema;
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    this.#variableValues = variableValues;
  }

  of(selections: SelectionSetNode, type: GraphQLNamedType, sizes: ListSizes = {}): QueryCost {
    const alike = this.#known.get(sizes) ?? new Map<SelectionSetNode, Map<GraphQLNamedType, QueryCost>>();
    this.#known.set(sizes, alike);
    const known = alike.get(selections)?.get(type);
    if (known) return known;
    const sum = selections.selections.reduce((total, selection) => {
      const one = selection.kind === Kind.FIELD ? this.#field(selection, type, sizes) : this.#fragment(selection, type, sizes);
      return { cost: total.cost + one.cost, depth: Math.max(total.depth, one.depth), breadth: total.breadth + one.breadth };
    }, nothing);
    alike.set(selections, (alike.get(selections) ?? new Map<GraphQLNamedType, QueryCost>()).set(type, sum));
    return sum;
  }

  #fragment(selection: Exclude<SelectionSetNode['selections'][number], FieldNode>, type: GraphQLNamedType, sizes: ListSizes): QueryCost {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
    if (!fragment) return nothing;
    const condition = fragment.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
    return this.of(fragment.selectionSet, condition ?? type, sizes);
  }

  #field(node: FieldNode, type: GraphQLNamedType, sizes: ListSizes): QueryCost {
    const field = 'getFields' in type ? (type.getFields() as GraphQLFieldMap<unknown, unknown>)[node.name.value] : undefined;
    if (!field) return { cost: 1, depth: 1, breadth: 1 }; // __typename and the like
    const { complexity, listsBelow: sizesBelow } = field.extensions as CostExtensions;
    const isOfArguments = typeof complexity === 'function' || sizesBelow !== undefined;
    const args = isOfArguments ? this.#argumentsOf(field, node) : {};
    const declared = typeof complexity === 'function' ? complexity(args, {}, field) : complexity;
    const { field: own = 1, multiplier = isList(field.type) ? usualSize : 1 } =
      typeof declared === 'number' ? { field: declared } : (declared ?? {});
    if (!node.selectionSet) return { cost: own, depth: 1, breadth: 1 };
    const inner = sizesBelow ? { ...sizes, ...sizesBelow(args) } : sizes;
    const below = this.of(node.selectionSet, getNamedType(field.type), inner);
    const items = sizes[`${type.name}.${node.name.value}`] ?? multiplier;
    return { cost: own + below.cost * Math.max(items, 0), depth: 1 + below.depth, breadth: 1 + below.breadth };
  }

  #argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): unknown {
    const info = { schema: this.#schema, fragments: {}, variableValues: this.#variableValues };
    return getMappedArgumentValues(field, node, {}, info as unknown as Parameters<typeof getMappedArgumentValues>[3]);
  }
}

function isList(type: GraphQLOutputType): boolean {
  for (let inner: unknown = type; inner; inner = (inner as { ofType?: unknown }).ofType)
    if ((inner as Record<symbol, string>)[Symbol.toStringTag] === 'GraphQLList') return true;
  return false;
}
