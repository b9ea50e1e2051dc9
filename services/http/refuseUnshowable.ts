import { holdsHidden } from '#events/text/hiddenCharacters.ts'
import { CodedError, type FieldError } from '#services/ports/errors.ts'

/** Fields that are not checked here: secrets may hold any character, and the filter's parser reports its own mistakes. */
const exempt: ReadonlySet<string> = new Set([
  'password',
  'current',
  'next',
  'token',
  'refreshToken',
  'filter',
  'cursor',
])
/** Names that are compared, so nothing invisible may tell two of them apart. */
const identifiers: ReadonlySet<string> = new Set(['email'])
/** Texts that may hold line breaks and tabs. */
const ofLines: ReadonlySet<string> = new Set(['reason', 'message', 'note', 'ticket'])

const isShowable = (text: string, key: string): boolean =>
  identifiers.has(key)
    ? !holdsHidden(text)
    : !/[\p{Cc}\p{Cs}]/u.test(ofLines.has(key) ? text.replaceAll(/[\n\r\t]/g, '') : text)

const message =
  'holds a character that nobody can see: NUL, a control character, half of one or, in an e-mail address, an invisible one'
const most = 20
/** No route takes a body half as deep; without a bound the sender would choose how deep this goes. */
const deepest = 32

const find = (value: unknown, path: readonly string[], found: FieldError[]): void => {
  if (found.length >= most) return
  if (path.length > deepest) throw new CodedError('invalid-request', { detail: 'A body is not nested that deep.' })
  if (typeof value === 'string') {
    const key = path.findLast((step) => !/^\d+$/.test(step)) ?? ''
    if (!exempt.has(key) && !isShowable(value, key)) found.push({ path: path.join('.'), code: 'invalid-text', message })
  } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    for (const [step, inner] of Object.entries(value)) find(inner, [...path, step], found)
}

/**
 * Refuses texts with characters that nobody can see. Nothing alters a text later, so log, views and pages all show the same.
 * @throws CodedError invalid-text with the path of each; invalid-request for what is nested too deep
 */
export const refuseUnshowable = (place: string, value: unknown): void => {
  const errors: FieldError[] = []
  find(value, [place], errors)
  if (errors.length > 0) throw new CodedError('invalid-text', { detail: `A text ${message}.`, errors })
}
