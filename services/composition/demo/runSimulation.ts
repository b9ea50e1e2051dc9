import type { BuildContext } from '#services/context/contextBuilder.ts'
import { simulate, type Simulation } from '#services/demo/simulate.ts'

export type Simulated = Omit<Simulation, 'signal' | 'locate'> & { buildContext: BuildContext }

/** Starts the demo's live traffic in this process. Answers how to end it. */
export const runSimulation = ({ buildContext, ...world }: Simulated): (() => Promise<void>) => {
  const ending = new AbortController()
  const running = simulate({
    ...world,
    signal: ending.signal,
    locate: (ip) => buildContext({ ip, userAgent: null, clientId: null }).place,
  }).catch((error: unknown) => world.logger.error('The simulation ended', { error }))
  return async () => {
    ending.abort()
    await running
  }
}
