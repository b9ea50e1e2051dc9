import type { Person } from '../../api/people.ts'
import type { Glyph } from '../status/glyphs.ts'

/** How a person stands, as a word and a mark. `now` in milliseconds since the epoch, by the server's clock. */
export const personStatus = (
  { status, invitedUntil, held }: Pick<Person, 'status' | 'invitedUntil' | 'held'>,
  now: number,
): { glyph: Glyph; text: string } => {
  switch (status) {
    case 'active':
      if (held) return { glyph: 'blocked', text: 'Held' }
      return { glyph: 'live', text: 'Active' }
    case 'invited':
      return invitedUntil !== null && Date.parse(invitedUntil) <= now
        ? { glyph: 'expired', text: 'Invite expired' }
        : { glyph: 'idle', text: 'Invited' }
    case 'disabled':
      return { glyph: 'blocked', text: 'Disabled' }
    case 'withdrawn':
      return { glyph: 'logged-out', text: 'Invite withdrawn' }
  }
}

/** Somebody who has not come in yet has no name. */
export const shownName = ({ name, email }: Pick<Person, 'name' | 'email'>): string => (name === '' ? email : name)
