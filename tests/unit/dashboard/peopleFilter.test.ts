import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { peopleFilter } from '../../../dashboard/src/components/people/peopleFilter.ts'
import { personStatus } from '../../../dashboard/src/components/people/personStatus.ts'

describe('what is typed to find people', () => {
  it.each([
    ['', 'all', ''],
    ['ann', 'all', '(user:ann* or ann)'],
    [' ann  chen ', 'invited', '(user:ann* or ann) (user:chen* or chen) status:invited'],
    ['role:admin', 'disabled', 'role:admin status:disabled'],
    ['o"brien (x)', 'all', '(user:"o\\"brien"* or "o\\"brien") (user:"(x)"* or "(x)")'],
  ] as const)('%j among %s is the filter %j', (typed, shown, filter) => {
    expect(peopleFilter(typed, shown)).toBe(filter)
    expect(parseFilter(filter, { fields: filterFields.people, now: 0 }).ok).toBe(true)
  })
})

describe('an invite', () => {
  it('is shown as expired from the moment on it is', () => {
    const person = { status: 'invited', held: false, invitedUntil: '2026-11-29T12:00:00.000Z' } as const
    const at = Date.parse(person.invitedUntil)
    expect(personStatus(person, at - 1).text).toBe('Invited')
    expect(personStatus(person, at).text).toBe('Invite expired')
  })
})
