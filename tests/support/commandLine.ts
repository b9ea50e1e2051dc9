import { runProgram } from '#services/cli/runProgram.ts'
import { realAmbient } from './realAmbient.ts'
import type { TestRollcall } from './rollcall.ts'

/** `rollcall ...` beside a running Rollcall, by somebody whom nothing can be asked. */
export const commandLine =
  ({ database: { ownerUrl, masterKey } }: Pick<TestRollcall, 'database'>) =>
  async (...args: string[]): Promise<{ code: number; said: string }> => {
    const lines: string[] = []
    const write = (line: string): void => void lines.push(line)
    const code = await runProgram(args, {
      ambient: realAmbient,
      monotonicMs: () => performance.now(),
      environment: { DATABASE_URL: ownerUrl, ROLLCALL_MASTER_KEY: masterKey.toString('base64') },
      root: '.',
      isTerminal: false,
      say: write,
      show: write,
      complain: write,
      askSecret: null,
      onStop: () => undefined,
    })
    return { code, said: lines.join('\n') }
  }
