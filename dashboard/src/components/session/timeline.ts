import { placeText } from './stateLines.ts'
import type { Step } from './steps.ts'

/** Where steps stand on the track, in per cent. Long quiet stretches are drawn short: width grows with their logarithm. */
export const positionsOf = (steps: readonly Step[]): number[] => {
  const weights = steps.slice(1).map((step, index) => {
    const gapMinutes = (Date.parse(step.entry.at) - Date.parse(steps[index]!.entry.at)) / 60_000
    return 1 + Math.log10(1 + Math.max(0, gapMinutes))
  })
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let at = 0
  return [0, ...weights.map((weight) => (at += weight) && (at / whole) * 100)].slice(0, steps.length)
}

/** Steps that get a time above them: first, last, and what fits between. */
export const labelledSteps = (positions: readonly number[], roomPercent: number): number[] => {
  const labelled: number[] = []
  const last = positions.length - 1
  for (const [index, position] of positions.entries()) {
    const before = positions[labelled.at(-1) ?? -1] ?? -Infinity
    const fits = position - before >= roomPercent
    if (index === last || (fits && positions[last]! - position >= roomPercent) || index === 0) {
      if (index === last && !fits && labelled.length > 1) labelled.pop()
      if (index !== last || fits || labelled.length > 0) labelled.push(index)
    }
  }
  return labelled
}

export interface Stretch {
  /** Per cent. */
  from: number
  to: number
  text: string
  kind: 'usual' | 'elsewhere' | 'ended'
}

const whereabouts = ({ session }: Step): string => {
  const context = session?.last.context
  const parts = [placeText(context?.place), context?.network?.name].filter((part) => typeof part === 'string')
  return parts.length === 0 ? 'place unknown' : parts.join(' · ')
}

/** The band under the track: where the session was, from step to step, until it ended. */
export const stretchesOf = (steps: readonly Step[], positions: readonly number[]): Stretch[] => {
  const stretches: Stretch[] = []
  const home = steps[0] === undefined ? '' : whereabouts(steps[0])
  for (const [index, step] of steps.entries()) {
    const from = positions[index]!
    const ended = step.session !== null && step.session.endedAt !== null
    const text = ended ? 'ended' : whereabouts(step)
    const last = stretches.at(-1)
    if (last !== undefined) last.to = from
    if (last?.text === text) continue
    stretches.push({ from, to: from, text, kind: ended ? 'ended' : text === home ? 'usual' : 'elsewhere' })
  }
  const last = stretches.at(-1)
  if (last !== undefined) last.to = 100
  return stretches.filter(({ from, to }) => to > from)
}
