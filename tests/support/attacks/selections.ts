/** What queries ask for: which fields of the graph they leave out, and the same query without some of its fields. */

import { getNamedType, isLeafType, isObjectType, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { schema } from '../../../schema/index.ts';

/** Fields that a query asks for, as `Customer.externalId`. */
function asked(query: string): Set<string> {
  const fields = new Set<string>();
  const types = new TypeInfo(schema);
  const note = () => {
    const field = types.getFieldDef();
    if (field) fields.add(`${types.getParentType()?.name}.${field.name}`);
  };
  visit(parse(query), visitWithTypeInfo(types, { Field: note }));
  return fields;
}

/** Of many queries those that ask for a field which none before them asks for. */
export function thatAddFields(queries: readonly string[]): string[] {
  const known = new Set<string>();
  return queries.filter((query) => {
    const before = known.size;
    for (const field of asked(query)) known.add(field);
    return known.size > before;
  });
}

/** Values of things that can be read and that none of the queries asks for. */
export function unasked(queries: readonly string[]): string[] {
  const known = new Set(queries.flatMap((query) => [...asked(query)]));
  const elsewhere = [schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__') || elsewhere.includes(type)) return [];
    const values = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)));
    return values.map(({ name }) => `${type.name}.${name}`).filter((name) => !known.has(name));
  });
}

/** @param paths of errors: names by which values stand in the answer, and places in lists */
export function withoutFields(query: string, paths: readonly (readonly unknown[])[]): string {
  const refused = new Set(paths.map((path) => path.filter((key) => typeof key === 'string').join('.')));
  const place: string[] = [];
  const typename = { kind: 'Field', name: { kind: 'Name', value: '__typename' } };
  const pruned = visit(parse(query), {
    Field: {
      enter: (field) => {
        const name = (field.alias ?? field.name).value;
        if (refused.has([...place, name].join('.'))) return null;
        place.push(name);
        return undefined;
      },
      leave: () => void place.pop(),
    },
    SelectionSet: { leave: (set) => (set.selections.length > 0 ? undefined : { ...set, selections: [typename] }) },
  });
  return print(pruned);
}
