import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** The folder of the built package. */
export const clientPackage = join(root, 'client', 'dist')

/** Builds it where it is older than its sources. */
export const buildClientPackage = async (): Promise<void> => {
  const code = "import { buildClient } from './services/setUp.mjs'; await buildClient()"
  await run(process.execPath, ['--input-type=module', '-e', code], { cwd: root })
}

/** Compiles a folder by its tsconfig.json, components of Vue too. Answers what is objected to; empty: nothing. */
export const typeMistakes = async (folder: string): Promise<string> => {
  const compiler = join(root, 'node_modules', 'vue-tsc', 'bin', 'vue-tsc.js')
  const { stdout } = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error)
  return stdout
}
