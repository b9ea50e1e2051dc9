import type { Page, Route } from 'playwright-core'
import { agedToken } from './agedToken.ts'
import type { TestRollcall } from './rollcall.ts'

/** Until somebody proves who they are on this page, its tokens say that they did so that long ago. */
export const withOldProof = async (page: Page, server: TestRollcall, seconds = 3_600): Promise<void> => {
  let isOld = true
  const aged = async (route: Route) => {
    const response = await route.fetch()
    const body = await response.json()
    if (!isOld || typeof body.accessToken !== 'string') return route.fulfill({ response })
    const accessToken = await agedToken(server, body.accessToken, seconds)
    return route.fulfill({ response, json: { ...body, accessToken } })
  }
  await page.route(/\/v1\/auth\/(?:login|refresh)$/, aged)
  await page.route('**/v1/auth/reauthenticate', async (route) => {
    const response = await route.fetch()
    if (response.ok()) isOld = false
    return route.fulfill({ response })
  })
}
