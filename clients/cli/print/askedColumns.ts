/** Which columns a query asks for: those of a table must not depend on what happens to be in its rows. */
import type { DocumentNode, FieldNode, SelectionSetNode } from 'graphql';
import { type FlatRow, isBareEdge } from './flatRows.ts';

/**
 * The columns of the rows of a list, in the order of the query. A field of JSON, of which the query does not say what is in it, has those that the
 * rows show.
 *
 * @param path of the list in the answer, as flatRows tells it
 */
export function askedColumns(document: DocumentNode, path: string, rows: readonly FlatRow[]): string[] {
  const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition');
  const fieldsOf = fieldsIn(document);
  let asked = operation && 'selectionSet' in operation ? [operation.selectionSet] : [];
  for (const name of path.split('.')) asked = below(asked.flatMap(fieldsOf), name);
  if (asked.length === 0) return ['value']; // a list of plain values
  const fields = asked.flatMap(fieldsOf);
  const columns = isBareEdge(fields.map(nameOf)) ? leaves(below(fields, 'node'), fieldsOf, '') : leaves(asked, fieldsOf, '');
  const shown = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const ofJson = (column: string) => shown.filter((name) => name.startsWith(`${column}.`));
  return [...new Set(columns)].flatMap((column) => (ofJson(column).length > 0 ? ofJson(column) : column));
}

type FieldsOf = (selected: SelectionSetNode) => readonly FieldNode[];

const nameOf = ({ alias, name }: FieldNode) => (alias ?? name).value;

/** What is selected below the fields of a name, which may stand there several times. */
const below = (fields: readonly FieldNode[], name: string) =>
  fields.flatMap((field) => (nameOf(field) === name && field.selectionSet ? [field.selectionSet] : []));

/** Fields with those of fragments in their places. */
function fieldsIn({ definitions }: DocumentNode): FieldsOf {
  const fieldsOf: FieldsOf = ({ selections }) =>
    selections.flatMap((selection) => {
      if (selection.kind === 'Field') return [selection];
      if (selection.kind === 'InlineFragment') return fieldsOf(selection.selectionSet);
      const fragment = definitions.find((one) => one.kind === 'FragmentDefinition' && one.name.value === selection.name.value);
      return fragment && 'selectionSet' in fragment ? fieldsOf(fragment.selectionSet) : [];
    });
  return fieldsOf;
}

function leaves(selected: readonly SelectionSetNode[], fieldsOf: FieldsOf, before: string): string[] {
  const fields = selected.flatMap(fieldsOf);
  return [...new Set(fields.map(nameOf))].flatMap((name) => {
    const inner = below(fields, name);
    return inner.length > 0 ? leaves(inner, fieldsOf, `${before}${name}.`) : [`${before}${name}`];
  });
}
