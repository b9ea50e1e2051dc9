import { isHeld } from '#events/user/hold.ts'
import type { Person } from '#services/ports/identity.ts'

/** Whether a session of this person may go on that no refresh ever looks at. `at`: ISO 8601. */
export const maySignIn = (person: Person, at: string): boolean => {
  const { standing, disabled, forgotten, roles } = person
  return standing === 'registered' && !disabled && !forgotten && roles.length > 0 && !isHeld(person, at)
}
