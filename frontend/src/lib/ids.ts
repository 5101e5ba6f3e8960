const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/**
 * An id made here, such as `newId('tkt')`: a time-ordered ULID in lower case. With it a create whose
 * answer got lost can be sent again safely: the API gives the same object.
 */
export const newId = (prefix: 'tkt' | 'cmt', now = Date.now()): string => {
  let time = '';
  for (let rest = now; time.length < TIME_LENGTH; rest = Math.floor(rest / 32)) time = letter(rest % 32) + time;
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH));
  return `${prefix}_${time}${Array.from(random, (byte) => letter(byte % 32)).join('')}`;
};

const letter = (index: number) => ALPHABET.charAt(index);
