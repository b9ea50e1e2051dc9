import { expect, it } from 'vitest'
import type { SessionRow } from '#events/live/rows.ts'
import DeviceDetails from '../../../dashboard/src/components/mySessions/DeviceDetails.vue'
import SessionFacts from '../../../dashboard/src/components/session/SessionFacts.vue'
import { sessionRow } from '../../unit/filter/sessionRows.ts'
import { dashboardPage } from '../dashboardPage.ts'

const factsOf = async (row: SessionRow): Promise<string> => {
  const page = await dashboardPage({ answers: () => undefined }).show(SessionFacts, {
    row,
    others: 0,
    deviceFindings: [],
  })
  return page.text()
}
const detailsOf = async (row: SessionRow): Promise<string> => {
  const session = { ...row, isCurrent: true }
  return (await dashboardPage({ answers: () => undefined }).show(DeviceDetails, { session })).text()
}

it('the page of a session says when it ends at the latest, or that only a sign-out does', async () => {
  expect(await factsOf(sessionRow())).toMatch(/without activity,\s*in 28 d at the latest/)
  expect(await factsOf(sessionRow({ absoluteExpiresAt: null }))).toMatch(
    /without activity,\s*otherwise when signed out/,
  )
})

it('so does the list of one’s own', async () => {
  expect(await detailsOf(sessionRow())).toMatch(/Ends at the latest\s*20 Dec/)
  expect(await detailsOf(sessionRow({ absoluteExpiresAt: null }))).toMatch(/Ends at the latest\s*when you sign out/)
})
