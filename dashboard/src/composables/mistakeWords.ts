import type { FieldMistake } from '../api/problem.ts'

const formatWords: Readonly<Record<string, string>> = {
  email: 'That is not an e-mail address. It looks like ann@acme.test.',
  slug: 'Lower-case letters, digits and hyphens, no hyphen at either end.',
}

/** What is wrong with a field, for the person who filled it in: the server says it to programs where nobody wrote words for it. */
export const mistakeWords = ({ path, code, message }: FieldMistake): string => {
  switch (code) {
    case 'too_small':
    case 'invalid_type':
      return 'This is needed.'
    case 'too_big':
      return 'That is too long.'
    case 'invalid_format':
      return formatWords[path.split('.').at(-1) ?? ''] ?? 'That is not written as it should be.'
    case 'invalid-text':
      return 'It holds a character that nobody can see. Type it again.'
    default:
      return message
  }
}
