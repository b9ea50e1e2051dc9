import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { compileCache, endTogether, node24, root } from '../../services/setUp.mjs'

const memory = '/dev/shm'
/** What a run leaves at most, and what the tests themselves need of memory beside it. */
const [roomNeeded, memoryNeeded] = [6 * 1024 ** 3, 12 * 1024 ** 3]

/** Containers have a small one, and some machines run no programs from it. */
const hasRoom = () => {
  try {
    const { bavail, bsize } = statfsSync(memory)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .findLast((line) => line.split(' ')[1] === memory)
    return mount !== undefined && !mount.includes('noexec') && bavail * bsize > roomNeeded && freemem() > memoryNeeded
  } catch {
    return false
  }
}

/** A folder for the temporary files of one run, open to all accounts as /tmp is. */
const folderInMemory = () => {
  const folder = mkdtempSync(join(memory, 'rollcall-tests-'))
  chmodSync(folder, 0o1777)
  return folder
}

/**
 * Runs vitest under Node 24. Temporary files stand in memory where there is room: PostgreSQL writes through to the disk at each commit,
 * and a run would wait for that more than for anything else.
 */
export const runVitest = (args, environment = {}) => {
  const folder = hasRoom() ? folderInMemory() : null
  const child = spawn(node24(), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      NODE_COMPILE_CACHE: compileCache,
      ...process.env,
      ...(folder === null ? {} : { TMPDIR: folder }),
      ...environment,
    },
  })
  endTogether(child)
  child.on('close', (code) => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    process.exit(code ?? 1)
  })
}
