import type { Plugin } from 'graphql-yoga';
import { limitExceeded } from '../../schema/errors.ts';
import { queryLimits } from '../../schema/index.ts';

/** Refuses a query before it is parsed: depth and cost are known only after. */
export function useQueryLength(): Plugin {
  return {
    onParams({ params, setResult }) {
      const length = params.query?.length ?? 0;
      if (length <= queryLimits.queryCharacters) return;
      const message = `The query has ${length} characters, at most ${queryLimits.queryCharacters} are allowed`;
      setResult({ errors: [limitExceeded(message, { characters: length })] });
    },
  };
}
