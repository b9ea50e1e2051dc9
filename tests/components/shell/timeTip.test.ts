import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import TimeTip from '../../../dashboard/src/components/shell/TimeTip.vue'
import RelativeTime from '../../../dashboard/src/components/status/RelativeTime.vue'
import { usePreferences } from '../../../dashboard/src/stores/preferences.ts'
import { dashboardPage } from '../dashboardPage.ts'

const at = '2026-10-25T01:30:00.000Z'

const open = async (timeZone: string) => {
  const page = dashboardPage({ answers: () => undefined })
  const Page = defineComponent(() => () => [
    h(RelativeTime, { at, isFocusable: true }),
    h('li', [h('a', { href: '#', id: 'link' }, 'A claim'), h(RelativeTime, { at })]),
    h('div', { id: 'grid', tabindex: 0, role: 'grid', 'aria-activedescendant': 'row' }, [
      h('div', { id: 'row' }, [h('time', { title: 'the moment', 'data-what': 'Signed in' })]),
    ]),
    h(TimeTip),
  ])
  const wrapper = await page.show(Page)
  usePreferences().timeZone = timeZone
  await page.drawn()
  const tip = () => [...document.querySelectorAll('[role=tooltip] > div')].map((line) => line.textContent)
  return {
    page,
    tip,
    async focus(selector: string) {
      const element = wrapper.find<HTMLElement>(selector).element
      // Without a browser nothing knows that it was the keyboard.
      Object.assign(element, { matches: () => true })
      element.focus()
      await page.drawn()
    },
  }
}

describe('a time that has the focus', () => {
  it('shows UTC with milliseconds, and the page’s clocks with their offset', async () => {
    const { focus, tip } = await open('Europe/Berlin')
    await focus('time')
    expect(tip()).toEqual(['25 Oct 2026, 01:30:00.000 UTC', '25 Oct 2026, 02:30:00.000 +01:00 Europe/Berlin'])
  })

  it('is shown beside the link of its line, and of the row that the keys are on', async () => {
    const { page, focus, tip } = await open('UTC')
    await focus('#link')
    expect(tip()).toEqual(['25 Oct 2026, 01:30:00.000 UTC'])
    await focus('#grid')
    expect(tip()).toEqual(['Signed in: the moment'])
    document.dispatchEvent(new Event('pointerdown'))
    await page.drawn()
    expect(tip()).toEqual([])
  })
})
