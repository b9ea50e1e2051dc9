import type { Ambient } from './clock.ts'

/** What services/main.ts alone takes from the process and passes on. */
export interface Surroundings {
  ambient: Ambient
  /** Milliseconds that never jump, for measuring. */
  monotonicMs: () => number
  environment: Readonly<Record<string, string | undefined>>
  /** The project's folder. */
  root: string
  isTerminal: boolean
  say: (line: string) => void
  /** How far something is: on a terminal the next line takes its place. */
  show: (line: string) => void
  complain: (line: string) => void
  /** Asks for something that is not to be seen while it is typed; null: nobody is there to be asked. */
  askSecret: ((question: string) => Promise<string>) | null
  /** Calls back when somebody asks the program to stop; maybe more than once. */
  onStop: (stop: () => void) => void
}
