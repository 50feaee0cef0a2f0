/** A query that asks for every field reachable from Query, made from the schema, so that no new field escapes a test of all. */
import type { GraphQLField, GraphQLOutputType } from 'graphql';
import { schema } from '../../schema/index.ts';
import { graphql } from './nativeGraphql.ts';

const { getNamedType, isInterfaceType, isLeafType, isObjectType, isUnionType } = graphql;

/** Arguments of the fields that need some. */
const args: Readonly<Record<string, string>> = {
  'Query.customer': '(externalId: "C000001")',
  'Query.survey': '(key: "visit")',
  'Query.analysis': '(name: "drivers")',
  'Query.order': '(externalId: "O-C000001-1")',
  'Query.subscription': '(externalId: "S-C000001-2")',
  'Query.ticket': '(externalId: "T-C000001-1")',
};
/** By id: tested one by one. */
const skipped = ['Query.node', 'Query.run', 'Query.import'];

/** One query for each field of Query, by its name. */
export function everyField(): Map<string, string> {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter((field) => !skipped.includes(`Query.${field.name}`));
  return new Map(
    fields.map((field) => [field.name, `{ ${field.name}${argumentsOf('Query', field)} ${selection(field.type, ['Query'], new Set())} }`]),
  );
}

function argumentsOf(type: string, field: GraphQLField<unknown, unknown>): string {
  return args[`${type}.${field.name}`] ?? (field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '');
}

/**
 * Everything below a field. Types lead to each other by many ways, so within one query each is opened once, by the first
 * way to it; by any other it shows its texts only. A type within itself would never end.
 */
function selection(type: GraphQLOutputType, above: readonly string[], opened: Set<string>, prefix = ''): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (isUnionType(named)) {
    // Branches of a union may name fields of different types alike, hence the aliases.
    const branches = named
      .getTypes()
      .map((branch, index) => `... on ${branch.name} ${selection(branch, [...above, branch.name], opened, `b${index}: `)}`);
    return `{ __typename ${branches.join(' ')} }`;
  }
  if (!isObjectType(named) && !isInterfaceType(named)) return '';
  const isAgain = opened.has(named.name);
  const isWrapper = /(Connection|Edge|Entry)$/.test(named.name);
  opened.add(named.name);
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const name = `${named.name}.${field.name}`;
    const inner = getNamedType(field.type);
    if (skipped.includes(name) || above.includes(inner.name) || above.length > 9) return [];
    if (isAgain && (isWrapper ? !['edges', 'node'].includes(field.name) : inner.name !== 'String')) return [];
    if (isWrapper && field.name === 'nodes') return isAgain ? [] : ['nodes { __typename }']; // the rows that the edges have
    const alias = prefix && `${field.name}${prefix}`;
    return [`${alias}${field.name}${argumentsOf(named.name, field)} ${selection(field.type, [...above, inner.name], opened)}`];
  });
  return `{ ${fields.join(' ') || '__typename'} }`;
}
