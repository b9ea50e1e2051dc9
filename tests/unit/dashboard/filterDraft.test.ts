import { describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { filterFields } from '#events/filter/fields.ts'
import { useFilterDraft } from '../../../dashboard/src/components/filter/useFilterDraft.ts'

const draftOn = (filter: string, isLive = true, timeZone = 'UTC') => {
  const committed = ref(filter)
  const commits: string[] = []
  const draft = useFilterDraft({
    fields: () => filterFields.sessions,
    committed,
    commit(next) {
      commits.push(next)
      committed.value = next
    },
    isLive: () => isLive,
    known: (key) => (key === 'country' ? [{ value: 'PT', count: 2, among: 'listed' }] : []),
    now: () => 0,
    timeZone: () => timeZone,
  })
  const chips = () => draft.chips.value.map((chip) => (chip.kind === 'term' ? `${chip.key}:${chip.value}` : chip.text))
  return { draft, committed, commits, chips }
}

describe('a filter being typed', () => {
  it('becomes a chip at Enter and at a space', () => {
    const { draft, commits, chips } = draftOn('')
    draft.type('country:SG')
    draft.submit()
    draft.type('app:web ')
    expect(commits).toEqual(['country:SG', 'country:SG app:web'])
    expect(chips()).toEqual(['country:SG', 'app:web'])
  })

  it('waits for Enter where asking would leave the page', () => {
    const { draft, commits, chips } = draftOn('', false)
    draft.type('country:SG ')
    expect([chips(), commits]).toEqual([['country:SG'], []])
    draft.submit()
    expect(commits).toEqual(['country:SG'])
  })

  it('takes the value that Enter means, unless it was waved off', () => {
    const { draft } = draftOn('')
    draft.type('country:po')
    expect(draft.completions.value[draft.active.value]?.text).toBe('country:PT')
    draft.leaveOffers()
    expect(draft.active.value).toBe(-1)
    draft.type('mateo')
    expect(draft.active.value).toBe(-1)
  })

  it('leaves a space after what Tab takes: it is a chip, and typing goes on behind it', () => {
    const { draft, commits, chips } = draftOn('')
    draft.type('cou')
    draft.take(draft.completions.value[0]!, false)
    expect(draft.draft.value).toBe('country:')
    draft.type('country:po')
    draft.take(draft.completions.value[0]!, false)
    expect([chips(), draft.draft.value, commits]).toEqual([['country:PT'], '', ['country:PT']])
  })

  it('resolves a date in the page’s zone before anybody else reads it', () => {
    const { draft, commits } = draftOn('', true, 'Europe/Berlin')
    draft.type('started:2026-10-25 ')
    draft.type('ended>2026-11-21')
    draft.submit()
    expect(commits.at(-1)).toBe('started:2026-10-25T00:00+02:00..2026-10-26T00:00+01:00 ended>2026-11-21T00:00+01:00')
  })

  it('keeps a space inside quotes', () => {
    const { draft, commits } = draftOn('')
    draft.type('user:"Ann ')
    expect(commits).toEqual([])
    expect(draft.draft.value).toBe('user:"Ann ')
  })

  it('leaves the last good filter standing while there is a mistake', () => {
    const { draft, commits } = draftOn('country:SG')
    draft.type('risk>=hi')
    draft.submit()
    expect(commits).toEqual([])
    expect(draft.mistake.value).toEqual({ offset: 17, expected: 'Expected a number from 0 to 100 after risk>=' })
  })

  it('does not call a mistake what may still grow right', () => {
    const { draft } = draftOn('')
    draft.type('status:re')
    expect(draft.mistake.value).toBeNull()
    draft.type('status:rex')
    expect(draft.mistake.value?.offset).toBe(7)
  })

  it('opens the last chip again, and puts it back when left', () => {
    const { draft, commits, chips } = draftOn('country:SG app:web')
    draft.reopen()
    expect([chips(), draft.draft.value, commits]).toEqual([['country:SG'], 'app:web', []])
    draft.reset()
    expect([chips(), draft.draft.value]).toEqual([['country:SG', 'app:web'], ''])
  })

  it('drops a chip at once', () => {
    const { draft, commits } = draftOn('country:SG app:web')
    draft.remove(0)
    expect(commits).toEqual(['app:web'])
  })

  it('follows the address, and shows where an address cannot be read', async () => {
    const { draft, committed, chips } = draftOn('country:SG')
    committed.value = 'app:web'
    await nextTick()
    expect(chips()).toEqual(['app:web'])
    committed.value = 'risk>=hi'
    await nextTick()
    expect([chips(), draft.draft.value, draft.mistake.value?.offset]).toEqual([[], 'risk>=hi', 6])
  })
})
