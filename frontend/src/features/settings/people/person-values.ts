import type { Role, UserUpdateInput } from '@/gql/schema';
import type { PersonPartsFragment } from '@/gql/settings-people';
import { TEXTS } from '@/lib/texts';
import { settingsPeople } from '@/lib/texts/settings-people';

const { form: texts, name, role } = settingsPeople;
const USUAL_LEVEL = 3;

export type SkillLevel = { skillId: string; level: number };
export type PersonValues = {
  name: string;
  role: Role;
  isAvailable: boolean;
  capacity: string;
  skills: SkillLevel[];
  tags: string[];
};

export const valuesOf = (person: PersonPartsFragment): PersonValues => ({
  name: person.name,
  role: person.role,
  isAvailable: person.isAvailable ?? false,
  capacity: String(person.capacity ?? 0),
  skills: (person.skills ?? []).map(({ skill, level }) => ({ skillId: skill.id, level })),
  tags: [...(person.tags ?? [])],
});

/** What was changed and nothing else: the version then conflicts only where others changed the same. */
export const changedPerson = (person: PersonPartsFragment, values: PersonValues): Omit<UserUpdateInput, 'id' | 'version'> => {
  const before = fieldsOf(valuesOf(person));
  const changed = Object.entries(fieldsOf(values)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof typeof before]),
  );
  return Object.fromEntries(changed);
};

const fieldsOf = (values: PersonValues) => ({ ...values, name: values.name.trim(), capacity: Number(values.capacity) });

/** Those chosen, each with the level it had; a new one is solid. */
export const withSkills = (before: readonly SkillLevel[], ids: readonly string[]): SkillLevel[] =>
  ids.map((skillId) => before.find((it) => it.skillId === skillId) ?? { skillId, level: USUAL_LEVEL });

export const describePerson = (values: PersonValues, names: ReadonlyMap<string, string>): Record<string, string> => ({
  [name]: values.name,
  [role]: TEXTS.words.role[values.role],
  [texts.available]: values.isAvailable ? texts.yes : texts.no,
  [texts.capacity]: values.capacity,
  [texts.skills]: values.skills.map(({ skillId, level }) => `${names.get(skillId) ?? skillId} ${level}`).join(', '),
  [texts.tags]: values.tags.join(', '),
});
