import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseProcessRoles, processRoles } from '#services/composition/process/processRoles.ts'
import { secretSettings } from '#services/settings/settingFiles.ts'
import { readSettings, settingsSchema } from '#services/settings/settings.ts'
import {
  composeFile,
  composeProfiles,
  composeText,
  isRollcall,
  projectRoot,
  servicesOf,
} from '../../support/composeFile.ts'

const folder = mkdtempSync(join(tmpdir(), 'compose '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `make-secrets` writes, where its files would be. */
const secrets: Record<string, string> = {
  'database-url': 'postgres://rollcall:secret@postgres:5432/rollcall',
  'master-key': Buffer.alloc(32, 7).toString('base64'),
  'metrics-token': 'a-token-of-the-test',
}
for (const [name, content] of Object.entries(secrets)) writeFileSync(join(folder, name), content)

const isFile = (name: string): boolean => name.endsWith('_FILE')
const settingOf = (name: string): string => name.replace(/_FILE$/, '')
const here = (environment: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      isFile(name) ? value.replace('/run/rollcall', folder) : value,
    ]),
  )
const hostsIn = (value: string): string[] =>
  value
    .replace(/^\w+:\/\//, '')
    .replace(/[/?].*$/, '')
    .split(',')
    .map((place) => place.replace(/^.*@/, '').replace(/:\d+$/, ''))

const all = Object.entries(composeFile.services)
const ours = all.filter(([, service]) => isRollcall(service))
const running = ours.filter(([, { command }]) => command?.[0] !== 'make-secrets')

describe('docker-compose.yml', () => {
  it.each(running)('%s has settings that Rollcall takes, every one of them known', (_name, { environment = {} }) => {
    for (const name of Object.keys(environment)) {
      expect(Object.keys(settingsSchema.shape)).toContain(settingOf(name))
      if (isFile(name)) expect(secretSettings).toContain(settingOf(name))
    }
    const settings = readSettings(here(environment))
    expect(settings.DATABASE_URL).toBe(secrets['database-url'])
    expect(settings.PORT).toBe(8080)
    expect(settings.ROLLCALL_MASTER_KEY?.toString('base64')).toBe(secrets['master-key'])
  })

  it.each(ours)('%s is nobody in particular, writes to its volumes alone, and is limited', (_name, service) => {
    expect(service.user).toBe('1000:1000')
    expect(service.read_only).toBe(true)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.image).toBe(`rollcall:${packageJson.version}`)
  })

  it.each(all)('%s has a limit, and a check of its health', (_name, { deploy, healthcheck, restart, image }) => {
    expect(deploy?.resources?.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String) })
    if (restart !== 'no') expect(healthcheck?.test?.length).toBeGreaterThan(1)
    expect(image).toMatch(/:\d+\.\d+/)
  })

  it.each(running)('%s is asked for its health at the port it listens on', (_name, { healthcheck, environment }) => {
    expect(healthcheck?.test?.join(' ')).toContain(`http://127.0.0.1:${environment?.['PORT']}/readyz`)
  })

  it('holds no secret', () => {
    const values = all.flatMap(([, { environment = {} }]) => Object.entries(environment))
    expect(
      values.filter(([name]) => /PASSWORD|SECRET|TOKEN|MASTER_KEY|PASSPHRASE/.test(name) && !isFile(name)),
    ).toEqual([])
    expect(composeText).not.toMatch(/:\/\/[^@/\s]+:[^@/\s]+@/)
  })

  it('declares the volumes it uses', () => {
    const used = all.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!))
    expect(new Set(used)).toEqual(new Set(Object.keys(composeFile.volumes)))
  })

  describe.each(composeProfiles)('--profile %s', (profile) => {
    const services = servicesOf(profile)
    const names = services.map(([name]) => name)

    it('waits for, and speaks to, what it starts itself', () => {
      for (const [, { depends_on: waits = {}, environment = {} }] of services) {
        expect(names).toEqual(expect.arrayContaining(Object.keys(waits)))
        const servers = [environment['KURRENTDB_URL'], environment['KAFKA_BROKERS']].filter(
          (value) => value !== undefined,
        )
        expect(names).toEqual(expect.arrayContaining(servers.flatMap(hostsIn)))
        expect(Object.keys(waits)).toEqual(expect.arrayContaining(servers.flatMap(hostsIn)))
      }
    })

    it('publishes one port, on this machine alone, at the public address', () => {
      const published = services.flatMap(([, { ports = [] }]) => ports)
      expect(published).toEqual(['127.0.0.1:8080:8080'])
      for (const [, { environment }] of services)
        if (environment?.['PUBLIC_URL'] !== undefined) expect(environment['PUBLIC_URL']).toBe('http://localhost:8080')
    })

    it('makes the database that Rollcall is told of', () => {
      const { command = [] } = composeFile.services['secrets']!
      const { POSTGRES_USER: user, POSTGRES_DB: database } = composeFile.services['postgres']!.environment!
      expect(command.at(-1)).toBe(`postgres://${user}@postgres:5432/${database}`)
    })
  })

  it('is the whole card where no profile is asked for', () => {
    expect(readFileSync(join(projectRoot, '.env'), 'utf8')).toMatch(/^COMPOSE_PROFILES=whole$/m)
  })

  it('has a process for each role in the cluster, those that people wait for twice, and a proxy to them', () => {
    const roles = servicesOf('cluster').flatMap(([name, { command = [], deploy }]) =>
      command[0] === 'serve' ? [[name, [...parseProcessRoles(command[2]!)], deploy?.replicas ?? 1] as const] : [],
    )
    expect(roles.flatMap(([, done]) => done).toSorted()).toEqual([...processRoles].toSorted())
    for (const [name, , replicas] of roles) expect(replicas).toBe(name === 'api' || name === 'realtime' ? 2 : 1)
    expect(composeFile.configs.proxy.content).toContain('http://api:8080')
    expect(composeFile.configs.proxy.content).toContain('http://realtime:8080')
  })

  const compose = (...args: string[]) =>
    spawnSync('docker', ['compose', ...args], { cwd: projectRoot, encoding: 'utf8', env: process.env })
  it.skipIf(compose('version').status !== 0)('is understood by docker compose', () => {
    for (const profile of composeProfiles) {
      const { status, stdout, stderr } = compose('--profile', profile, 'config', '--services')
      expect([status, stderr]).toEqual([0, ''])
      expect(stdout.trim().split('\n').toSorted()).toEqual(
        servicesOf(profile)
          .map(([name]) => name)
          .toSorted(),
      )
    }
  })
})

const packageJson = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string
  devDependencies: Record<string, string>
}
const dockerfile = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8')

describe('Dockerfile', () => {
  it('builds and runs on the Node that everything is tested on', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)
    expect(bases).toHaveLength(2)
    for (const base of bases) expect(base).toBe(`node:${packageJson.devDependencies['node']}-bookworm-slim`)
  })

  it('copies what is there, and what .dockerignore lets in', () => {
    const ignore = readFileSync(join(projectRoot, '.dockerignore'), 'utf8').split('\n')
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names!.split(' '))
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) {
      expect(existsSync(join(projectRoot, source))).toBe(true)
      expect(ignore).toContain(`!${source}`)
    }
  })

  it('runs as nobody in particular, by an entry that the compose file gives commands to', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node", "services\/main.ts"\]$/m)
    expect(existsSync(join(projectRoot, 'services', 'main.ts'))).toBe(true)
  })
})
