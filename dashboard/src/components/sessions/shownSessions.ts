import { toChips } from '#events/filter/chips.ts'
import { addTerm } from '#events/filter/edits.ts'
import type { Shown } from './sessionColumns.ts'

const ofEndings = new Set(['status', 'ended', 'cause', 'by'])

/** A filter that asks how sessions ended is about all of them, unless the person says otherwise. */
export const shownByDefault = (filter: string): Shown =>
  toChips(filter).some((chip) => chip.kind === 'term' && ofEndings.has(chip.key.toLowerCase())) ? 'all' : 'open'

/** The filter the server is asked with. */
export const askedFilter = (filter: string, shown: Shown): string => {
  if (shown === 'all') return filter
  return addTerm(filter, shown === 'open' ? 'status:active' : '-status:active')
}
