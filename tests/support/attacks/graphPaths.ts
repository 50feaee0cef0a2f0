/** For each type of the graph the shortest way to it from Query, made from the schema, so that a field is reached the day it appears. */
import {
  type GraphQLOutputType,
  type GraphQLUnionType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { schema } from '../../../schema/index.ts';
import { overLimit, queryCost } from '../../../schema/limits/queryCost.ts';
import { queryLimits } from '../../../schema/limits/queryLimits.ts';

/** Arguments without which a field of the way cannot be asked: things that both workspaces have. */
const argumentsOnTheWay: Readonly<Record<string, string>> = {
  'Query.customer': '(externalId: "C000001")',
  'Query.runs': '(first: 10)',
  'Query.segments': '(first: 4)',
  'Query.survey': '(key: "visit")',
  'Query.backfillPreview': '(input: { analysis: "drivers", from: "2026-01-01", to: "2026-02-28" })',
};
/** Where the shortest way leads to things that lack what is asked for. */
const waysAround: readonly string[] = ['Query.node'];

/** A way ends before the field that is attacked: `wrap(field)` is the whole selection. */
export type Way = (field: string) => string;

/** Ways from Query to every type of objects. Types that nothing without further arguments leads to have none. */
export function waysFromQuery(): Map<string, Way> {
  const ways = new Map<string, Way>([['Query', (field) => `{ ${field} }`]]);
  const open = ['Query'];
  for (let type = open.shift(); type; type = open.shift()) {
    const named = schema.getType(type);
    if (!isObjectType(named)) continue;
    for (const field of Object.values(named.getFields())) {
      const name = `${type}.${field.name}`;
      const needed = field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
      if (waysAround.includes(name) || (needed && !argumentsOnTheWay[name])) continue;
      const target = getNamedType(field.type);
      const way = ways.get(type) as Way;
      for (const [reached, inner] of branches(target)) {
        if (ways.has(reached)) continue;
        ways.set(reached, (asked) => way(`${field.name}${argumentsOnTheWay[name] ?? ''} { ${inner(asked)} }`));
        open.push(reached);
      }
    }
  }
  return ways;
}

function branches(type: GraphQLOutputType): [string, (asked: string) => string][] {
  if (isUnionType(type)) return type.getTypes().map((branch) => [branch.name, (asked) => `... on ${branch.name} { ${asked} }`]);
  return isObjectType(type) ? [[type.name, (asked) => asked]] : [];
}

/** Every field of the graph, asked for by one way each: as few queries as limits and fields of one name allow. Where ways begin alike they are one. */
export function everyType(): string[] {
  const queries: string[] = [];
  let selected = '';
  for (const [name, way] of waysFromQuery()) {
    const type = schema.getType(name);
    if (name === 'Query' || !isObjectType(type)) continue;
    const own = way(shownOf(type, 0).slice(1, -1)).slice(1, -1);
    if (selected !== '' && !isAllowed(`{ ${selected} ${own} }`)) {
      queries.push(`{ ${selected} }`);
      selected = '';
    }
    selected += ` ${own}`;
  }
  return [...queries, `{ ${selected} }`];
}

function isAllowed(query: string): boolean {
  const document = parse(query);
  const names = query.match(/\w+/g)?.length ?? 0;
  if (names > queryLimits.breadth / 2 || validate(schema, document).length > 0) return false;
  const cost = queryCost({ schema, document, variables: {} });
  return cost !== null && overLimit(cost) === null;
}

/** What is shown of a thing: all its own values, and those of what it leads to without arguments, `depth` steps deep; of a list, of its things. */
export function shownOf(type: GraphQLOutputType, depth = 1, above: readonly string[] = []): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named)) return `{ __typename ${branchesShown(named)} }`;
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return [];
    if (isLeafType(inner)) return field.args.length === 0 ? [field.name] : [];
    if (field.name === 'nodes' && /Connection$/.test(named.name)) return ['nodes { __typename }']; // the rows that the edges have
    const isPart = /(Connection|Edge|Entry|MetricsResult|MetricRow|MetricsRow)$/.test(named.name);
    if ((!isPart && depth === 0) || above.includes(inner.name) || (field.args.length > 0 && !isPart)) return [];
    return [`${field.name} ${shownOf(field.type, isPart ? depth : depth - 1, [...above, named.name])}`];
  });
  return `{ ${fields.join(' ') || '__typename'} }`;
}

/** What only one branch has: the fields of several may be of different types, and aliases are few. */
function branchesShown(union: GraphQLUnionType): string {
  const names = union.getTypes().flatMap((branch) => Object.keys(branch.getFields()));
  return union
    .getTypes()
    .map((branch) => {
      const own = Object.values(branch.getFields()).filter(
        ({ name, type, args }) => isLeafType(getNamedType(type)) && args.length === 0 && names.indexOf(name) === names.lastIndexOf(name),
      );
      return `... on ${branch.name} { ${own.map(({ name }) => name).join(' ') || '__typename'} }`;
    })
    .join(' ');
}
