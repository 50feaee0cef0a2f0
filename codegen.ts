/**
 * `graphql-codegen`: the typed client (`clients/sdk`) and the types of the CLI's GraphQL documents, checked against the printed
 * schema. A document that asks for what the graph no longer has does not generate. The output is committed, so that `npm ci` is
 * all that a checkout needs.
 */
import type { CodegenConfig } from '@graphql-codegen/cli';
import { sdkPreset } from './clients/sdk/sdkPreset.ts';

const config = {
  documentMode: 'string', // no parser of GraphQL at run time: a command starts faster, a page loads less
  enumType: 'string-literal', // only erasable syntax runs
  useTypeImports: true,
  immutableTypes: true,
  strictScalars: true,
  scalars: { DateTime: 'string', BigInt: 'string', Decimal: 'string', JSON: 'unknown' },
};

const codegen: CodegenConfig = {
  schema: 'schema/schema.graphql',
  importExtension: '.ts', // Node runs the sources as they are
  generates: {
    'clients/cli/generated/': {
      documents: ['clients/cli/documents/*.ts'],
      preset: 'client',
      // Their texts by hash: what a server with EARSHOT_TRUSTED_ONLY answers besides saved documents (api/documents/clientDocuments.ts).
      presetConfig: { fragmentMasking: false, skipIndexFile: true, persistedDocuments: true },
      config,
    },
    'clients/sdk/generated/': {
      documents: ['clients/sdk/documents/*.graphql'],
      preset: sdkPreset,
      presetConfig: { fragmentMasking: false, skipIndexFile: true, persistedDocuments: true },
      config: { ...config, futureProofEnums: true }, // a newer server may answer with a value that this client does not know
    },
  },
};

export default codegen;
