/** What the graph owes its readers in words: a description everywhere, and a day with every deprecation. */
import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { mayGoFrom } from './deprecation.ts';

interface Described {
  readonly at: string;
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
}

/** @returns one sentence a fault */
export function wordFaults(schema: GraphQLSchema): string[] {
  const own = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
  return own.flatMap(partsOf).flatMap(({ at, description, deprecationReason }) => {
    const faults: string[] = [];
    if (!description?.trim()) faults.push(`${at} has no description`);
    if (typeof deprecationReason === 'string' && !mayGoFrom(deprecationReason))
      faults.push(`${at} is deprecated without a day: its reason should be like "Since 2027-01-31: use x."`);
    return faults;
  });
}

/** The type, and everything below it that has a name. */
function partsOf(type: GraphQLNamedType): Described[] {
  const parts: Described[] = [{ at: type.name, description: type.description }];
  if (isEnumType(type)) parts.push(...type.getValues().map((value) => ({ ...value, at: `${type.name}.${value.name}` })));
  if (isInputObjectType(type))
    parts.push(...Object.values(type.getFields()).map((field) => ({ ...field, at: `${type.name}.${field.name}` })));
  if (isObjectType(type) || isInterfaceType(type))
    for (const field of Object.values(type.getFields())) {
      const at = `${type.name}.${field.name}`;
      parts.push({ ...field, at }, ...field.args.map((argument) => ({ ...argument, at: `${at}(${argument.name}:)` })));
    }
  return parts;
}
