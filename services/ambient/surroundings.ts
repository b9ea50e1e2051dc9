import type { Ambient } from './clock.ts'

/** What services/main.ts reads from the process and passes on. No other file reads it. */
export interface Surroundings {
  ambient: Ambient
  /** Milliseconds that never jump, for measuring. */
  monotonicMs: () => number
  environment: Readonly<Record<string, string | undefined>>
  /** The project's folder. */
  root: string
  isTerminal: boolean
  say: (line: string) => void
  /** Prints progress. On a terminal the next line overwrites it. */
  show: (line: string) => void
  complain: (line: string) => void
  /** Asks the operator for a secret and hides what is typed. Null: no operator is at a terminal. */
  askSecret: ((question: string) => Promise<string>) | null
  /** Calls `stop` each time the process is asked to stop, which may be more than once. */
  onStop: (stop: () => void) => void
}
