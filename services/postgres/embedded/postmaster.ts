import { readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What postmaster.pid says (PostgreSQL's pidfile.h): pid on line 1, port on line 4, status on line 8. */
export interface PostmasterFile {
  pid: number
  port: number
  ready: boolean
}

const pidFile = (dataDirectory: string): string => path.join(dataDirectory, 'postmaster.pid')

export const readPostmasterFile = async (dataDirectory: string): Promise<PostmasterFile | undefined> => {
  const text = await readFile(pidFile(dataDirectory), 'utf8').catch(() => undefined)
  const lines = text?.split('\n')
  if (lines?.[0] === undefined || !/^\d+$/.test(lines[0])) return undefined
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/** A dead process whose parent has not collected it; in a container without an init that may last for ever. */
const isZombie = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z'
  } catch {
    return false
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Resolves true when the process is gone, false when it is still there after `timeoutMs`. */
export const waitUntilGone = async (pid: number, timeoutMs: number): Promise<boolean> => {
  for (let waitedMs = 0; isAlive(pid); waitedMs += 20) {
    if (waitedMs >= timeoutMs) return false
    await sleep(20)
  }
  return true
}

/** Tries PostgreSQL's fast shutdown, then the immediate one, which loses nothing but makes the next start recover. */
export const stopPostmaster = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGINT')
  if (await waitUntilGone(pid, 20_000)) return
  process.kill(pid, 'SIGQUIT')
  await waitUntilGone(pid, 5_000)
}

export const removePostmasterFile = (dataDirectory: string): Promise<void> =>
  rm(pidFile(dataDirectory), { force: true })
