/**
 * How `graphql-codegen` writes this client (development only, not published): the client preset, but for its own class of documents.
 * That one asks for a package of types, which in turn asks for all of graphql, and has an `any`; ours asks for nothing.
 */
import { type ClientPresetConfig, preset } from '@graphql-codegen/client-preset';

type Preset = typeof preset;
type Generated = Awaited<ReturnType<Preset['buildGeneratesSection']>>[number];
type Plugin = Generated['pluginMap'][string];

export const sdkPreset: Preset = {
  prepareDocuments: (outputFile, documents) => preset.prepareDocuments?.(outputFile, documents) ?? documents,
  buildGeneratesSection: async (options: Parameters<Preset['buildGeneratesSection']>[0] & { presetConfig: ClientPresetConfig }) => {
    const files = await preset.buildGeneratesSection(options);
    return files.flatMap((file) => {
      if (file.filename.endsWith('/persisted-documents.json')) return [file]; // for servers that answer known documents only; not published
      return file.filename.endsWith('/graphql.ts') ? [withOwnDocuments(file)] : []; // gql.ts is for documents within sources
    });
  },
};

function withOwnDocuments(file: Generated): Generated {
  const documents = file.pluginMap['typed-document-node'];
  if (!documents) throw new Error('the client preset has no plugin typed-document-node any more');
  return {
    ...file,
    config: { ...file.config, pureMagicComment: true }, // a bundler leaves out the documents that nobody asks for
    pluginMap: { ...file.pluginMap, 'typed-document-node': { ...documents, plugin: ownDocuments(documents.plugin) } },
  };
}

function ownDocuments(plugin: Plugin['plugin']): Plugin['plugin'] {
  return async (...given) => {
    const output = await plugin(...given);
    const content = typeof output === 'string' ? output : output.content;
    const start = content.indexOf('export const ');
    if (start < 0) throw new Error('there are no documents');
    const withoutHashes = content.slice(start).replaceAll(/, \{"hash":"sha256:[0-9a-f]+"\}/g, ''); // nobody sends them
    return { prepend: ["import { TypedDocumentString } from '../core/typedDocument.ts';"], content: withoutHashes };
  };
}
