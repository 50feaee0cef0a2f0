import { type DocumentNode, Kind, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { inWorkspace } from '../../prisma/sql.ts';
import { documentHash } from '../../schema/documents/documentHash.ts';
import { notAllowed } from '../../schema/errors.ts';
import type { GraphRequest, Services } from '../context.ts';

/**
 * Which documents are answered. Introspection: for all, for the scope admin, for nobody. Trusted only: those that the
 * workspace has saved, and those of our own clients.
 */
export function useDocumentPolicy({ sql, limits, clientDocuments }: Pick<Services, 'sql' | 'limits' | 'clientDocuments'>): Plugin {
  const isSaved = async (workspaceId: number, hash: Buffer) => {
    const rows = await inWorkspace(
      sql,
      workspaceId,
      (tx) => tx`select from saved_document where workspace_id = ${workspaceId} and hash = ${hash} limit 1`,
    );
    return rows.length > 0;
  };
  const refuse = async (document: DocumentNode, { principal, saved }: GraphRequest) => {
    if (introspects(document) && !(limits.introspection === 'on' || (limits.introspection === 'admin' && principal.scopes.has('admin'))))
      return notAllowed('The schema is not told here (EARSHOT_INTROSPECTION); it is schema/schema.graphql of this release');
    if (!limits.trustedOnly || saved) return null;
    const hash = documentHash(document);
    if (clientDocuments.has(hash.toString('hex')) || (await isSaved(principal.workspaceId, hash))) return null;
    return notAllowed('Only saved documents are answered here (EARSHOT_TRUSTED_ONLY): earshot saved add NAME FILE');
  };
  return {
    onValidate({ validateFn, setValidationFn }) {
      // What is not to be told is not to be guessed either: "did you mean" tells names.
      if (limits.introspection !== 'on')
        // graphql 17 takes its options where 16 took type information; Envelop passes neither.
        setValidationFn((schema, document, rules) => validateFn(schema, document, rules, { hideSuggestions: true } as never));
    },
    async onExecute({ args, setResultAndStopExecution }) {
      const error = await refuse(args.document, args.contextValue as unknown as GraphRequest);
      if (error) setResultAndStopExecution({ errors: [error] } as never);
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      const error = await refuse(args.document, args.contextValue as unknown as GraphRequest);
      if (error) setResultAndStopExecution({ errors: [error] } as never);
    },
  };
}

const introspecting = new WeakMap<DocumentNode, boolean>();

function introspects(document: DocumentNode): boolean {
  const known = introspecting.get(document);
  if (known !== undefined) return known;
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      found ||= name.value === '__schema' || name.value === '__type';
    },
  });
  introspecting.set(document, found);
  return found;
}
