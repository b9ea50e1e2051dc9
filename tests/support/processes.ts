import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { isAlive } from '#services/postgres/embedded/postmaster.ts'
import { eventually } from './eventually.ts'

const attempt = <Result>(read: () => Result): Result | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Command lines of living processes that name this folder or work in it. Linux only: elsewhere none is found. */
export const processesAt = (folder: string): string[] =>
  (attempt(() => readdirSync('/proc')) ?? [])
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && isAlive(Number(name)))
    .flatMap((pid) => {
      const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.replaceAll('\0', ' ') ?? ''
      const directory = attempt(() => readlinkSync(`/proc/${pid}/cwd`)) ?? ''
      return `${command} ${directory}`.includes(folder) ? [`${pid} ${command}`] : []
    })

export const gone = (pids: readonly number[]): Promise<void> =>
  eventually(() => {
    const alive = pids.filter(isAlive)
    if (alive.length > 0) throw new Error(`Still running: ${alive.join(', ')}`)
  })
