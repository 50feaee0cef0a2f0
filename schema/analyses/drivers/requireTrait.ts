import { badUserInput } from '../../errors.ts';
import type { CheckedSurvey } from './checkDriversAnalysis.ts';

/** @throws BAD_USER_INPUT for a trait that no customer has, or that is personal: its levels would be shown with the results */
export async function requireTrait(argument: string, key: string, { tx, survey: { workspaceId } }: CheckedSurvey): Promise<void> {
  const known = await tx.customerTrait.findFirst({ where: { workspaceId, key, isPersonal: false }, select: { key: true } });
  if (!known) throw badUserInput(argument, `no customer has a trait ${JSON.stringify(key)} that is not personal`);
}
