/** A query that asks for every field reachable from Query, made from the schema, so that no new field escapes a test of all. */
import { type GraphQLField, type GraphQLOutputType, getNamedType, isInterfaceType, isLeafType, isObjectType, isUnionType } from 'graphql';
import { queryLimits, schema } from '../../schema/index.ts';

/** Arguments of the fields that need some. */
export const fieldArguments: Readonly<Record<string, string>> = {
  'Query.savedDocument': '(name: "saved-alpha")',
  'Query.customer': '(externalId: "C000001")',
  'Query.survey': '(key: "visit")',
  'Query.analysis': '(name: "drivers")',
  'Query.order': '(externalId: "O-C000001-1")',
  'Query.subscription': '(externalId: "S-C000001-2")',
  'Query.ticket': '(externalId: "T-C000001-1")',
  'Query.segment': '(key: "buyers-1")',
  'Query.responders': '(input: { measure: NPS, by: [{ dimension: TRAIT, traitKey: "plan" }] })',
  'Query.scoreChange':
    '(input: { measure: NPS, by: { dimension: TRAIT, traitKey: "plan" }, from: "2026-01-03T00:00:00Z", until: "2026-01-05T00:00:00Z" })',
  'Query.metrics':
    '(input: { measures: [NPS, REVENUE, COMPLAINTS_PER_1000, VISITS, NEW_CUSTOMERS], by: [{ dimension: MONTH }, { dimension: TRAIT, traitKey: "plan" }], compare: PREVIOUS_PERIOD })',
  'MetricRow.group': '(at: 0)',
  'ResponderStratum.group': '(at: 0)',
  'MetricRow.value': '(of: NPS)',
  'Query.journey': '(from: "2026-01-01T00:00:00Z", until: "2026-03-01T00:00:00Z")',
  'Query.cronTimes': '(cron: "0 6 * * *")',
  'Query.backfillPreview': '(input: { analysis: "drivers", from: "2026-01-01", to: "2026-02-28" })',
};
/** By id: tested one by one. A cell by its place is one of `cells`. */
const skipped = ['Query.compareRuns', 'Query.node', 'Query.run', 'Query.import', 'Query.backfill', 'ValueLoyaltyResultReady.cell'];

/**
 * One query for each field of Query, by its name. A field with more below it than one query may select has several, each with
 * some of the fields below it: `runs`, `runs 2`, …
 */
export function everyField(): Map<string, string> {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {}).filter((field) => !skipped.includes(`Query.${field.name}`));
  return new Map(
    fields.flatMap((field) => {
      const start = `${field.name}${argumentsOf('Query', field)}`;
      const parts = split(selection(field.type, ['Query'], new Set()), Math.floor(queryLimits.breadth / 3)); // a third, so that larger pages stay below the limit of cost
      return parts.map((part, index) => [index === 0 ? field.name : `${field.name} ${index + 1}`, `{ ${start} ${part} }`] as const);
    }),
  );
}

/** A selection as several of at most `most` fields each, divided at the outermost places where that is possible. */
function split(selected: string, most: number): string[] {
  if (size(selected) <= most) return [selected];
  const parts: string[][] = [[]];
  for (const item of itemsOf(selected)) {
    const head = item.slice(0, item.indexOf('{'));
    const pieces = item.includes('{') ? split(item.slice(item.indexOf('{')), most - 4).map((piece) => `${head}${piece}`) : [item];
    for (const piece of pieces) {
      const last = parts.at(-1) ?? [];
      if (last.length > 0 && (last.includes(item) || size([...last, piece].join(' ')) > most || pieces.length > 1)) parts.push([piece]);
      else last.push(piece);
    }
  }
  return parts.filter((items) => items.length > 0).map((items) => `{ ${items.join(' ')} }`);
}

/** How many names a selection holds: not less than the fields that it selects. */
const size = (selected: string) => selected.replaceAll(/\([^)]*\)/g, '').match(/[A-Za-z_0-9]+/g)?.length ?? 0;

/** What stands between the outermost braces: a field or a fragment each, with all below it. */
function itemsOf(selected: string): string[] {
  const inner = selected.trim().slice(1, -1);
  const items: string[] = [];
  const item = /\s*((?:\.\.\. on \w+|(?:\w+: *)?\w+)\s*(?:\([^)]*\))?\s*)/y;
  for (let at = 0; at < inner.length; ) {
    item.lastIndex = at;
    const match = item.exec(inner);
    if (!match) break;
    let end = item.lastIndex;
    if (inner[end] === '{') {
      let depth = 0;
      do depth += inner[end] === '{' ? 1 : inner[end] === '}' ? -1 : 0;
      while (end++ < inner.length && depth > 0);
    }
    items.push(inner.slice(at, end).trim());
    at = end;
  }
  return items;
}

function argumentsOf(type: string, field: GraphQLField<unknown, unknown>): string {
  return fieldArguments[`${type}.${field.name}`] ?? (field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '');
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
