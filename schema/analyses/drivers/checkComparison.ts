import { badUserInput } from '../../errors.ts';
import type { CheckedSurvey } from './checkDriversAnalysis.ts';
import type { DriversInputShape } from './driversInput.ts';
import { requireTrait } from './requireTrait.ts';
import type { DriverParameters } from './storedDrivers.ts';

type Asked = NonNullable<DriversInputShape['compare']>;

/** @throws BAD_USER_INPUT for a comparison that nothing could be seen in */
export async function checkComparison(
  { by, trait, own, sampleSource }: Asked,
  traits: readonly string[],
  asked: CheckedSurvey,
): Promise<DriverParameters['compare']> {
  const argument = 'input.drivers.compare';
  if (by !== 'TRAIT' && trait != null) throw badUserInput(`${argument}.trait`, 'this is for groups by TRAIT');
  if (by !== 'BRAND' && sampleSource != null) throw badUserInput(`${argument}.sampleSource`, 'this is for groups by BRAND');
  if (by === 'TRAIT') {
    if (trait == null) throw badUserInput(`${argument}.trait`, 'this is missing: the trait whose levels are the groups');
    if (traits.includes(trait)) throw badUserInput(`${argument}.trait`, `${trait} is a driver, and would be the same for all of a group`);
    await requireTrait(`${argument}.trait`, trait, asked);
  }
  if (own != null && !(await hasGroup(by, trait ?? null, own, asked)))
    throw badUserInput(`${argument}.own`, `there is no such group: ${JSON.stringify(own)}`);
  return {
    by,
    trait: trait ?? null,
    own: own ?? null,
    sampleSource: by === 'BRAND' ? (sampleSource ?? asked.survey.sampleSource) : null,
  };
}

async function hasGroup(by: Asked['by'], trait: string | null, name: string, { tx, survey }: CheckedSurvey): Promise<boolean> {
  const { workspaceId, id } = survey;
  if (by === 'TRAIT' && trait !== null) {
    const found = await tx.customerTrait.findFirst({
      where: { workspaceId, key: trait, valueText: name, isPersonal: false },
      select: { key: true },
    });
    return found !== null;
  }
  const of = by === 'BRAND' ? { brand: name } : { touchpoint: name };
  return (await tx.response.findFirst({ where: { workspaceId, surveyId: id, ...of }, select: { id: true } })) !== null;
}
