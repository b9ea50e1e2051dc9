import { constants, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { simulatedKey } from './benchRollcall.ts'
import type { NeighbourTargets } from './neighbourServer.ts'

/** Attacks in turns, as the measuring process says. */
export type Attack = 'counts' | 'lists' | 'sign-ins' | 'made-up tenants' | 'files'

// An attacker works on a machine of its own. Here it takes only what the product and its neighbours leave.
setPriority(constants.priority.PRIORITY_LOW)

/** What the measuring process says: which attack begins, and on whom. */
export interface AttackOrder {
  attack: Attack
  url: NeighbourTargets['url']
}

const [loudToken] = process.argv.slice(2) as [NeighbourTargets['loudToken']]
const rest = { attack: 'rest', url: '' } as const
let order: AttackOrder | typeof rest = rest
let sent = 0

const asAnalyst = { authorization: `Bearer ${loudToken}` }
const cities = (from: number): string => Array.from({ length: 38 }, (_, n) => `city:c${from + n}*`).join(' or ')
const get = (path: string, headers: Record<string, string> = asAnalyst) => fetch(order.url + path, { headers })
const signIn = (tenant: string, email: string) =>
  fetch(`${order.url}/v1/auth/login`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'rollcall-simulated': simulatedKey,
      'rollcall-simulated-address': `203.${sent % 200}.${(sent >> 8) % 250}.${sent % 250}`,
    },
    body: JSON.stringify({ tenant, email, password: 'wrong password', client: 'web', transport: 'bearer' }),
  })

/** How many at once, and how one is made. */
const kinds: Record<Attack, { width: number; send: (n: number) => Promise<Response> }> = {
  counts: { width: 48, send: (n) => get(`/v1/sessions/count?filter=${encodeURIComponent(cities(n % 400))}`) },
  lists: {
    width: 48,
    send: (n) => get(`/v1/sessions?sort=-lastActiveAt&filter=${encodeURIComponent(`-(${cities(n % 400)})`)}`),
  },
  'sign-ins': { width: 50, send: (n) => signIn('loud', `person${n % 1_000}@loud.test`) },
  'made-up tenants': { width: 50, send: (n) => signIn(`made-up-${n}`, `person${n}@nowhere.test`) },
  files: { width: 74, send: () => get('/assets/page-1.js', { 'accept-encoding': 'br' }) },
}
/** Each attacker takes a breath, so that what is measured is not a processor that the attackers themselves keep busy. */
const breathMs = 250

const attacker = async (attack: Attack, own: AttackOrder): Promise<void> => {
  await pause(Math.random() * breathMs)
  while (order === own) {
    sent += 1
    await kinds[attack].send(sent).then(
      (response) => response.arrayBuffer(),
      () => undefined,
    )
    await pause(breathMs)
  }
}

process.on('message', (given: AttackOrder | 'rest') => {
  order = given === 'rest' ? rest : given
  process.send!(sent)
  if (given === 'rest') return
  for (let n = 0; n < kinds[given.attack].width; n += 1) void attacker(given.attack, given)
})
process.once('disconnect', () => process.exit(0))
