import { describe, expect, it } from 'vitest'
import { foldOwnLog } from '../../../dashboard/src/components/settings/foldOwnLog.ts'
import { entry } from './sessionEntries.ts'

const elsewhere = { ...entry(0, 0, 'SessionRefreshed', {}).context!, ip: '203.0.113.9' }
const renewed = (revision: number, more: object = {}) => ({
  ...entry(revision, revision, 'SessionRefreshed', {}),
  ...more,
})
const shapeOf = (...entries: ReturnType<typeof renewed>[]) =>
  foldOwnLog(entries).map((fold) => fold.map(({ revision }) => revision))

describe('a person’s own log', () => {
  it('puts renewals of a session from one place together, the newest first', () => {
    expect(shapeOf(renewed(3), renewed(2), renewed(1))).toEqual([[3, 2, 1]])
  })

  it('keeps renewals of several sessions and places apart, whatever their order', () => {
    const other = { sessionId: 'other' }
    expect(
      shapeOf(renewed(5), renewed(4, other), renewed(3), renewed(2, { context: elsewhere }), renewed(1, other)),
    ).toEqual([[5, 3], [4, 1], [2]])
  })

  it('begins anew where something else happened between', () => {
    const signedOut = entry(2, 2, 'SessionLoggedOut', {})
    expect(shapeOf(renewed(4), renewed(3), signedOut, renewed(1))).toEqual([[4, 3], [2], [1]])
  })

  it('never puts together what people did', () => {
    const named = (revision: number) => entry(revision, revision, 'DeviceNamed', { name: 'x' })
    expect(shapeOf(named(2), named(1))).toEqual([[2], [1]])
  })
})
