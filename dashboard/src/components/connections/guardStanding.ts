import type { GuardRow } from '#events/wire/guards.ts'
import { counted } from '../../composables/numbers.ts'
import { relativeTime } from '../../composables/times.ts'
import type { Glyph } from '../status/glyphs.ts'

export interface GuardStanding {
  glyph: Glyph
  words: string
  /** What that means for whoever is signed in; empty: nothing. */
  meaning: string
}

/** A guard gets an ending and says so within this; milliseconds. */
const usualMs = 3_000

const away = (since: string, now: number): string =>
  now - Date.parse(since) < 60_000 ? 'Away' : `Away for ${relativeTime(since, now)}`

/** How a guard stands now, in words. `now` in milliseconds since the epoch, by the server's clock. */
export const guardStanding = ({ streams, behind, behindSince, since }: GuardRow, now: number): GuardStanding => {
  if (streams === 0)
    return {
      glyph: 'blocked',
      words: away(since, now),
      meaning: 'It hears of no ending. It should ask Rollcall about each token until it is back.',
    }
  if (behind === null)
    return { glyph: 'idle', words: 'Connected', meaning: 'It never confirms, so nobody knows how far it is.' }
  if (behind === 0) return { glyph: 'live', words: 'Up to date', meaning: '' }
  if (behindSince !== null && now - Date.parse(behindSince) < usualMs)
    return { glyph: 'live', words: 'Catching up', meaning: '' }
  return {
    glyph: 'sev-3',
    words: `${counted(behind, 'ending')} behind`,
    meaning: 'It may still let in somebody whose session is over.',
  }
}
