/**
 * `graphql-codegen`: types of the CLI's GraphQL documents, checked against the printed schema. A document that asks for
 * what the graph no longer has does not generate. The output is committed, so that `npm ci` is all that a checkout needs.
 */
import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: ['clients/cli/documents/*.ts'],
  importExtension: '.ts', // Node runs the sources as they are
  generates: {
    'clients/cli/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, skipIndexFile: true },
      config: {
        documentMode: 'string', // no parser of GraphQL at run time: a command starts faster
        enumType: 'string-literal', // only erasable syntax runs
        useTypeImports: true,
        immutableTypes: true,
        strictScalars: true,
        scalars: { DateTime: 'string', BigInt: 'string', Decimal: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
