import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { parseDocument } from '../../schema/index.ts';
import { BoundedMap } from '../limits/boundedMap.ts';

/** Characters of all documents that are kept parsed; a character of a document takes up some hundred bytes of memory. */
const cachedCharacters = 500_000;
/** Characters of those that do not parse, kept with their error. */
const cachedFaultyCharacters = 100_000;

/**
 * For Yoga's cache of parsed documents, whose results of validation hang on them: bounded by what they take up and not
 * by their number, of which a thousand large ones would fill the memory.
 */
export function documentCaches() {
  const ofLength = (text: string) => text.length + 100;
  return {
    documentCache: new BoundedMap<DocumentNode>(cachedCharacters, ofLength),
    errorCache: new BoundedMap<Error>(cachedFaultyCharacters, ofLength),
  };
}

/** Parses within the limits of a document. */
export function useLimitedParser(): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source) => parseDocument(source as string));
    },
  };
}
