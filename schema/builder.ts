/** The one schema builder: which plugins, which scalars, and what is true of every field unless it says otherwise. */
import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin, { type AuthFailure } from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import type { PrismaClient } from '../prisma/generated/client/client.ts';
import type PrismaTypes from '../prisma/generated/pothos.ts';
import { getDatamodel } from '../prisma/generated/pothos.ts';
import type { Context, Scope } from './context.ts';
import { badUserInput, forbidden } from './errors.ts';
import { decodeGlobalId, encodeGlobalId } from './globalId.ts';

export const idDescription = 'Opaque, and unique over all types of this workspace.';

interface GraphTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  AuthScopes: Record<Scope, boolean>;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date | string };
    BigInt: { Input: bigint; Output: bigint };
    Decimal: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
  };
}

/** For helpers that declare fields. */
export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<GraphTypes>;

export const builder = new SchemaBuilder<GraphTypes>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin],
  defaultFieldNullability: false,
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 10,
    disabled: true, // as a check in every resolver; api/plugins/cost.ts asks once, before anything is executed
  },
  prisma: {
    // Every client of a request is an extension of one and the same; Pothos only calls its model methods.
    client: (context) => context.db as unknown as PrismaClient,
    dmmf: getDatamodel(),
  },
  relay: {
    idFieldOptions: { description: idDescription },
    cursorType: 'String',
    edgeCursorType: 'String',
    pageInfoCursorType: 'String',
    encodeGlobalID: encodeGlobalId,
    decodeGlobalID: (globalId) => decodeGlobalId(globalId),
    nodeQueryOptions: {
      description: 'Anything that has an id. Null when there is no such thing in this workspace.',
      args: { id: { description: 'Its id.' } },
      resolve: async (_root, { id }, _context, _info, resolveNode) => {
        try {
          return await resolveNode(id);
        } catch (error) {
          if ((error as { code?: unknown }).code === 'P2025') return null; // how Prisma says that it found nothing
          throw error;
        }
      },
    },
    nodesQueryOptions: false, // one statement a node; the lists below take one in all
    nodeTypeOptions: { description: 'Something with an id that is unique over all types of this workspace.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list. Lists are read forwards: pass endCursor as `after`.' },
    hasPreviousPageFieldOptions: { description: 'Whether `after` was given, so that something may come before this page.' },
    hasNextPageFieldOptions: { description: 'Whether more follows this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first edge of this page.' },
    endCursorFieldOptions: { description: 'Cursor of the last edge of this page.' },
    cursorFieldOptions: { description: 'Opaque; passing it as `after` continues behind this edge.' },
    nodeFieldOptions: { description: 'The item itself.' },
    // The list around it has counted its rows already.
    edgesFieldOptions: { description: 'The items of this page, each with its cursor.', complexity: { field: 1, multiplier: 1 } },
    nodesOnConnection: {
      description: 'The items of this page alone: half the answer where no cursor is needed.',
      complexity: { field: 1, multiplier: 1 },
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
  },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ principal }) => ({
      read: principal.scopes.has('read'),
      pii: principal.scopes.has('pii'),
      ingest: principal.scopes.has('ingest'),
      compute: principal.scopes.has('compute'),
      admin: principal.scopes.has('admin'),
    }),
    unauthorizedError: (_parent, _context, _info, { failure }) => forbidden(missingScope(failure)),
  },
  validation: {
    validationError: ({ issues }) => {
      const [issue] = issues;
      const path = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return badUserInput(path || 'arguments', issue?.message ?? 'this is not valid');
    },
  },
});

function missingScope(failure: AuthFailure): Scope {
  if ('scope' in failure) return failure.scope as Scope;
  const [first] = 'failures' in failure ? failure.failures : [];
  return first ? missingScope(first) : 'read';
}

builder.queryType({ description: 'What can be read. All rows of one answer come from one snapshot.', authScopes: { read: true } });
builder.mutationType({ description: 'What can be changed. Every mutation may be sent again and does its work once.' });
builder.subscriptionType({ description: 'What can be watched, over server-sent events.', authScopes: { read: true } });
