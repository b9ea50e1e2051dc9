import type { Access, AccessDependencies } from '../../../dashboard/src/api/access.ts'
import { createAccess } from '../../../dashboard/src/api/access.ts'
import type { AuthCalls } from '../../../dashboard/src/api/authCalls.ts'
import type { Grant } from '../../../dashboard/src/api/grant.ts'
import type { Memory } from '../../../dashboard/src/api/memory.ts'
import { ApiError, unreachable } from '../../../dashboard/src/api/problem.ts'
import type { TabMessage, Tabs } from '../../../dashboard/src/api/tabs.ts'

/** Lets everything that is ready run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** Time that moves when told to. */
export const createTime = (startedAt = Date.parse('2026-11-21T08:00:00.000Z')) => {
  let now = startedAt
  const due = new Set<{ at: number; run: () => void }>()
  const next = (until: number) => [...due].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0]
  return {
    now: () => now,
    later(ms: number, run: () => void) {
      const alarm = { at: now + ms, run }
      due.add(alarm)
      return () => void due.delete(alarm)
    },
    async pass(ms: number) {
      await settle()
      const until = now + ms
      for (let alarm = next(until); alarm !== undefined; alarm = next(until)) {
        now = alarm.at
        due.delete(alarm)
        alarm.run()
        await settle()
      }
      now = until
      await settle()
    },
  }
}

export const createMemory = (): Memory => {
  const kept = new Map<string, string>()
  return {
    read<Value>(key: string) {
      const text = kept.get(key)
      return text === undefined ? null : (JSON.parse(text) as Value)
    },
    write: (key, value) => void kept.set(key, JSON.stringify(value)),
    forget: (key) => void kept.delete(key),
  }
}

/** Tabs of one browser: what one says, the others hear; locks are granted one after the other. */
const createTabGroup = () => {
  const listeners: ((message: TabMessage) => void)[] = []
  const queues = new Map<string, Promise<unknown>>()
  return (): Tabs => {
    let own: ((message: TabMessage) => void) | undefined
    return {
      exclusively<Result>(name: string, run: () => Promise<Result>) {
        const turn = (queues.get(name) ?? Promise.resolve()).then(run, run)
        queues.set(name, turn)
        return turn
      },
      tell(message) {
        for (const listener of listeners) if (listener !== own) queueMicrotask(() => listener(message))
      },
      listen(listener) {
        own = listener
        listeners.push(listener)
      },
    }
  }
}

export const refusal = (status: number, code: string, extra: Record<string, unknown> = {}): ApiError =>
  new ApiError({ title: code, status, code, id: 'report-1', ...extra })

type CallName = 'login' | 'refresh' | 'activity' | 'logout'
type Answer<Value> = Value | ApiError | 'silence'

/** The server's sign-in, as far as a browser sees it. Answers can be set for the next calls; silence is no answer. */
export const createServer = (time: ReturnType<typeof createTime>) => {
  let tokens = 0
  const asked: { call: CallName; request: Record<string, unknown> }[] = []
  const next: Record<CallName, Answer<undefined>[]> = { login: [], refresh: [], activity: [], logout: [] }
  const limits = { idleMs: 7 * 86_400_000, absoluteMs: 30 * 86_400_000 }
  const [signedInAt, active] = [time.now(), { at: time.now() }]
  const person = { id: 'user-1', email: 'ann@acme.test', name: 'Ann Keller', roles: ['admin'] as const }
  const lifetime = () => ({
    lastActiveAt: new Date(active.at).toISOString(),
    idleExpiresAt: new Date(active.at + limits.idleMs).toISOString(),
    absoluteExpiresAt: new Date(signedInAt + limits.absoluteMs).toISOString(),
  })
  const grant = (userId = person.id): Grant => {
    tokens += 1
    const endsAt = Math.min(active.at + limits.idleMs, signedInAt + limits.absoluteMs)
    return {
      accessToken: `token-${tokens}`,
      accessExpiresAt: new Date(Math.min(time.now() + 30 * 60_000, endsAt)).toISOString(),
      session: { id: 'session-1', ...lifetime() },
      user: { ...person, id: userId, mustChangePassword: false },
      tenant: { id: 'tenant-1', slug: 'acme', name: 'Acme', simulated: false },
    }
  }
  const answer = async (call: keyof typeof next, request: Record<string, unknown>): Promise<void> => {
    asked.push({ call, request })
    await Promise.resolve()
    const prepared = next[call].shift()
    if (prepared === 'silence') throw unreachable()
    if (prepared !== undefined) throw prepared
  }
  const calls: AuthCalls = {
    async login(credentials) {
      await answer('login', { ...credentials })
      active.at = time.now()
      return grant(credentials.email === person.email ? person.id : credentials.email)
    },
    async refresh(request) {
      await answer('refresh', request)
      const { idleExpiresAt: endedAt } = lifetime()
      if (Date.parse(endedAt) <= time.now()) throw refusal(401, 'session-ended', { cause: 'idle', endedAt })
      if (request.active) active.at = time.now()
      return grant()
    },
    async reportActivity(accessToken) {
      await answer('activity', { accessToken })
      active.at = time.now()
      const { lastActiveAt, idleExpiresAt } = lifetime()
      return { lastActiveAt, idleExpiresAt }
    },
    async logout({ tenant, accessToken }) {
      await answer('logout', { tenant, accessToken })
    },
  }
  return { calls, asked, next, limits, requests: (call: keyof typeof next) => asked.filter((one) => one.call === call) }
}

export const createBrowser = () => {
  const time = createTime()
  const server = createServer(time)
  const memory = createMemory()
  const joinTabs = createTabGroup()
  const otherPersons: string[] = []
  let ids = 0
  const openTab = (): Access => {
    const dependencies: AccessDependencies = {
      calls: server.calls,
      memory,
      tabs: joinTabs(),
      clock: time,
      random: () => 0,
      later: time.later,
      onOtherPerson: () => void otherPersons.push('other'),
      randomId() {
        ids += 1
        return `attempt-${ids}`
      },
    }
    return createAccess(dependencies)
  }
  return { time, server, memory, openTab, otherPersons }
}

export const credentials = { tenant: 'acme', email: 'ann@acme.test', password: 'correct horse' }
