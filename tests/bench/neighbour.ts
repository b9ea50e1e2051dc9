import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { httpClient } from '../support/httpClient.ts'
import { password } from '../support/rollcall.ts'
import { processorSecondsOf } from './distributed/support/processorTime.ts'
import type { Attack, AttackOrder } from './support/neighbourAttack.ts'
import type { NeighbourTargets } from './support/neighbourServer.ts'

/**
 * `node tests/bench/neighbour.ts [seconds] [rounds] [attack]`: list, sign-in and force logout of one tenant, quiet, while
 * another tenant does its worst to a bare server beside, and while it does its worst to this one; in turns, so that what the machine does meanwhile hits all alike.
 */
const seconds = Number(process.argv[2] ?? 6)
const rounds = Number(process.argv[3] ?? 3)
const everyAttack: readonly Attack[] = ['counts', 'lists', 'sign-ins', 'made-up tenants', 'files']
const attacks = everyAttack.filter((attack) => [attack, undefined].includes(process.argv[4] as Attack | undefined))
const perSecond = 8
const pauseMs = 1_000 / perSecond

const start = (file: string, ...args: string[]): ChildProcess =>
  fork(new URL(`./support/${file}`, import.meta.url), args)
const sessionsNeeded = Math.ceil((attacks.length * 3 + 1) * rounds * (seconds + 2) * perSecond)
const server = start('neighbourServer.ts', String(sessionsNeeded))
const [targets] = (await once(server, 'message')) as [NeighbourTargets]
const attacker = start('neighbourAttack.ts', targets.loudToken)
const bare = start('refusingServer.ts')
const [bareUrl] = (await once(bare, 'message')) as [string]

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

const states = ['quiet', 'beside a bare server', 'attacked'] as const
type State = (typeof states)[number]
const samples = Object.fromEntries(
  states.map((state) => [state, new Map(attacks.map((each) => [each, fresh()]))]),
) as Record<State, Map<Attack, Samples>>
const attackerOf = { 'beside a bare server': bareUrl, attacked: targets.url }

/** Answers how many requests the attacker has sent so far. */
const tell = async (order: AttackOrder | 'rest'): Promise<number> => {
  const answer = once(attacker, 'message') as Promise<[number]>
  attacker.send(order)
  return (await answer)[0]
}
const attack = async (kind: Attack, state: keyof typeof attackerOf): Promise<void> => {
  const before = await tell({ attack: kind, url: attackerOf[state] })
  const [began, spent] = [performance.now(), processorSecondsOf(server.pid!)]
  await pause(1_000)
  await measure(samples[state].get(kind)!)
  const took = (performance.now() - began) / 1_000
  const sent = (await tell('rest')) - before
  const busy = (processorSecondsOf(server.pid!) - spent) / took
  console.log(
    `${kind}, ${state}: ${Math.round(sent / took)} requests/s, server's main process ${Math.round(busy * 100)} % of a core`,
  )
  await pause(1_000)
}

await measure(fresh())
for (let round = 0; round < rounds; round += 1)
  for (const kind of attacks) {
    await measure(samples.quiet.get(kind)!)
    await attack(kind, 'beside a bare server')
    await attack(kind, 'attacked')
  }

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

console.log(
  'The attacker has the lowest priority of this machine. Bare: the same attack on a node:http that refuses at once, in a process of its own. Last: attacked in parts of bare.',
)
const head = ['quiet p50', 'p99', 'bare p50', 'p99', 'attacked p50', 'p99', 'of bare p50', 'p99']
console.log(`${''.padEnd(32)}${head.map((each) => each.padStart(13)).join('')}`)
for (const kind of attacks)
  for (const name of names) {
    const all = states.map((state) => samples[state].get(kind)![name])
    const times = all.map((values) => [percentile(values, 0.5), percentile(values, 0.99)] as const)
    const [, bare, attacked] = times
    const shown = [
      ...times.flat().map((each) => each.toFixed(1)),
      ...[0, 1].map((n) => (attacked![n]! / bare![n]!).toFixed(2)),
    ]
    console.log(`${`${name} beside ${kind}`.padEnd(32)}${shown.map((each) => each.padStart(13)).join('')}`)
  }
if (strays.length > 0)
  console.log(
    `Not answered with 200: ${JSON.stringify(
      Object.groupBy(strays, (stray) => stray),
      (_, value: unknown) => (Array.isArray(value) ? value.length : value),
    )}`,
  )
attacker.disconnect()
bare.disconnect()
server.disconnect()
await once(server, 'exit')
