/** What a client of the last release would stumble over. */
import {
  BreakingChangeType,
  buildASTSchema,
  type ConstDirectiveNode,
  DangerousChangeType,
  type DocumentNode,
  findSchemaChanges,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  type SchemaChange,
  visit,
} from 'graphql';
import { mayGoFrom } from './deprecation.ts';

/**
 * @param released the graph that clients were made for, as GraphQL SDL
 * @param today    what was deprecated long enough before may be gone
 * @returns one sentence a change; additions, and values and types that a client has to expect to be added, are none
 */
export function breakingChanges(released: string, current: GraphQLSchema, today: Date): string[] {
  const promised = buildASTSchema(withoutWhatMayGo(parse(released), today), { assumeValid: true });
  const reachable = reachableFrom(promised);
  const isPromised = ({ description }: SchemaChange) => reachable.has(description.slice(0, description.search(/[^\w]/)));
  return findSchemaChanges(promised, current)
    .filter((change) => isBreaking(change) && !(change.type === BreakingChangeType.TYPE_REMOVED && !isPromised(change)))
    .map(({ description }) => description);
}

/** A default that is gone is no danger but a fault: who relied on it sends nothing, or asks for something else. */
function isBreaking({ type, description }: SchemaChange): boolean {
  const isDefault = type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE || type === DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE;
  return type in BreakingChangeType || (isDefault && description.endsWith('was removed.'));
}

/** Without fields, arguments, input fields and enum values that were deprecated long enough, and types that have none left. */
function withoutWhatMayGo(document: DocumentNode, today: Date): DocumentNode {
  const unlessExpired = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) =>
    isExpired(node.directives ?? [], today) ? null : undefined;
  return visit(document, {
    FieldDefinition: unlessExpired,
    InputValueDefinition: unlessExpired,
    EnumValueDefinition: unlessExpired,
  });
}

function isExpired(directives: readonly ConstDirectiveNode[], today: Date): boolean {
  const deprecated = directives.find(({ name }) => name.value === 'deprecated');
  const reason = deprecated?.arguments?.find(({ name }) => name.value === 'reason')?.value;
  const from = reason?.kind === 'StringValue' ? mayGoFrom(reason.value) : null;
  return from !== null && from <= today;
}

/** Names of the types that a document or an answer can still hold. */
function reachableFrom(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  const waiting: (GraphQLNamedType | null | undefined)[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (let type = waiting.pop(); waiting.length > 0 || type; type = waiting.pop()) {
    if (!type || names.has(type.name)) continue;
    names.add(type.name);
    if (isUnionType(type)) waiting.push(...type.getTypes());
    if (isInterfaceType(type)) waiting.push(...schema.getPossibleTypes(type).filter((one) => Object.keys(one.getFields()).length > 0));
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields()))
        waiting.push(getNamedType(field.type), ...field.args.map((argument) => getNamedType(argument.type)));
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) waiting.push(getNamedType(field.type));
  }
  return names;
}
