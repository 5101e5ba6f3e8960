import { expect, test } from 'vitest';
import { sortErrors } from './form-errors';

const at = (path: string[] | null, message = 'No.') => ({ code: 'INVALID' as const, message, path });

test.each([
  [['input', 'title'], { title: 'No.' }, ''],
  [['input', 'skills', '0', 'level'], { skills: 'No.' }, ''],
  [['input', 'elsewhere'], {}, 'No.'],
  [['input'], {}, 'No.'],
  [null, {}, 'No.'],
])('an error at %j is told there', (path, fields, form) => {
  expect(sortErrors([at(path)], ['title', 'skills'])).toEqual({ fields, form });
});

test('the most exact field wins', () => {
  const errors = sortErrors([at(['input', 'skills', '0', 'level'])], ['skills', 'skills.0.level']);
  expect(errors.fields).toEqual({ 'skills.0.level': 'No.' });
});

test('several errors of one field are told together', () => {
  const errors = [at(['input', 'title'], 'Too long.'), at(['input', 'title'], 'Too odd.')];
  expect(sortErrors(errors, ['title']).fields).toEqual({ title: 'Too long. Too odd.' });
});
