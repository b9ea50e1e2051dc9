import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

export interface ProcessFacts {
  parent: number
  command: string
  /** The working directory, if the system tells it. */
  folder: string | undefined
}

const fromProc = async (pid: number): Promise<ProcessFacts> => {
  const [stat, command] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
  ])
  // The second field is the program's name in brackets and may contain anything; after it come the state and the
  // parent.
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  return { parent, command: command.replaceAll('\0', ' '), folder }
}

const fromPs = async (pid: number): Promise<ProcessFacts | undefined> => {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,command=', '-p', String(pid)])
  const found = /^\s*(\d+)\s+(.*)/.exec(stdout)
  return found === null ? undefined : { parent: Number(found[1]), command: found[2] ?? '', folder: undefined }
}

/** What the system says about a process; undefined when it is gone or the system says nothing. */
export const processFacts = (pid: number): Promise<ProcessFacts | undefined> =>
  fromProc(pid).catch(() => fromPs(pid).catch(() => undefined))
