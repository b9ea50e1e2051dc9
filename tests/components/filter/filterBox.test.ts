import { describe, expect, it } from 'vitest'
import FilterBox from '../../../dashboard/src/components/filter/FilterBox.vue'
import { usePreferences } from '../../../dashboard/src/stores/preferences.ts'
import { dashboardPage } from '../dashboardPage.ts'

const open = async (timeZone = 'UTC') => {
  const page = dashboardPage({ answers: () => undefined })
  await page.router.push('/overview')
  const box = await page.show(FilterBox)
  usePreferences().timeZone = timeZone
  const input = box.find('input')
  return {
    page,
    box,
    input,
    async press(key: string) {
      await input.trigger('keydown', { key })
      await page.drawn()
    },
    async type(text: string) {
      await input.trigger('focus')
      await input.setValue(text)
      await page.drawn()
    },
    asked: () => page.router.currentRoute.value.query['filter'],
  }
}

describe('the filter box', () => {
  it.each(['mateo', '203.0.113.9', 'Germany', '0193a000-0000-7000-8000-000000000001', '"Ada Chen"'])(
    'finds %s by Enter',
    async (typed) => {
      const { type, press, asked } = await open()
      await type(typed)
      await press('Enter')
      expect(asked()).toBe(typed)
    },
  )

  it('takes the marked suggestion by Enter, and what was typed after Escape', async () => {
    const marked = await open()
    await marked.type('status:rev')
    expect(marked.box.find('[aria-selected=true]').text()).toContain('status:revoked')
    await marked.press('Enter')
    expect(marked.asked()).toBe('status:revoked')
    const waved = await open()
    await waved.type('deviceType:ph')
    await waved.press('Escape')
    await waved.press('Enter')
    expect(waved.asked()).toBeUndefined()
    expect(waved.box.find('[role=alert]').text()).toContain('Expected desktop, mobile')
  })

  it('goes on after what Tab takes', async () => {
    const { type, press, input, box } = await open()
    await type('status:rev')
    await press('Tab')
    expect([input.element.value, box.find('.chip').text()]).toEqual(['', 'status:revoked'])
  })

  it('shows whose clocks a date means', async () => {
    const { type, press, asked, box } = await open('Europe/Berlin')
    await type('started:2026-11-21')
    await press('Escape')
    await press('Enter')
    expect(asked()).toBe('started:2026-11-21T00:00+01:00..2026-11-22T00:00+01:00')
    expect(box.find('.chip').text()).toBe('started:2026-11-21 +01:00')
  })
})
