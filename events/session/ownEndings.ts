import type { RollcallEvent } from '../catalogue.ts'
import type { RevocationCause } from './events.ts'

type DataOf<Type> = Extract<RollcallEvent, { type: Type }>['data']
/** Revocation causes, kinds of expiry and kinds of logout. */
type EndingCause = RevocationCause | DataOf<'SessionLoggedOut'>['by'] | DataOf<'SessionExpired'>['kind']

/** Whether the person caused the ending, by doing something or by staying away. */
const isOwn: Readonly<Record<EndingCause, boolean>> = {
  person: true,
  client: true,
  inactivity: true,
  replaced: true,
  idle: true,
  absolute: true,
  user: true,
  credential: true,
  limit: true,
  admin: false,
  operation: false,
  reuse: false,
  anomaly: false,
  disabled: false,
  hold: false,
  block: false,
  restore: false,
  suspended: false,
  policy: false,
  binding: false,
  factors: false,
}
const ownCauses: ReadonlySet<string> = new Set(
  Object.entries(isOwn)
    .filter(([, own]) => own)
    .map(([cause]) => cause),
)

/** Whether the person caused the ending. Such a person must not read the neutral text, which says that the tenant did. */
export const isOwnEnding = (cause: string): boolean => ownCauses.has(cause)
