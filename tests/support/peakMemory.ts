import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const numberIn = (file: string, pattern: RegExp): number => Number(pattern.exec(readFileSync(file, 'utf8'))?.[1])

/** Of a process, by now, in kilobytes: the most memory it has had at once, with all its threads. */
const highWaterOf = (pid: number): number => numberIn(`/proc/${pid}/status`, /VmHWM:\s+(\d+)/)

/** A process and those it started, and they. */
const treeOf = (root: number): number[] => {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    try {
      parents.set(Number(name), numberIn(`/proc/${name}/status`, /PPid:\s+(\d+)/))
    } catch {
      // It has ended meanwhile.
    }
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid)!))
  return [...parents.keys()].filter(isBelow)
}

const sampleEveryMs = 50

/**
 * Runs a program to its end; answers its exit code, what it said, and the sum of the most memory that each of its
 * processes had, in megabytes. Linux only.
 */
export const peakMemoryOf = async (
  command: readonly [file: string, ...args: string[]],
  environment: Record<string, string>,
): Promise<{ code: number | null; said: string; megabytes: number }> => {
  const [file, ...args] = command
  const child = spawn(file, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const exited = once(child, 'exit')
  const peaks = new Map<number, number>()
  while (child.exitCode === null && child.signalCode === null) {
    for (const pid of treeOf(child.pid!))
      try {
        peaks.set(pid, highWaterOf(pid) || (peaks.get(pid) ?? 0))
      } catch {
        // It has ended meanwhile.
      }
    await Promise.race([exited, pause(sampleEveryMs)])
  }
  await exited
  return { code: child.exitCode, said, megabytes: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) / 1024 }
}
