import { pino, type Logger as PinoLogger } from 'pino'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { LogFields, Logger } from './logger.ts'
import { readableLine } from './readableLine.ts'
import { redact } from './redact.ts'

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** json: one object a line, for collectors. readable: for a person at a terminal. */
  format: 'json' | 'readable'
  clock: Clock
  /** Receives whole lines, e.g. `process.stdout`. */
  output: { write(line: string): unknown }
}

const wrap = (target: PinoLogger): Logger => {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      if (target.isLevelEnabled(level)) target[level](redact(fields) as object, message)
    }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(target.child(redact(fields) as object)),
  }
}

/** The process's logger. Fields are redacted before they reach any format. */
export const createLogger = ({ level, format, clock, output }: LogOptions): Logger => {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${instant(clock)}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const destination =
    format === 'json'
      ? { write: (line: string) => void output.write(line) }
      : { write: (line: string) => void output.write(readableLine(line)) }
  return wrap(pino(options, destination))
}
