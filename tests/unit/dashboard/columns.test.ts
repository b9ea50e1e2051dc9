import { describe, expect, it } from 'vitest'
import { columnsOf, fittingColumns, tracksOf, type Shown } from '../../../dashboard/src/components/sessions/columns.ts'

const names = (shown: Shown, width: number) => fittingColumns(columnsOf(shown), width).map(({ column }) => column)
const least = (tracks: string) => [...tracks.matchAll(/(\d+)px/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 0)

describe('the columns of the sessions table', () => {
  it('are all there where they fit', () => {
    expect(fittingColumns(columnsOf('open'), 1134)).toEqual(columnsOf('open'))
    expect(fittingColumns(columnsOf('ended'), 1140)).toEqual(columnsOf('ended'))
  })

  it('drop one by one where they do not', () => {
    expect(names('open', 1133)).not.toContain('app')
    expect(names('open', 1133)).toContain('network')
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
    expect(names('ended', 671)).toEqual(['status', 'user', 'why', 'ended', 'risk'])
  })

  it('never need more than the table has, down to status, user and risk', () => {
    for (const shown of ['open', 'ended', 'all'] as const) {
      for (let width = 406; width < 1300; width += 7)
        expect(least(tracksOf(fittingColumns(columnsOf(shown), width)))).toBeLessThanOrEqual(width)
      expect(names(shown, 100)).toEqual(['status', 'user', 'risk'])
    }
  })
})
