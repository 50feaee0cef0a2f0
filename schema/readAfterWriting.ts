import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { Context } from './context.ts';

/**
 * Fields of a mutation follow each other, and each is answered from what is there once it is done: what it read before it wrote, and what
 * the field before it read, is read anew.
 */
export function readAfterWriting(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve = defaultFieldResolver } = field;
    field.resolve = async (root, args, context: Context, info) => {
      const result: unknown = await resolve(root, args, context, info);
      await context.renewReads();
      return result;
    };
  }
  return schema;
}
