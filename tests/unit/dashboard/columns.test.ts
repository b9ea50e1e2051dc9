import { describe, expect, it } from 'vitest'
import { fittingColumns, tracksOf } from '../../../dashboard/src/components/list/tableShape.ts'
import { sessionsShape, type Shown } from '../../../dashboard/src/components/sessions/sessionColumns.ts'

const shapeOf = (shown: Shown) => sessionsShape(shown, shown !== 'ended')
const names = (shown: Shown, width: number) => fittingColumns(shapeOf(shown), width).map(({ column }) => column)
const least = (tracks: string) => [...tracks.matchAll(/(\d+)px/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 0)

describe('the columns of the sessions table', () => {
  it('are all there where they fit', () => {
    expect(fittingColumns(shapeOf('open'), 1160)).toEqual(shapeOf('open').columns)
    expect(fittingColumns(shapeOf('ended'), 1166)).toEqual(shapeOf('ended').columns)
  })

  it('drop one by one where they do not', () => {
    expect(names('open', 1159)).not.toContain('app')
    expect(names('open', 1159)).toContain('network')
    expect(names('open', 1026)).toEqual([
      'status',
      'user',
      'device',
      'place',
      'address',
      'started',
      'lastActive',
      'risk',
    ])
    expect(names('open', 671)).toEqual(['status', 'user', 'place', 'lastActive', 'risk'])
    expect(names('ended', 631)).toEqual(['status', 'user', 'why', 'ended', 'risk'])
  })

  it('never need more than the table has, down to status, user and risk', () => {
    for (const shown of ['open', 'ended', 'all'] as const) {
      for (let width = 426; width < 1300; width += 7)
        expect(least(tracksOf(shapeOf(shown), fittingColumns(shapeOf(shown), width)))).toBeLessThanOrEqual(width)
      expect(names(shown, 100)).toEqual(['status', 'user', 'risk'])
    }
  })
})
