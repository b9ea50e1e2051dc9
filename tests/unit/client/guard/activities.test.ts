import { expect, it, vi } from 'vitest'
import { activities } from '../../../../client/guard/activities.ts'
import { RefusedByRollcall, type RollcallApi } from '../../../../client/guard/rollcallApi.ts'

const refusedWith = (status: number): Error => new RefusedByRollcall('activity', new Response(null, { status }))

/** What reports activity, to a Rollcall that answers the first call with this. */
const reporting = (error: Error) => {
  const json = vi.fn<RollcallApi['json']>().mockResolvedValue(null).mockRejectedValueOnce(error)
  const { record, send, isRefused } = activities({ json } as Partial<RollcallApi> as RollcallApi)
  const turn = (): Promise<void> => {
    record('some session', 0)
    return send()
  }
  return { turn, isRefused, calls: () => json.mock.calls.length }
}

it('says nothing for five minutes after a refusal, then asks again', async () => {
  const { turn, isRefused, calls } = reporting(refusedWith(403))
  for (let turns = 0; turns < 30; turns += 1) await turn()
  expect([calls(), isRefused()]).toEqual([1, true])
  await turn()
  expect([calls(), isRefused()]).toEqual([2, false])
})

it('goes on at once after any other failure', async () => {
  const { turn, isRefused, calls } = reporting(refusedWith(503))
  await turn()
  await turn()
  expect([calls(), isRefused()]).toEqual([2, false])
})
