import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { StartError } from '../../prisma/startError.ts';
import { documentHash } from '../../schema/documents/documentHash.ts';

/** What the code generator wrote of our own clients' documents; others may be added by EARSHOT_TRUSTED_DOCUMENTS. */
const ownClients = ['clients/cli/generated/persisted-documents.json', 'clients/sdk/generated/persisted-documents.json'];

/** Hashes of the documents in files as the code generator writes them: { "…": "query …" }. @throws StartError */
export function readClientDocuments(more: readonly string[]): ReadonlySet<string> {
  const root = join(import.meta.dirname, '../..');
  const files = [...ownClients.map((file) => join(root, file)), ...more];
  return new Set(files.flatMap((file) => hashesOf(file)));
}

function hashesOf(file: string): string[] {
  try {
    const documents = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    return Object.values(documents).map((text) => documentHash(parse(text)).toString('hex'));
  } catch (error) {
    throw new StartError(
      `${file} is no list of documents: ${(error as Error).message}`,
      'EARSHOT_TRUSTED_DOCUMENTS names files as persistedDocuments of graphql-codegen writes them',
    );
  }
}
