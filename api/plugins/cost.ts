import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput, rateLimited } from '../../schema/errors.ts';
import { overLimit, type QueryCost, queryCost, queryLimits } from '../../schema/index.ts';
import type { GraphRequest, RequestContext } from '../context.ts';
import { pointsOfCost } from '../limits/rateLimit.ts';

const notCosted = badUserInput('variables', 'they are not of their types, or operationName names no operation: there is no cost to tell');

interface Costed {
  cost?: QueryCost | null;
}

/**
 * Costs every query before any of it is executed: refuses what is too much, takes the key's points for the rest, and tells
 * the cost in the answer. A dry run ends here.
 */
export function useCost(): Plugin<RequestContext> {
  const judge = async (args: ExecutionArgs): Promise<ExecutionResult | null> => {
    const context = args.contextValue as unknown as GraphRequest & Costed;
    const { schema, document, operationName, variableValues } = args;
    context.cost = queryCost({ schema, document, operationName, variables: variableValues });
    if (context.isCostOnly) return context.cost ? { data: null } : { errors: [notCosted] };
    if (!context.cost) return null; // execution tells what is wrong, and executes nothing
    const tooMuch = overLimit(context.cost);
    if (tooMuch) return { errors: [tooMuch] };
    const points = pointsOfCost(context.cost.cost);
    if (points === 0) return null;
    const { isExceeded, resetSeconds } = await context.spend(points);
    if (!isExceeded) return null;
    const message = `This key has used up its allowance, of which this query takes ${points}; more is possible in ${resetSeconds} s`;
    return { errors: [rateLimited(message, { retryAfterSeconds: resetSeconds, points })] };
  };
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const result = await judge(args as unknown as ExecutionArgs);
      if (result) setResultAndStopExecution(result);
    },
    async onSubscribe({ args, setResultAndStopExecution }) {
      const result = await judge(args as unknown as ExecutionArgs);
      if (result) setResultAndStopExecution(result);
    },
    onExecutionResult({ result, setResult, context }) {
      if (!result) return;
      const { cost } = context as unknown as Costed;
      const told = { requested: cost?.cost ?? null, limit: queryLimits.cost }; // null: it did not come so far
      const add = (one: ExecutionResult) => ({ ...one, extensions: { ...one.extensions, cost: told } });
      if (Symbol.asyncIterator in result) setResult(mapped(result as AsyncIterable<ExecutionResult>, add));
      else setResult(add(result as ExecutionResult));
    },
  };
}

async function* mapped(results: AsyncIterable<ExecutionResult>, add: (one: ExecutionResult) => ExecutionResult) {
  for await (const result of results) yield add(result);
}
