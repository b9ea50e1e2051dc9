import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { fillHistory } from '../../support/fillHistory.ts'
import { benchRollcall } from './benchRollcall.ts'

/** What the measuring process is told. */
export interface RetentionTargets {
  url: string
  /** An analyst of the tenant with the long history. */
  token: string
  ownerUrl: string
  /** base64 */
  masterKey: string
}

/** What a tenant loses, and one with the same history whose rows a plain statement deletes. */
export const [retained, plain] = [
  '00000000-0000-7000-8000-000000000001',
  '00000000-0000-7000-8000-000000000002',
] as const
/** Everything older than this is to leave; most of what has ended is. */
export const rowsDays = 1

const serve = async (sessions: number): Promise<void> => {
  const { url, database, stop, ...rollcall } = await benchRollcall({
    before: (databases) =>
      fillHistory(
        databases,
        [retained, plain].map((tenantId) => ({ tenantId, sessions })),
      ),
  })
  await rollcall.addTenant('big', retained)
  await rollcall.addUser(retained, 'analyst@big.test', 'analyst')
  const quiet = await rollcall.addTenant('quiet')
  await rollcall.addUser(quiet, 'member@quiet.test', 'member')
  const { accessToken } = await rollcall.signInToDashboard('big', 'analyst@big.test')
  process.on('message', (order: 'retire' | 'memory') => {
    if (order === 'memory') process.send!(Math.round(process.memoryUsage().rss / 1e6))
    else void rollcall.changePolicy(retained, { ...defaultPolicy, retention: { rowsDays, countsDays: null } })
  })
  const { ownerUrl, masterKey } = database
  process.send!({
    url,
    token: accessToken,
    ownerUrl,
    masterKey: masterKey.toString('base64'),
  } satisfies RetentionTargets)
  process.once('disconnect', () => void stop().finally(() => process.exit(0)))
}

if (process.send !== undefined) await serve(Number(process.argv[2]))
