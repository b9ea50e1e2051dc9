import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { httpClient } from '../support/httpClient.ts'
import { password } from '../support/rollcall.ts'
import type { Attack } from './support/neighbourAttack.ts'
import type { NeighbourTargets } from './support/neighbourServer.ts'

/**
 * `node tests/bench/neighbour.ts [seconds] [rounds] [attack]`: list, sign-in and force logout of one tenant, quiet and while
 * another tenant does its worst, in turns, so that what the machine does meanwhile hits all alike.
 */
const seconds = Number(process.argv[2] ?? 6)
const rounds = Number(process.argv[3] ?? 3)
const everyAttack: readonly Attack[] = ['counts', 'lists', 'sign-ins', 'made-up tenants', 'files']
const attacks = everyAttack.filter((attack) => [attack, undefined].includes(process.argv[4] as Attack | undefined))
const perSecond = 8
const pauseMs = 1_000 / perSecond

const start = (file: string, ...args: string[]): ChildProcess =>
  fork(new URL(`./support/${file}`, import.meta.url), args)
const sessionsNeeded = Math.ceil((attacks.length * 2 + 1) * rounds * (seconds + 2) * perSecond)
const server = start('neighbourServer.ts', String(sessionsNeeded))
const [targets] = (await once(server, 'message')) as [NeighbourTargets]
const attacker = start('neighbourAttack.ts', targets.url, targets.loudToken)

const http = httpClient(targets.url, { authorization: `Bearer ${targets.quietToken}` })
const signIn = { tenant: 'quiet', email: 'member@quiet.test', password, client: 'web', transport: 'bearer' }
const device = { id: 'the device of a member' }
/** Answers the status. */
const operations = {
  list: () => http.get('/v1/sessions?filter=status:active&limit=50'),
  'sign-in': () => http.post('/v1/auth/login', { ...signIn, device }),
  'force logout': () => http.post(`/v1/sessions/${targets.sessionIds.pop() ?? ''}/revoke`, { reason: 'bench' }),
}
type Operation = keyof typeof operations
const names = Object.keys(operations) as Operation[]

type Samples = Record<Operation, number[]>
const fresh = (): Samples => ({ list: [], 'sign-in': [], 'force logout': [] })
const strays: string[] = []

const timed = async (name: Operation): Promise<number> => {
  const began = performance.now()
  const { status } = await operations[name]()
  if (status !== 200) strays.push(`${name} ${status}`)
  return performance.now() - began
}
const measure = async (samples: Samples): Promise<void> => {
  const until = performance.now() + seconds * 1_000
  const repeat = async (name: Operation): Promise<void> => {
    while (performance.now() < until) {
      samples[name].push(await timed(name))
      await pause(pauseMs)
    }
  }
  await Promise.all(names.map(repeat))
}

const quiet = new Map(attacks.map((attack) => [attack, fresh()]))
const attacked = new Map(attacks.map((attack) => [attack, fresh()]))
await measure(fresh())
for (let round = 0; round < rounds; round += 1)
  for (const attack of attacks) {
    await measure(quiet.get(attack)!)
    attacker.send(attack)
    await pause(1_000)
    await measure(attacked.get(attack)!)
    attacker.send('rest')
    await pause(1_000)
  }

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN
const shown = (values: readonly number[], share: number) => percentile(values, share).toFixed(1).padStart(7)

console.log(
  'The attacker has the lowest priority of this machine: measured is what the product does for it, not its own work.',
)
console.log(`${''.padEnd(34)} quiet p50     p99   attacked p50     p99   p50 ratio  p99 ratio`)
for (const attack of attacks)
  for (const name of names) {
    const [before, during] = [quiet.get(attack)![name], attacked.get(attack)![name]]
    const ratio = (share: number) => (percentile(during, share) / percentile(before, share)).toFixed(2).padStart(9)
    console.log(
      `${`${name} beside ${attack}`.padEnd(34)}   ${shown(before, 0.5)} ${shown(before, 0.99)}        ${shown(during, 0.5)} ${shown(during, 0.99)}  ${ratio(0.5)}  ${ratio(0.99)}`,
    )
  }
if (strays.length > 0)
  console.log(
    `Not answered with 200: ${JSON.stringify(
      Object.groupBy(strays, (stray) => stray),
      (_, value: unknown) => (Array.isArray(value) ? value.length : value),
    )}`,
  )
attacker.disconnect()
server.disconnect()
await once(server, 'exit')
