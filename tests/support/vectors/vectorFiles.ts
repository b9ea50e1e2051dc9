import { clockVectors } from './clockVectors.ts'
import { feedVectors } from './feedVectors.ts'
import { tokenVectors } from './tokenVectors.ts'

/** One case a line, so that a change shows as what it is. */
const fileOf = ({ cases, ...rest }: { cases: readonly object[] }): string => {
  const head = JSON.stringify(rest, null, 2).slice(0, -2)
  return `${head},\n  "cases": [\n${cases.map((each) => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]\n}\n`
}

/** The files of `client/vectors`, by name. */
export const vectorFiles = (): Record<string, string> => ({
  'tokens.json': fileOf(tokenVectors()),
  'feeds.json': fileOf(feedVectors()),
  'clocks.json': fileOf(clockVectors()),
})
