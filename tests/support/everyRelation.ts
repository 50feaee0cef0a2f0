/**
 * Every way from one thing of the graph to others, as a query that goes it from many parents at once. Made from the schema, so that a new
 * relation is walked the day it appears.
 */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
} from 'graphql';
import { overLimit, queryCost, schema } from '../../schema/index.ts';
import { fieldArguments } from './everyField.ts';

type Field = GraphQLField<unknown, unknown>;
export type Parent = Readonly<Record<string, unknown>>;

/** Relations of one type, asked for together as far as one query may. */
export interface Relations {
  /** Parent and field, as `Customer.orders`. */
  readonly names: readonly string[];
  readonly query: string;
  /** The parents in an answer to the query. */
  parentsOf(data: unknown): Parent[];
}

/** A field on the way to the parents. */
interface Step {
  readonly of: string;
  readonly field: Field;
  /** Of a union: the branch that the way goes on with. */
  readonly on: string | null;
}

interface Place {
  readonly type: GraphQLNamedType;
  readonly path: readonly Step[];
  /** Whether there is a list on the way to it: then it may be there many times. */
  readonly isMany: boolean;
}

/** Arguments of a field (`Query.runs`), by the branch of a union that the way goes on with. Undefined: as any field is asked for. */
export type GivenArguments = (field: string, branch: string | null) => string | undefined;

/** Branches of unions that are reached by one field alone, where a shorter way would find none. */
const onlyBy: Readonly<Record<string, string>> = { Pending: 'Run.result' };
/** So many of its own values are asked for of a thing in lists within lists, or the query would cost too much; the others by further queries. */
const mostInLists = 8;

/** Parents are reached by the shortest way through a list, or else by the shortest. */
export function everyRelation(given: GivenArguments): Relations[] {
  return [...placesOf()].flatMap(({ type, path }) => {
    if (!isObjectType(type) || isWrapper(type.name)) return [];
    const branch = path.find(({ on }) => on !== null)?.on ?? null;
    const argumentsOf = ({ of, field: { name, args } }: Omit<Step, 'on'>) =>
      given(`${of}.${name}`, branch) ??
      fieldArguments[`${of}.${name}`] ??
      (args.some((argument) => argument.name === 'first') ? (of === 'Query' ? '(first: 50)' : '(first: 2)') : '');
    const asked = Object.values(type.getFields()).flatMap((field) => {
      if (isLeafType(getNamedType(field.type)) || isUnasked(type.name, field)) return [];
      const start = `${field.name}${argumentsOf({ of: type.name, field })}`;
      const contents = contentsOf(field.type, branch === null ? Infinity : mostInLists);
      return contents.map((selection) => ({ name: `${type.name}.${field.name}`, text: `${start} ${selection}` }));
    });
    const queryOf = (parts: typeof asked) =>
      path.reduceRight((inner, step) => `{ ${around(step, argumentsOf(step), inner)} }`, `{ ${parts.map(({ text }) => text).join(' ')} }`);
    // Fields of Query have loaders in common: whether two of them meet in one statement is a matter of moments.
    const groups = path.length === 0 ? asked.map((part) => [part]) : together(asked, queryOf);
    return groups.map((parts) => ({
      names: [...new Set(parts.map(({ name }) => name))],
      query: queryOf(parts),
      parentsOf: (data: unknown) => follow([data], path),
    }));
  });
}

/** As few groups as their queries may cost, in order. */
function together<Part>(parts: readonly Part[], queryOf: (parts: Part[]) => string): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    const cost = last && queryCost({ schema, document: parse(queryOf([...last, part])) });
    if (last && cost && !overLimit(cost)) last.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** What a relation leads to from one parent: nothing, one thing, or the rows of a list. */
export function rowsOf(parent: Parent, relation: string): unknown[] {
  return itemsOf(parent[relation.split('.')[1] ?? '']);
}

/** Types by the shortest way to each, breadth first; a way through a list goes before one without. */
function placesOf(): Iterable<Place> {
  const found = new Map<string, Place>();
  const seen = new Set<string>();
  const open: Place[] = [{ type: schema.getQueryType() as GraphQLNamedType, path: [], isMany: false }];
  for (let place = open.shift(); place; place = open.shift()) {
    const { type, path, isMany } = place;
    if (!isObjectType(type) || seen.has(`${type.name} ${isMany}`)) continue;
    seen.add(`${type.name} ${isMany}`);
    if (isMany ? !found.get(type.name)?.isMany : !found.has(type.name)) found.set(type.name, place);
    for (const field of Object.values(type.getFields())) {
      if (isUnasked(type.name, field) || (path.length === 0 && field.args.some(isRequiredArgument) && isNode(field))) continue;
      const named = getNamedType(field.type);
      const rows = connectionRows(named);
      const step = (on: string | null) => [...path, { of: type.name, field, on }];
      const isList = isMany || rows !== null || isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
      if (isUnionType(named)) {
        const branches = named
          .getTypes()
          .filter(({ name }) => (onlyBy[name] ?? `${type.name}.${field.name}`) === `${type.name}.${field.name}`);
        for (const branch of branches) open.push({ type: branch, path: step(branch.name), isMany: isList });
      } else open.push({ type: rows ?? named, path: step(null), isMany: isList });
    }
  }
  return found.values();
}

/** One thing by its name: the ways to others start from lists. */
function isNode(field: Field): boolean {
  const named = getNamedType(field.type);
  return isObjectType(named) && named.getInterfaces().some(({ name }) => name === 'Node');
}

const isWrapper = (name: string) => /(Connection|Edge)$/.test(name) || name === 'PageInfo';

/** Of a connection: the type of its rows. */
function connectionRows(type: GraphQLNamedType): GraphQLNamedType | null {
  const nodes = isObjectType(type) && type.name.endsWith('Connection') ? type.getFields().nodes : undefined;
  return nodes ? getNamedType(nodes.type) : null;
}

/** A field that wants something that nobody has named here: an id, mostly. */
const isUnasked = (of: string, field: Field) => field.args.some(isRequiredArgument) && fieldArguments[`${of}.${field.name}`] === undefined;

function around({ field, on }: Step, args: string, inner: string): string {
  const within = on === null ? inner : `{ __typename ... on ${on} ${inner} }`;
  return `${field.name}${args} ${connectionRows(getNamedType(field.type)) ? `{ nodes ${within} }` : within}`;
}

/** All that a thing shows of itself, in several selections where it is more than `most`; of a connection that of its rows and of the whole list. */
function contentsOf(type: GraphQLOutputType | GraphQLNamedType, most = Infinity): string[] {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    // Branches may name fields of different types alike.
    const branches = named
      .getTypes()
      .map((branch, index) => `... on ${branch.name} { ${valuesOf(branch, `b${index}_`).join(' ')} __typename }`);
    return [`{ __typename ${branches.join(' ')} }`];
  }
  const own = valuesOf(named);
  const rows = connectionRows(named);
  if (rows) return [`{ ${own.join(' ')} pageInfo { endCursor } edges { cursor node ${contentsOf(rows)[0]} } }`];
  const parts = Math.max(1, Math.ceil(own.length / most));
  return Array.from({ length: parts }, (_, part) => `{ __typename ${own.filter((_value, index) => index % parts === part).join(' ')} }`);
}

function valuesOf(named: GraphQLNamedType, alias = ''): string[] {
  if (!isObjectType(named) && !isInterfaceType(named)) return [];
  return Object.values(named.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !isUnasked(named.name, field))
    .map(({ name }) => (alias ? `${alias}${name}: ${name}` : name));
}

function follow(from: readonly unknown[], path: readonly Step[]): Parent[] {
  const found = path.reduce<readonly unknown[]>((places, { field, on }) => {
    const next = places.flatMap((place) => itemsOf((place as Parent)[field.name]));
    return on === null ? next : next.filter((one) => (one as Parent).__typename === on);
  }, from);
  return found as Parent[];
}

function itemsOf(value: unknown): unknown[] {
  if (value == null) return [];
  const { edges, nodes } = value as { edges?: unknown[]; nodes?: unknown[] };
  return [nodes ?? edges ?? value].flat();
}

/** Fields that lead to another type and that no relation of these walks, with the types that are reached by no field of Query at all. */
export function unwalked(relations: readonly Relations[]): string[] {
  const walked = new Set(relations.flatMap(({ names }) => names));
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && !isWrapper(type.name),
  );
  return types.flatMap((type) => {
    if (!isObjectType(type) || type === schema.getMutationType() || type === schema.getSubscriptionType()) return [];
    const leading = Object.values(type.getFields()).filter((field) => !isLeafType(getNamedType(field.type)));
    return leading.map(({ name }) => `${type.name}.${name}`).filter((name) => !walked.has(name));
  });
}
