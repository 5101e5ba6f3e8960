import { describe, expect, it } from 'vitest';
import type { PersonPartsFragment } from '@/gql/settings-people';
import { changedPerson, valuesOf, withSkills } from './person-values';

const MAX: PersonPartsFragment = {
  id: 'usr_1',
  name: 'Max',
  email: 'max@desk.example',
  role: 'MODERATOR',
  isAvailable: true,
  capacity: 10,
  openTicketCount: 2,
  skills: [{ skill: { id: 'skl_1', name: 'Billing' }, level: 5 }],
  tags: ['vip'],
  version: 7,
};

describe('what is changed about a person', () => {
  it('is only what differs', () => {
    const values = valuesOf(MAX);
    expect(changedPerson(MAX, values)).toEqual({});
    expect(changedPerson(MAX, { ...values, name: ' Max ', capacity: '12' })).toEqual({ capacity: 12 });
    expect(changedPerson(MAX, { ...values, skills: [] })).toEqual({ skills: [] });
  });

  it('keeps the levels of skills that stay', () => {
    const skills = withSkills([{ skillId: 'skl_1', level: 5 }], ['skl_2', 'skl_1']);
    expect(skills).toEqual([{ skillId: 'skl_2', level: 3 }, { skillId: 'skl_1', level: 5 }]);
  });
});
