import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { connected, openLive, openMe, type MeClient } from '../support/sockets.ts'
import { httpClient, type HttpClient } from '../support/httpClient.ts'
import type { LoadOrders } from './support/appendLoad.ts'
import type { RevocationTargets } from './support/revocationServer.ts'

/**
 * `node tests/bench/revocation.ts [revocations] [events per second]`: from the acknowledgement of a forced logout to the
 * closing of the session's socket, as its client sees it; beside it the same over bare Socket.IO, under the same load.
 */
const count = Number(process.argv[2] ?? 300)
const eventsPerSecond = Number(process.argv[3] ?? 500)
const pauseMs = 60
const watchers = 3

const started: ChildProcess[] = []
const start = (file: string, ...args: string[]): ChildProcess => {
  const child = fork(new URL(`./support/${file}`, import.meta.url), args)
  started.push(child)
  return child
}
const told = async <Message>(child: ChildProcess): Promise<Message> => (await once(child, 'message'))[0] as Message

interface Sample {
  /** Milliseconds from sending the request, and from its answer. */
  acknowledged: number
  fromRequest: number
  fromAnswer: number
}

/** Ends one session and waits for its socket. */
const endOne = async (socket: MeClient, end: () => Promise<number>): Promise<Sample> => {
  const closed = new Promise<number>((resolve) => socket.once('disconnect', () => resolve(performance.now())))
  const began = performance.now()
  const status = await end()
  const answered = performance.now()
  if (status !== 200) throw new Error(`A revocation was answered with ${status}`)
  const closedAt = await closed
  return { acknowledged: answered - began, fromRequest: closedAt - began, fromAnswer: Math.max(0, closedAt - answered) }
}

interface Contender {
  name: string
  url: string
  token: (session: RevocationTargets['sessions'][number]) => string
  end: (sessionId: string) => Promise<number>
}

/** One after the other in turn, so that what the machine does meanwhile hits all alike. */
const measure = async (contenders: readonly Contender[], sessions: RevocationTargets['sessions']) => {
  const lanes = contenders.map((contender) => ({
    ...contender,
    sockets: sessions.map((session) => openMe(contender.url, contender.token(session))),
    samples: [] as Sample[],
  }))
  await Promise.all(lanes.flatMap(({ sockets }) => sockets.map(connected)))
  for (const [place, { sessionId }] of sessions.entries())
    for (const { sockets, samples, end } of lanes) {
      samples.push(await endOne(sockets[place]!, () => end(sessionId)))
      await pause(pauseMs * Math.random())
    }
  return lanes
}

const percentile = (samples: readonly Sample[], what: keyof Sample, share: number): string => {
  const ascending = samples.map((sample) => sample[what]).toSorted((a, b) => a - b)
  return (ascending[Math.ceil(ascending.length * share) - 1] ?? Number.NaN).toFixed(1).padStart(6)
}
const report = (name: string, samples: readonly Sample[]): void => {
  for (const [what, label] of [
    ['fromAnswer', 'acknowledged -> socket closed'],
    ['fromRequest', 'request sent -> socket closed'],
    ['acknowledged', 'request sent -> acknowledged'],
  ] as const)
    console.log(
      `${name.padEnd(16)} ${label.padEnd(30)} p50 ${percentile(samples, what, 0.5)} ms  p99 ${percentile(samples, what, 0.99)} ms`,
    )
}

const post = async (http: HttpClient, path: string): Promise<number> =>
  (await http.post(path, { reason: 'bench' })).status

const targets = await told<RevocationTargets>(start('revocationServer.ts', String(count)))
const bare = await told<{ url: string }>(start('bareSocketServer.ts'))
for (let watching = 0; watching < watchers; watching += 1) await connected(openLive(targets.url, targets.accessToken))

const load = start('appendLoad.ts')
const { ownerUrl, masterKey, tenantId, userIds } = targets
load.send({ ownerUrl, masterKey, tenantId, userIds, perSecond: eventsPerSecond } satisfies LoadOrders)
let loaded = 0
load.on('message', (message) => (loaded = (message as { perSecond: number }).perSecond))
await pause(3_000)

const admin = httpClient(targets.url, { authorization: `Bearer ${targets.accessToken}` })
const plain = httpClient(bare.url)
const lanes = await measure(
  [
    {
      name: 'bare Socket.IO',
      url: bare.url,
      token: ({ sessionId }) => sessionId,
      end: (sessionId) => post(plain, `/${sessionId}`),
    },
    {
      name: 'Rollcall',
      url: targets.url,
      token: ({ accessToken }) => accessToken,
      end: (sessionId) => post(admin, `/v1/sessions/${sessionId}/revoke`),
    },
  ],
  targets.sessions,
)

console.log(`\n${count} forced logouts at ${Math.round(loaded)} events per second, ${watchers} dashboards watching`)
for (const { name, samples } of lanes) report(name, samples)
for (const child of started) if (child.connected) child.disconnect()
await Promise.all(started.filter(({ exitCode }) => exitCode === null).map((child) => once(child, 'exit')))
process.exit(0)
