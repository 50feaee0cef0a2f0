import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { WrittenParts } from '../../schema/written/writtenParts.ts';
import type { GraphRequest, RequestContext } from '../context.ts';
import { type WrittenAnswer, writeAnswer } from './writeAnswer.ts';

/** Lets lists of rows go from the database into the answer as JSON. Tables are made of values; so are events, which are not executed here. */
export function useWrittenParts(): Plugin<RequestContext> {
  return {
    onExecute({ args }) {
      const context = args.contextValue as unknown as RequestContext & GraphRequest;
      if (context.table) return;
      const written = new WrittenParts();
      context.written = written;
      const stringify = (answer: ExecutionResult) => writeAnswer(answer, written.write(answer.data));
      const fill: Filler = ({ result, setResult }) => {
        if (Symbol.asyncIterator in result || !result.data) return;
        written.fill(result.data);
        const writing: WrittenAnswer = { stringify, ...result };
        setResult(writing);
      };
      return { onExecuteDone: fill as never }; // neither is written in its object: prisma/transaction.ts says why
    },
  };
}

type Filler = (done: { readonly result: ExecutionResult; setResult(answer: ExecutionResult): void }) => void;
