import { expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import type { SessionCount } from '../../../dashboard/src/api/sessions.ts'
import SessionsHead from '../../../dashboard/src/components/sessions/SessionsHead.vue'
import { dashboardPage } from '../dashboardPage.ts'

const headOf = async (found: SessionCount | null, all: SessionCount | null): Promise<string> => {
  const pill = { words: '', isQuiet: true }
  const Page = defineComponent(() => () => h(SessionsHead, { found, all, asOf: '', pill, shown: 'all' }))
  const page = await dashboardPage({ answers: () => undefined }).show(Page)
  return page.find('.sub').text()
}

it('a page of sessions says how many a filter finds, and whether that was counted or estimated', async () => {
  const all = { total: 1_000_000, kind: 'exact' } as const
  expect(await headOf({ total: 1_234, kind: 'exact' }, all)).toBe('1,234 of 1,000,000')
  expect(await headOf({ total: 123_456, kind: 'estimate' }, all)).toBe('about 120,000 of 1,000,000')
  expect(await headOf({ total: 2_987, kind: 'below' }, all)).toBe('fewer than 3,000 of 1,000,000')
  expect(await headOf(all, all)).toBe('1,000,000')
  expect(await headOf(null, all)).toBe('—')
})
