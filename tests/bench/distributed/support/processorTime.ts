import { readdirSync, readFileSync } from 'node:fs'

interface SystemProcess {
  pid: number
  parent: number
  command: string
  /** Of itself, and with those of its children that have ended. */
  own: number
  withEnded: number
}

/** Of the kernel's figures, on every Linux there is (sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100

const look = (pid: number): SystemProcess[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is a name in brackets, which may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = (first: number, last: number): number =>
      fields.slice(first, last).reduce((sum, value) => sum + value, 0)
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return [
      {
        pid,
        parent: fields[1]!,
        command,
        own: ticks(11, 13) / ticksPerSecond,
        withEnded: ticks(11, 15) / ticksPerSecond,
      },
    ]
  } catch {
    return []
  }
}

/** Seconds of processor that the processes with this in their command line have used so far, with all their children. */
export const processorSeconds = (inCommand: string): number => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => look(Number(name)))
  const chosen = new Set(all.filter(({ command }) => command.includes(inCommand)).map(({ pid }) => pid))
  for (const { pid, parent } of all) if (chosen.has(parent)) chosen.add(pid)
  return all
    .filter(({ pid }) => chosen.has(pid))
    .reduce((sum, { command, own, withEnded }) => sum + (command.includes(inCommand) ? withEnded : own), 0)
}

/** The same of one process. */
export const processorSecondsOf = (pid: number): number => look(pid)[0]?.own ?? 0

/** The same of this process. */
export const ownProcessorSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}
