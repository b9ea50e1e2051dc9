import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { contradictions } from '../../../dashboard/src/components/session/deviceFindings.ts'
import { sessionRow } from '../filter/sessionRows.ts'

const now = Date.parse('2026-11-21T06:00:00.000Z')
type Device = SessionRow['device']
const deviceOf = (id: string | null, fingerprint: Device['fingerprint']): Device => ({
  ...sessionRow().device,
  id,
  fingerprint,
})
const mine = { version: '1', hash: 'Ab-0f9c2b7e41d8' }
const shown = deviceOf('phone "1"', mine)

const find = (filter: string, device: Device): boolean => {
  const parsed = parseFilter(filter, { fields: filterFields.sessions, now })
  if (!parsed.ok) throw new Error(parsed.mistake.expected)
  return matches(parsed.expression, sessionValues)(sessionRow({ device }), now)
}
const saidOf = (device: Device): string[] =>
  contradictions(shown)
    .filter(({ filter }) => find(filter, device))
    .map(({ says }) => says)

describe('what contradicts the device of a session', () => {
  it.each([
    ['its fingerprint under another id', deviceOf('phone 2', mine), ['under another device id']],
    [
      'its id with another fingerprint',
      deviceOf('phone "1"', { ...mine, hash: 'cd-0f9c2b7e41d8' }),
      ['of this device id with another'],
    ],
    ['not the same again', shown, []],
    ['not its fingerprint without an id', deviceOf(null, mine), []],
    ['not its id without a fingerprint', deviceOf('phone "1"', null), []],
    ['not a fingerprint of another version', deviceOf('phone "1"', { version: '11', hash: 'cd-0f9c2b7e41d8' }), []],
  ])('is %s', (_name, device, says) => {
    expect(saidOf(device)).toEqual(says)
  })

  it('is nothing where it has no id or no fingerprint', () => {
    expect(contradictions(deviceOf(null, mine))).toEqual([])
    expect(contradictions(deviceOf('phone', null))).toEqual([])
  })
})
