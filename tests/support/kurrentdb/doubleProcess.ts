import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface DoubleProcess {
  url: string
  port: number
  /** `kill -9`: what was acknowledged is on disk. */
  kill(): Promise<void>
  /** Starts again on the same port with what is on disk. */
  restart(): Promise<void>
  /** The process stands still, its connections stay open. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

interface Running {
  child: ChildProcess
  port: number
}

const run = async (file: string, port: number): Promise<Running> => {
  const script = join(import.meta.dirname, 'start.ts')
  const args = [script, '--file', file, '--port', `${port}`, '--system-events', '7']
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('The double of KurrentDB has not started'))),
  ])) as [string]
  return { child, port: (JSON.parse(line) as { port: number }).port }
}

const end = async ({ child }: Running): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** The double in a process of its own, which can be killed, frozen and started again. */
export const doubleProcess = async (): Promise<DoubleProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-kurrentdb-'))
  const file = join(folder, 'log.jsonl')
  let running = await run(file, 0)
  const { port } = running
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    kill: () => end(running),
    async restart() {
      running = await run(file, port)
    },
    freeze: () => void running.child.kill('SIGSTOP'),
    thaw: () => void running.child.kill('SIGCONT'),
    async stop() {
      await end(running)
      await rm(folder, { recursive: true })
    },
  }
}
