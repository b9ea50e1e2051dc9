import { describe, expect, it } from 'vitest'
import {
  headerState,
  isEmpty,
  isSelected,
  keepOnly,
  nothingSelected,
  selectRange,
  toggle,
  toggleAll,
  type Selection,
} from '../../../dashboard/src/components/list/selection.ts'

const shown = ['a', 'b', 'c', 'd', 'e']
const ids = (selection: Selection) => (selection.kind === 'rows' ? [...selection.ids].sort() : 'all of the filter')

describe('a selection', () => {
  it('takes a row and lets go of it', () => {
    const one = toggle(nothingSelected, 'b', shown)
    expect(ids(one)).toEqual(['b'])
    expect(isEmpty(toggle(one, 'b', shown))).toBe(true)
  })

  it.each([
    ['b', 'd', ['b', 'c', 'd']],
    ['d', 'b', ['b', 'c', 'd']],
    ['c', 'c', ['c']],
  ])('ranges from the last touched row %s to %s', (from, to, expected) => {
    expect(ids(selectRange(toggle(nothingSelected, from, shown), to, shown))).toEqual(expected)
  })

  it('keeps its anchor, so a second range starts at the same row', () => {
    const first = selectRange(toggle(nothingSelected, 'b', shown), 'd', shown)
    expect(ids(selectRange(first, 'a', shown))).toEqual(['a', 'b', 'c', 'd'])
  })

  it('takes a single row where the range has no start on screen', () => {
    expect(ids(selectRange(nothingSelected, 'c', shown))).toEqual(['c'])
    expect(ids(selectRange(toggle(nothingSelected, 'gone', shown), 'c', shown))).toEqual(['c', 'gone'])
  })

  it('of everything the filter matches becomes rows again when one is let go', () => {
    const everything: Selection = { kind: 'filter' }
    expect(isSelected(everything, 'anything')).toBe(true)
    expect(ids(toggle(everything, 'c', shown))).toEqual(['a', 'b', 'd', 'e'])
  })

  it('is taken and dropped whole by the box in the header', () => {
    const all = toggleAll(toggle(nothingSelected, 'b', shown), shown)
    expect(headerState(all, shown)).toBe('all')
    expect(isEmpty(toggleAll(all, shown))).toBe(true)
    expect(headerState(toggle(all, 'b', shown), shown)).toBe('some')
    expect(headerState(nothingSelected, shown)).toBe('none')
    expect(headerState(nothingSelected, [])).toBe('none')
  })

  it('lets go of sessions that ended', () => {
    const two = toggle(toggle(nothingSelected, 'a', shown), 'b', shown)
    expect(ids(keepOnly(two, (id) => id !== 'a'))).toEqual(['b'])
    expect(keepOnly(two, () => true)).toBe(two)
  })
})
