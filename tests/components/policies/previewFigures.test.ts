import { describe, expect, it } from 'vitest'
import PreviewFigures from '../../../dashboard/src/components/policies/PreviewFigures.vue'
import { dashboardPage } from '../dashboardPage.ts'

const none = { sessions: 0, users: 0 }
const preview = { changed: ['retention'], ends: none, shortens: none, withoutSecondFactor: 0, endsMine: false }
const shown = async (retires: { sessions: number; entries: number; counts: number }) => {
  const page = dashboardPage({ answers: () => undefined })
  const view = await page.show(PreviewFigures, { preview: { ...preview, retires, sample: [], position: 'p1' } })
  return view.text().replaceAll(/\s+/g, ' ')
}

describe('what a change of the rules would take from the lists', () => {
  it('is said in numbers, and that it does not come back', async () => {
    expect(await shown({ sessions: 1_204, entries: 1, counts: 0 })).toContain(
      '1,204 ended sessions and 1 log entry leave the lists within minutes. Nothing brings them back',
    )
  })

  it('is not mentioned where it is nothing', async () => {
    expect(await shown({ sessions: 0, entries: 0, counts: 0 })).not.toContain('leave the lists')
  })
})
