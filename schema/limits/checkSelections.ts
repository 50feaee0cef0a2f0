import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { limitExceeded } from '../errors.ts';
import { queryLimits } from './queryLimits.ts';

interface Count {
  readonly ofData: number;
  readonly ofIntrospection: number;
}

const none: Count = { ofData: 0, ofIntrospection: 0 };

/**
 * Counts the fields of every operation and fragment with all fragments put in, each fragment counted once however often
 * it is spread: a document of a few lines may come to 2^90 fields. Before the rules of validation, of which one compares
 * every field with every other that could answer under its name.
 */
export function checkSelections(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const ofFragments = new Map<string, Count>();

  const ofFragment = (name: string): Count => {
    const known = ofFragments.get(name);
    if (known) return known;
    ofFragments.set(name, none); // a cycle, which validation will tell, ends here
    const fragment = fragments.get(name);
    const count = fragment ? ofSelections(fragment.selectionSet) : none;
    ofFragments.set(name, count);
    return count;
  };

  const ofSelections = ({ selections }: SelectionSetNode): Count => {
    let [ofData, ofIntrospection] = [0, 0];
    for (const selection of selections) {
      let below = none;
      if (selection.kind === Kind.FRAGMENT_SPREAD) below = ofFragment(selection.name.value);
      else if (selection.selectionSet) below = ofSelections(selection.selectionSet);
      if (selection.kind === Kind.FIELD) ofData++;
      if (selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value)) ofIntrospection += below.ofData;
      else ofData += below.ofData;
      ofIntrospection += below.ofIntrospection;
    }
    return { ofData, ofIntrospection };
  };

  for (const one of document.definitions) {
    if (one.kind === Kind.OPERATION_DEFINITION) requireFew(ofSelections(one.selectionSet));
    else if (one.kind === Kind.FRAGMENT_DEFINITION) requireFew(ofFragment(one.name.value));
  }
}

function requireFew({ ofData, ofIntrospection }: Count): void {
  const { breadth, introspectionFields } = queryLimits;
  if (ofData > breadth) throw limitExceeded(`The query selects ${ofData} fields, at most ${breadth} are allowed`, { breadth: ofData });
  if (ofIntrospection > introspectionFields)
    throw limitExceeded(`The query selects ${ofIntrospection} fields of the schema, at most ${introspectionFields} are allowed`, {
      introspectionFields: ofIntrospection,
    });
}
