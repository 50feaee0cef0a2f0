import { Problem } from '../problem.ts';
import { readDatasetRequest } from './datasetRequest.ts';

/** What is wrong with the address of a dataset, for whoever may read and nothing more. Null: nothing. */
export function datasetFault(url: URL): string | null {
  try {
    readDatasetRequest(url, new Set(['read']));
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
