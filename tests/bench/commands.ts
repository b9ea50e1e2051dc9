import { randomBytes, randomUUID } from 'node:crypto'
import type { NewEvent } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { sessionStream, signinStream, userStream } from '#events/streams.ts'
import type { LoginFailed } from '#events/user/events.ts'
import { openLog } from '#services/composition/data/openLog.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { sessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { benchDatabase } from './support/benchDatabase.ts'
import { benchTenant, sampleRefresh } from './support/sampleEvents.ts'

/**
 * `node tests/bench/commands.ts [longest]`: what a command costs against the length of its stream, in a process that knows nothing of
 * the stream yet. A wrong password is recorded at its end; an activity is decided on the session's state. Beside them, what reading
 * the stream whole would cost. Flat: from 1,000 events on the ratio is about 1; a stream of 10 has fewer than 256 events to read.
 */
const longest = Number(process.argv[2] ?? 100_000)
const lengths = [10, 1_000, 10_000, 100_000].filter((length) => length <= longest)
const rounds = 60
const chunkEvents = 500

const data = await benchDatabase()
const { store, close } = openLog(data, () => performance.now())
const keys = refreshKeys(postgresKeyStore(data.databases.writer), data.masterKey, realAmbient)
await keys.turn()
const userId = randomUUID()
const origin = {
  tenantId: benchTenant,
  actor: { kind: 'user', id: userId } as const,
  correlationId: 'bench',
  context: null,
}
const metadata = () => ({ ...origin, id: randomUUID(), at: new Date().toISOString(), causationId: null })

const failed = (): NewEvent<LoginFailed> => ({
  ...metadata(),
  type: 'LoginFailed',
  version: 1,
  data: { userId: null, clientId: 'dashboard', cause: 'unknown-user' },
})
const session = (sessionId: string, revision: number): NewEvent<SessionEvent> => {
  const { context } = sampleRefresh(revision)
  const ids = { sessionId, userId }
  if (revision > 0) {
    const activity = { ...ids, activeAt: new Date().toISOString() }
    return { ...metadata(), context, type: 'SessionActivityRecorded', version: 1, data: activity }
  }
  const person = { user: { email: 'ann@acme.test', name: 'Ann' }, methods: ['pwd'], authTime: new Date().toISOString() }
  const client = { clientId: 'dashboard', transport: 'bearer' as const, remembered: true }
  const lasting = { idleSeconds: 86_400, absoluteSeconds: 864_000, salt: 'c2FsdA', keyId: 'k' }
  return {
    ...metadata(),
    context,
    type: 'SessionStarted',
    version: 2,
    data: { ...ids, ...person, ...client, ...lasting },
  }
}

const fill = async <Name extends string>(
  stream: Name,
  length: number,
  eventAt: (revision: number) => Parameters<typeof store.append<Name>>[1][number],
): Promise<void> => {
  for (let from = 0; from < length; from += chunkEvents) {
    const count = Math.min(chunkEvents, length - from)
    await store.append(
      stream,
      Array.from({ length: count }, (_, place) => eventAt(from + place)),
      from + noStream,
    )
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now()
  await work()
  return performance.now() - before
}
const median = async (work: () => Promise<unknown>): Promise<number> => {
  const taken: number[] = []
  for (let round = 0; round < rounds; round += 1) taken.push(await timed(work))
  return taken.toSorted((one, other) => one - other)[rounds >> 1]!
}
/** A process that has just started. */
const fresh = () => sessionWriter({ store, ambient: realAmbient, refreshKeys: keys })

interface Measured {
  record: number
  decide: number
  first: number
  whole: number
}
const measure = async (length: number): Promise<Measured> => {
  const emailDigest = randomBytes(32).toString('hex')
  const sessionId = randomUUID()
  await fill(signinStream(benchTenant, emailDigest), length, failed)
  await fill(sessionStream(benchTenant, sessionId), length, (revision) => session(sessionId, revision))
  const refused = { emailDigest, userId: null, clientId: 'dashboard', cause: 'unknown-user' } as const
  let seen = 0
  const act = () => {
    // Somewhere else each time, so that there is something to write.
    const context = { ...sampleRefresh(0).context!, ip: `192.0.2.${(seen += 1) % 256}` }
    return fresh().commands.recordActivity(sessionId, { ...origin, context })
  }
  return {
    whole: await timed(() => store.readStream(sessionStream(benchTenant, sessionId))),
    first: await timed(act),
    record: await median(() => fresh().recordFailedSignIn(refused, origin)),
    decide: await median(act),
  }
}

const registered = { ...metadata(), type: 'UserRegistered', version: 1 } as const
await store.append(
  userStream(benchTenant, userId),
  [{ ...registered, data: { userId, email: 'ann@acme.test', name: 'Ann' } }],
  noStream,
)
await measure(10)
const all = new Map<number, Measured>()
for (const length of lengths) all.set(length, await measure(length))

const shown = (milliseconds: number) => `${milliseconds.toFixed(2).padStart(9)} ms`
console.log('events in the stream    recorded at end    decided    first time, no snapshot    read whole')
for (const [length, { record, decide, first, whole }] of all)
  console.log(`${String(length).padStart(20)} ${shown(record)}   ${shown(decide)}   ${shown(first)}   ${shown(whole)}`)
const ratio = (of: keyof Measured, to: number) => (all.get(lengths.at(-1)!)![of] / all.get(to)![of]).toFixed(2)
for (const to of lengths.slice(0, 2))
  console.log(
    `ratio of ${lengths.at(-1)} events to ${to}: ` +
      `recorded ${ratio('record', to)}, decided ${ratio('decide', to)}, read whole ${ratio('whole', to)}`,
  )
await close()
await data.stop()
