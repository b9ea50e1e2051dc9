import { execFile, type SpawnOptions } from 'node:child_process'
import { promisify } from 'node:util'
import type { Cluster } from './initialise.ts'
import { closedFolder } from './serverAccount.ts'

export interface ServerCommand {
  file: string
  args: string[]
  options: SpawnOptions
}

/** Nothing of our own environment: it may hold the master key, and settings meant for other servers. */
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }

const setprivExists = (): Promise<boolean> =>
  promisify(execFile)('setpriv', ['--version']).then(
    () => true,
    () => false,
  )

/**
 * How to run a PostgreSQL program under the server's account.
 * Below a folder that only root may enter (/root, say) the account gets the one right it lacks, to read past folders,
 * from setpriv(1): moving the data elsewhere or opening the folder would change more than was asked for.
 */
export const serverCommand = async (
  { account, dataDirectory }: Pick<Cluster, 'account' | 'dataDirectory'>,
  file: string,
  args: string[],
): Promise<ServerCommand> => {
  if (account === null) return { file, args, options: { env } }
  const closed = (await closedFolder(account, file)) ?? (await closedFolder(account, dataDirectory))
  if (closed === undefined) return { file, args, options: { env, ...account } }
  if (!(await setprivExists()))
    throw new Error(
      `PostgreSQL does not run as root, and its account may not enter ${closed}: start as an ordinary user, move the project, or set DATABASE_URL`,
    )
  const right = '+dac_override'
  const drop = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  const keep = [`--bounding-set=-all,${right}`, `--inh-caps=-all,${right}`, `--ambient-caps=-all,${right}`]
  return { file: 'setpriv', args: [...drop, ...keep, '--', file, ...args], options: { env } }
}
