import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type Logger, silentLogger } from '#services/logging/logger.ts'
import {
  hashingProcess,
  type HashingProcess,
  type HashingProcessNeeds,
} from '#services/tenants/passwords/hashing/hashingProcess.ts'
import { argon2Hasher } from '#services/tenants/passwords/hashing/passwordHasher.ts'
import { eventually } from '../../support/eventually.ts'

const secret = Buffer.alloc(32, 1)
const password = 'correct horse battery'
const inThisProcess = argon2Hasher(secret)
const opened: HashingProcess[] = []
afterEach(() => Promise.all(opened.splice(0).map((hasher) => hasher.close())))

const given = (change: Partial<HashingProcessNeeds> = {}) => {
  const lines: string[] = []
  const logger: Logger = { ...silentLogger, error: (message) => lines.push(message) }
  const hasher = hashingProcess({ secret, width: 2, logger, now: () => performance.now(), ...change })
  opened.push(hasher)
  return { hasher, lines }
}
/** A program that does something else. */
const program = (source: string): URL => {
  const file = join(mkdtempSync(join(tmpdir(), 'hashing-')), 'program.mjs')
  writeFileSync(file, source)
  return pathToFileURL(file)
}
/** A server with such a process, and what it says first. */
const server = async (work: string, before = 'true') => {
  const { href } = new URL('../../../services/tenants/passwords/hashing/hashingProcess.ts', import.meta.url)
  const file = program(`
    const { hashingProcess } = await import(${JSON.stringify(href)})
    const hasher = hashingProcess({ secret: Buffer.alloc(32), width: 1, logger: console, now: () => performance.now() })
    ${work}
    setInterval(() => {}, 1_000)`)
  const child = spawn('sh', ['-c', `${before}; exec "$0" "$1"`, process.execPath, fileURLToPath(file)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [message] = (await once(child, 'message')) as [unknown]
  return { child, message }
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`)

interface Thread {
  name: string
  niceness: number
}
const threadsOf = (pid: number): Thread[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [name, rest] = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      .split(/^\d+ \((.*)\) /)
      .slice(1)
    return { name: name!, niceness: Number(rest!.split(' ')[16]) }
  })

describe('the process that hashes passwords', () => {
  it('makes and compares the hashes that this process makes and compares', async () => {
    const { hasher } = given()
    const hash = await hasher.hash(password)
    expect(await inThisProcess.verify(hash, password)).toBe(true)
    const own = await inThisProcess.hash(password)
    expect([await hasher.verify(own, password), await hasher.verify(own, 'another')]).toEqual([true, false])
  })

  it('tells what is wrong with a hash that is none', async () => {
    const { hasher } = given()
    await expect(hasher.verify('no hash', password)).rejects.toThrow('Decoding failed')
    expect(await hasher.hash(password)).toMatch(/^\$argon2id/)
  })

  it.runIf(process.platform === 'linux')(
    'hashes on threads of a lower priority, one more than asked for: for a hash of another system',
    async () => {
      const { hasher } = given()
      await Promise.all(Array.from({ length: 8 }, () => hasher.hash(password)))
      const { PRIORITY_BELOW_NORMAL: low } = constants.priority
      expect(threadsOf(hasher.pid()!).filter(({ name }) => name === 'libuv-worker')).toEqual([
        { name: 'libuv-worker', niceness: low },
        { name: 'libuv-worker', niceness: low },
        { name: 'libuv-worker', niceness: low },
      ])
      expect(threadsOf(process.pid).filter(({ niceness }) => niceness === low)).toEqual([])
    },
  )

  it.runIf(process.platform === 'linux')('knows no setting, and no password in its arguments', async () => {
    const { hasher } = given()
    await hasher.hash(password)
    const facts = ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${hasher.pid()}/${name}`, 'utf8'))
    expect(facts[0]).toMatch(/^UV_THREADPOOL_SIZE=3\0NODE_CHANNEL_\w+=\S+$/)
    expect(facts[1]).not.toContain(password)
  })

  it('is started again when it dies amid hashes, and nobody who waits for one notices', async () => {
    const { hasher, lines } = given()
    const stored = await hasher.hash(password)
    const killed = hasher.pid()!
    const asked = Array.from({ length: 6 }, () => hasher.verify(stored, password))
    process.kill(killed, 'SIGKILL')
    expect(await Promise.all(asked)).toEqual(asked.map(() => true))
    expect(hasher.pid()).not.toBe(killed)
    expect(lines).toEqual(['the process that hashes passwords ended'])
  })

  it('answers nothing: it is killed, and who asked is refused', async () => {
    const { hasher } = given({ patienceMs: 200, program: program('process.on("message", () => {})') })
    await expect(hasher.hash(password)).rejects.toMatchObject({
      code: 'busy',
      details: { retryAfterSeconds: 2 },
    })
  })

  it('cannot run: who asks is refused, and it is tried at most once a second', async () => {
    const { hasher, lines } = given({ program: program('process.exit(1)') })
    const began = performance.now()
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => hasher.hash(password)))
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'))
    expect(performance.now() - began).toBeGreaterThan(900)
    expect(lines).toHaveLength(2)
  })

  it('ignores a stop that a terminal sends to the whole group, and ends when it is told', async () => {
    const { hasher } = given()
    const stored = await hasher.hash(password)
    const pid = hasher.pid()!
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal)
    expect(await hasher.verify(stored, password)).toBe(true)
    expect(hasher.pid()).toBe(pid)
    await hasher.close()
    expect(isAlive(pid)).toBe(false)
  })

  it('ends with a server that is killed', async () => {
    const { child, message } = await server(`
      await hasher.hash('x')
      const hashes = () => hasher.hash('x').then(hashes)
      void hashes()
      process.send(hasher.pid())`)
    child.kill('SIGKILL')
    await eventually(() => expect(isAlive(Number(message))).toBe(false))
  })

  it.skipIf(process.platform === 'win32')(
    'is out of memory: who asked is refused, and the next one is not',
    async () => {
      const wants12GiB =
        '$argon2id$v=19$m=12582912,t=1,p=1$+Ev/E11LEp0k0sKMc4Qrrw$4dVppMKsqiHt4vABqGS9sT3YY78KvZni8MbDio1LSEw'
      const { child, message } = await server(
        `const refused = await hasher.verify('${wants12GiB}', 'x').catch(({ code }) => code)
       process.send([refused, (await hasher.hash('x')).slice(0, 9)])`,
        'ulimit -v 8000000',
      )
      child.kill('SIGKILL')
      expect(message).toEqual(['busy', '$argon2id'])
    },
  )
})
